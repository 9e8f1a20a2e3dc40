package io.evenreach.frequency.importing.domain;

import io.evenreach.frequency.importing.domain.ImportMapping.ChannelSource;
import io.evenreach.frequency.importing.domain.ImportMapping.CustomerColumn;
import io.evenreach.frequency.importing.domain.RowOutcome.Exposure;
import io.evenreach.frequency.importing.domain.RowOutcome.Rejected;
import io.evenreach.frequency.importing.domain.RowOutcome.Skipped;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Normalised;
import io.evenreach.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads rows of one log as its mapping says. Pure: the clock and the known channels are arguments. */
public final class RowInterpreter {

    /** The same tolerance that live exposures get: clocks of senders run ahead a little. */
    public static final Duration CLOCK_AHEAD_MAX = Duration.ofMinutes(5);

    private static final int SHOWN_LENGTH_MAX = 60;
    private static final int GIVEN_ID_LENGTH_MAX = 200;

    private final ImportMapping mapping;
    private final Predicate<String> channelExists;
    private final Hashing hashing;
    private final IdentifierRules rules;
    private final EventTimes times;

    /**
     * @param channelExists whether there is a channel of that id
     * @param rules say which values identify nobody
     */
    public RowInterpreter(
            ImportMapping mapping, Predicate<String> channelExists, Hashing hashing, IdentifierRules rules) {
        this.rules = rules;
        this.mapping = mapping;
        this.channelExists = channelExists;
        this.hashing = hashing;
        this.times = new EventTimes(mapping.zone());
    }

    /** What the row means at {@code now}. */
    public RowOutcome interpret(SourceRow row, Instant now) {
        if (mapping.interaction() != null) {
            String interaction = text(row, mapping.interaction().column());
            if (interaction == null) {
                return missing(row, mapping.interaction().column());
            }
            if (!mapping.interaction().isExposure(interaction)) {
                return new Skipped(row.line());
            }
        }
        String timeText = text(row, mapping.time());
        if (timeText == null) {
            return missing(row, mapping.time());
        }
        Optional<Instant> occurredAt = times.parse(timeText);
        if (occurredAt.isEmpty()) {
            return rejected(row, RejectionCode.INVALID_TIME, "\"" + shown(timeText) + "\" is no time");
        }
        if (occurredAt.get().isAfter(now.plus(CLOCK_AHEAD_MAX))) {
            return rejected(row, RejectionCode.TIME_IN_FUTURE, shown(timeText) + " is in the future");
        }
        return withChannel(row, occurredAt.get());
    }

    private RowOutcome withChannel(SourceRow row, Instant occurredAt) {
        String channelId;
        switch (mapping.channel()) {
            case ChannelSource.Constant(String constant) -> channelId = constant;
            case ChannelSource.Column(String column) -> {
                String label = text(row, column);
                if (label == null) {
                    return missing(row, column);
                }
                channelId = mapping.channels().getOrDefault(label, label);
                if (!channelExists.test(channelId)) {
                    return rejected(row, RejectionCode.UNKNOWN_CHANNEL, "there is no channel \"" + shown(label) + "\"");
                }
            }
        }
        return withIdentifiers(row, occurredAt, channelId);
    }

    private RowOutcome withIdentifiers(SourceRow row, Instant occurredAt, String channelId) {
        List<Hashed> identifiers = new ArrayList<>(mapping.customer().size());
        @Nullable String complaint = null;
        for (CustomerColumn column : mapping.customer()) {
            String value = text(row, column.column());
            if (value == null) {
                continue;
            }
            switch (hashed(column, value)) {
                case Hashing.Outcome.Key(Hashed hashed) -> {
                    if (identifiers.stream().noneMatch(known -> known.key().equals(hashed.key()))) {
                        identifiers.add(hashed);
                    }
                }
                case Hashing.Outcome.Blocked(Normalised.Reason reason) ->
                    complaint = column.column() + " identifies nobody: " + reason;
            }
        }
        if (identifiers.isEmpty()) {
            return complaint == null
                    ? missing(row, mapping.customer().getFirst().column())
                    : rejected(row, RejectionCode.INVALID_IDENTIFIER, complaint);
        }
        return withId(row, occurredAt, channelId, identifiers);
    }

    private Hashing.Outcome hashed(CustomerColumn column, String value) {
        Identifier raw = new Identifier(column.type(), column.scope(), value);
        return mapping.dataSetId() == null ? hashing.hash(raw, rules) : hashing.hash(raw, mapping.dataSetId(), rules);
    }

    private RowOutcome withId(SourceRow row, Instant occurredAt, String channelId, List<Hashed> identifiers) {
        @Nullable String givenId = null;
        if (mapping.exposureId() != null) {
            givenId = text(row, mapping.exposureId());
            if (givenId == null) {
                return missing(row, mapping.exposureId());
            }
            if (givenId.length() > GIVEN_ID_LENGTH_MAX) {
                return rejected(
                        row,
                        RejectionCode.MALFORMED_ROW,
                        mapping.exposureId() + " is longer than " + GIVEN_ID_LENGTH_MAX + " characters");
            }
        }
        return new Exposure(row.line(), List.copyOf(identifiers), channelId, occurredAt, givenId, contentOf(row));
    }

    /**
     * Campaign and every non-empty column by name, so that neither row order nor column order nor the mapping matters.
     * Keyed with the deployment's key, because a row may hold a phone number that a plain hash would disclose.
     */
    private IdentifierKey contentOf(SourceRow row) {
        MessageDigest digest = Sha256.digest();
        digest.update(mapping.campaignId().toString().getBytes(StandardCharsets.UTF_8));
        row.content().forEach((column, value) -> {
            digest.update((byte) 0x1E);
            digest.update(column.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0x1F);
            digest.update(value.getBytes(StandardCharsets.UTF_8));
        });
        String hex = HexFormat.of().formatHex(digest.digest());
        return switch (hashing.hash(new Identifier(IdentifierType.COOKIE, "evenreach:import-row", hex))) {
            case Hashing.Outcome.Key(Hashed hashed) -> hashed.key();
            case Hashing.Outcome.Blocked(Normalised.Reason reason) ->
                throw new IllegalStateException("a digest is always a usable value, but was " + reason);
        };
    }

    private static @Nullable String text(SourceRow row, String column) {
        String value = row.value(column);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static Rejected missing(SourceRow row, String column) {
        return rejected(row, RejectionCode.MISSING_VALUE, column + " is empty");
    }

    private static Rejected rejected(SourceRow row, RejectionCode code, String detail) {
        return new Rejected(row.line(), code, detail);
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_LENGTH_MAX ? text : text.substring(0, SHOWN_LENGTH_MAX) + "…";
    }
}
