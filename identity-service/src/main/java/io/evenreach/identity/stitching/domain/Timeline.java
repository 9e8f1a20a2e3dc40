package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who owned a key, per purpose, over all of time: the tenures of a purpose follow each other without a gap. A purpose for
 * which the key was never seen is absent.
 */
public record Timeline(Map<Purpose, List<Tenure>> tenures) {

    public static final Timeline NONE = new Timeline(Map.of());

    public Timeline {
        tenures = Map.copyOf(tenures);
    }

    /** One owner for every purpose, always. */
    static Timeline whole(@Nullable UUID profileId, Instant firstSeenAt) {
        Map<Purpose, List<Tenure>> tenures = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            tenures.put(purpose, List.of(Tenure.whole(profileId, firstSeenAt)));
        }
        return new Timeline(tenures);
    }

    public List<Tenure> of(Purpose purpose) {
        return tenures.getOrDefault(purpose, List.of());
    }

    Optional<Tenure> at(Purpose purpose, Instant time) {
        return of(purpose).stream().filter(tenure -> tenure.covers(time)).findFirst();
    }
}
