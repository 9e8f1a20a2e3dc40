package io.evenreach.frequency.ledger.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * In which time zones people live, as far as that was said of an identifier they own.
 *
 * @param fresh whether the feed that tells of it was heard of lately
 * @param newest what was said last of each person
 */
public record Zones(boolean fresh, Map<UUID, Said> newest) {

    /** Where no decision depends on it. */
    public static final Zones NOT_ASKED = new Zones(true, Map.of());

    /** @param key the identifier it was said of */
    public record Said(ZoneId zone, Instant at, IdentifierKey key) {}

    private static final Comparator<Said> BY_TIME =
            Comparator.comparing(Said::at).thenComparing(Said::key);

    /** The zone that was said last of any of these; null where none is known. */
    @Nullable
    ZoneId of(List<UUID> people) {
        if (newest.isEmpty()) {
            return null;
        }
        return people.stream()
                .map(newest::get)
                .filter(Objects::nonNull)
                .max(BY_TIME)
                .map(Said::zone)
                .orElse(null);
    }
}
