package io.evenreach.frequency.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.importing.domain.ColumnGuess;
import io.evenreach.frequency.importing.domain.ImportMapping;
import io.evenreach.frequency.importing.domain.ImportMapping.ChannelSource;
import io.evenreach.frequency.importing.domain.ImportMapping.CustomerColumn;
import io.evenreach.frequency.importing.domain.ImportMapping.Interaction;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A column mapping as it is sent and kept.
 *
 * @param channel a column name, or {@code {"constant": channelId}}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MappingJson(
        @Nullable UUID campaignId,
        @Nullable String dataSetId,
        @Nullable List<@Nullable CustomerJson> customer,
        @Nullable String time,
        @Nullable JsonNode channel,
        @Nullable String exposureId,
        @Nullable InteractionJson interaction,
        @Nullable Map<String, @Nullable String> channels,
        @Nullable String zone) {

    private static final int CUSTOMER_COLUMNS_MAX = 10;
    private static final int CHANNEL_LABELS_MAX = 1_000;

    /** One identifier column. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CustomerJson(
            @Nullable String column,
            @Nullable String type,
            @Nullable String scope) {}

    /** The column that says what a row is. */
    public record InteractionJson(
            @Nullable String column, @Nullable List<@Nullable String> exposures) {}

    /** The guess as the wire says it: what is not known is absent. */
    public static MappingJson of(ColumnGuess guess) {
        return new MappingJson(
                null,
                null,
                guess.customer().stream()
                        .<@Nullable CustomerJson>map(column ->
                                new CustomerJson(column.column(), column.type().wireName(), null))
                        .toList(),
                guess.time(),
                guess.channel() == null ? null : JsonNodeFactory.instance.stringNode(guess.channel()),
                guess.exposureId(),
                guess.interaction() == null
                        ? null
                        : new InteractionJson(
                                guess.interaction().column(),
                                new ArrayList<@Nullable String>(
                                        guess.interaction().exposures())),
                null,
                "UTC");
    }

    /**
     * The mapping that is meant, for a file with these columns.
     *
     * @param knownColumns the file's columns
     * @param dataSetId of the campaign; null for one of live customers
     * @throws ProblemException a 422 that names every field that is wrong
     */
    public ImportMapping toDomain(Set<String> knownColumns, @Nullable String dataSetId) {
        Reading reading = new Reading(knownColumns);
        if (this.dataSetId != null && !this.dataSetId.equals(dataSetId)) {
            reading.error(
                    "/mapping/dataSetId",
                    "DATA_SET_MISMATCH",
                    dataSetId == null
                            ? "The campaign is one of live customers, not of a data set."
                            : "The campaign is of the data set " + dataSetId + ".");
        }
        List<CustomerColumn> customers = customers(reading, dataSetId);
        String timeColumn = reading.column("/mapping/time", time);
        ChannelSource source = channelSource(reading);
        String idColumn = exposureId == null ? null : reading.column("/mapping/exposureId", exposureId);
        Interaction what = interaction == null ? null : interaction(reading, interaction);
        ZoneId where = zone(reading);
        Map<String, String> labels = labels(reading);
        reading.finish();
        return new ImportMapping(
                java.util.Objects.requireNonNull(campaignId),
                dataSetId,
                customers,
                timeColumn,
                source,
                idColumn,
                what,
                labels,
                where);
    }

    private List<CustomerColumn> customers(Reading reading, @Nullable String dataSetId) {
        List<CustomerColumn> columns = new ArrayList<>();
        if (customer == null || customer.isEmpty()) {
            reading.error("/mapping/customer", "MISSING_FIELD", "Say which column tells the customer.");
            return columns;
        }
        if (customer.size() > CUSTOMER_COLUMNS_MAX) {
            reading.error(
                    "/mapping/customer", "TOO_MANY_ITEMS", "At most " + CUSTOMER_COLUMNS_MAX + " identifier columns.");
            return columns;
        }
        for (int i = 0; i < customer.size(); i++) {
            String pointer = "/mapping/customer/" + i;
            CustomerJson json = customer.get(i);
            if (json == null) {
                reading.error(pointer, "INVALID_FIELD", "An identifier column cannot be null.");
                continue;
            }
            String column = reading.column(pointer + "/column", json.column());
            String wireName = json.type() == null ? IdentifierType.LOGIN_ID.wireName() : json.type();
            Optional<IdentifierType> type = IdentifierType.ofWireName(wireName);
            String scope = json.scope() == null ? "" : json.scope();
            if (type.isEmpty()) {
                reading.error(
                        pointer + "/type", "UNKNOWN_IDENTIFIER_TYPE", "There is no identifier type " + wireName + ".");
            } else if (dataSetId == null && type.get().scopeRequired() && scope.isBlank()) {
                reading.error(
                        pointer + "/scope",
                        "SCOPE_MISSING",
                        "A " + wireName + " of live customers means nothing without its scope.");
            } else {
                columns.add(new CustomerColumn(column, type.get(), scope));
            }
        }
        return columns;
    }

    private ChannelSource channelSource(Reading reading) {
        if (channel != null && channel.isString()) {
            return new ChannelSource.Column(reading.column("/mapping/channel", channel.asString()));
        }
        if (channel != null
                && channel.isObject()
                && channel.size() == 1
                && channel.path("constant").isString()) {
            return new ChannelSource.Constant(channel.path("constant").asString());
        }
        reading.error(
                "/mapping/channel",
                channel == null || channel.isNull() ? "MISSING_FIELD" : "INVALID_FIELD",
                "The channel is the name of a column, or {\"constant\": \"channelId\"}.");
        return new ChannelSource.Constant("");
    }

    private static Interaction interaction(Reading reading, InteractionJson json) {
        List<@Nullable String> values = json.exposures() == null ? List.of() : json.exposures();
        if (values.isEmpty()) {
            reading.error(
                    "/mapping/interaction/exposures", "MISSING_FIELD", "Say which values of the column are exposures.");
        }
        Set<String> exposures = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value == null) {
                reading.error("/mapping/interaction/exposures/" + i, "INVALID_FIELD", "A value of a column is a text.");
            } else {
                exposures.add(value);
            }
        }
        return new Interaction(reading.column("/mapping/interaction/column", json.column()), exposures);
    }

    private Map<String, String> labels(Reading reading) {
        Map<String, String> labels = new HashMap<>();
        if (channels == null) {
            return labels;
        }
        if (channels.size() > CHANNEL_LABELS_MAX) {
            reading.error(
                    "/mapping/channels", "TOO_MANY_ITEMS", "At most " + CHANNEL_LABELS_MAX + " labels can be mapped.");
            return labels;
        }
        channels.forEach((label, channelId) -> {
            if (channelId == null) {
                reading.error(labelPointer(label), "INVALID_FIELD", "A label stands for the id of a channel.");
            } else {
                labels.put(label, channelId);
            }
        });
        return labels;
    }

    /** Where a label of {@code channels} stands in what was sent. */
    public static String labelPointer(String label) {
        return "/mapping/channels/" + label.replace("~", "~0").replace("/", "~1");
    }

    private ZoneId zone(Reading reading) {
        if (zone == null) {
            return ZoneId.of("UTC");
        }
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            reading.error("/mapping/zone", "UNKNOWN_ZONE", "There is no time zone " + zone + ".");
            return ZoneId.of("UTC");
        }
    }

    /** Collects what is wrong, so that one answer names all of it. */
    private static final class Reading {

        private final Set<String> knownColumns;
        private final List<FieldError> errors = new ArrayList<>();

        Reading(Set<String> knownColumns) {
            this.knownColumns = knownColumns;
        }

        String column(String pointer, @Nullable String name) {
            if (name == null || name.isBlank()) {
                error(pointer, "MISSING_FIELD", "Say which column it is.");
                return "";
            }
            if (!knownColumns.contains(name)) {
                error(
                        pointer,
                        "UNKNOWN_COLUMN",
                        "The file has no column \"" + name + "\"; it has "
                                + new TreeSet<>(knownColumns).stream().limit(50).collect(Collectors.joining(", "))
                                + ".");
            }
            return name;
        }

        void error(String pointer, String code, String message) {
            errors.add(new FieldError(pointer, code, message));
        }

        void finish() {
            if (!errors.isEmpty()) {
                FieldError first = errors.getFirst();
                throw new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, first.code(), first.message(), errors);
            }
        }
    }
}
