package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A person's word that identifiers do not belong together: nothing on one side ever joins anything on the other. It is
 * evidence like what was seen, only that it separates, and that it holds for all of time; so whenever it is given or
 * removed, people are what the fold of all that is left says.
 *
 * @param id follows from the profile and the identifiers split off, so that a repeated split is the same one
 * @param profileId the profile that was split
 * @param apart what was split off, in order of the keys
 * @param rest what the profile kept, in order of the keys
 * @param reason in the words of whoever split it; null where they gave none
 */
public record Cut(
        UUID id,
        UUID profileId,
        List<TypedKey> apart,
        List<TypedKey> rest,
        String decidedBy,
        Instant decidedAt,
        @Nullable String reason) {

    public Cut {
        apart = sorted(apart);
        rest = sorted(rest);
        if (apart.isEmpty() || rest.isEmpty()) {
            throw new IllegalArgumentException("a cut has two sides");
        }
    }

    /** What is left of it without some keys; empty where a side has none left. */
    Optional<Cut> without(Set<IdentifierKey> gone) {
        List<TypedKey> apartLeft =
                apart.stream().filter(key -> !gone.contains(key.key())).toList();
        List<TypedKey> restLeft =
                rest.stream().filter(key -> !gone.contains(key.key())).toList();
        return apartLeft.isEmpty() || restLeft.isEmpty()
                ? Optional.empty()
                : Optional.of(new Cut(id, profileId, apartLeft, restLeft, decidedBy, decidedAt, reason));
    }

    public Stream<IdentifierKey> keys() {
        return Stream.concat(apart.stream(), rest.stream()).map(TypedKey::key);
    }

    private static List<TypedKey> sorted(List<TypedKey> keys) {
        return keys.stream()
                .distinct()
                .sorted(Comparator.comparing(TypedKey::key))
                .toList();
    }
}
