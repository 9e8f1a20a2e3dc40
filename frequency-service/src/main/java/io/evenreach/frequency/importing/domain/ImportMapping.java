package io.evenreach.frequency.importing.domain;

import io.evenreach.identifiers.IdentifierType;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a log means what.
 *
 * @param dataSetId the closed world the log's people live in; absent for the live customers
 * @param customer the columns that say who; a row needs at least one usable value among them
 * @param exposureId the column with the sender's own id of the exposure; without it the row's content is its id
 * @param interaction the column that tells exposures from other rows; without it every row is an exposure
 * @param channels channel ids by the label used in the file; a label that is not listed must itself be a channel id
 * @param zone for times written without an offset
 */
public record ImportMapping(
        UUID campaignId,
        @Nullable String dataSetId,
        List<CustomerColumn> customer,
        String time,
        ChannelSource channel,
        @Nullable String exposureId,
        @Nullable Interaction interaction,
        Map<String, String> channels,
        ZoneId zone) {

    public ImportMapping {
        customer = List.copyOf(customer);
        channels = Map.copyOf(channels);
        if (customer.isEmpty()) {
            throw new IllegalArgumentException("a mapping needs at least one customer column");
        }
    }

    /** One column that holds an identifier. */
    public record CustomerColumn(String column, IdentifierType type, String scope) {}

    /** Where the channel of a row comes from. */
    public sealed interface ChannelSource {

        /** The row says it, by label or by channel id. */
        record Column(String name) implements ChannelSource {}

        /** The whole file is of one channel. */
        record Constant(String channelId) implements ChannelSource {}
    }

    /**
     * The column that names what happened, and which of its values are exposures.
     *
     * @param exposures in lower case
     */
    public record Interaction(String column, Set<String> exposures) {
        public Interaction {
            exposures = exposures.stream()
                    .map(value -> value.strip().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
        }

        boolean isExposure(String value) {
            return exposures.contains(value.strip().toLowerCase(Locale.ROOT));
        }
    }

    /** Every column the mapping needs, in alphabetical order. */
    public Set<String> columns() {
        Set<String> columns = new TreeSet<>();
        customer.forEach(column -> columns.add(column.column()));
        columns.add(time);
        if (channel instanceof ChannelSource.Column(String name)) {
            columns.add(name);
        }
        if (exposureId != null) {
            columns.add(exposureId);
        }
        if (interaction != null) {
            columns.add(interaction.column());
        }
        return columns;
    }
}
