package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
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

    /** The same spans, all of them nobody's. */
    Timeline nobodys() {
        Map<Purpose, List<Tenure>> nobodys = new EnumMap<>(Purpose.class);
        tenures.forEach((purpose, of) ->
                nobodys.put(purpose, of.stream().map(Tenure::nobodys).toList()));
        return new Timeline(nobodys);
    }

    /** The same, with a purpose withdrawn from the last tenure on. */
    Timeline withdrawn(Purpose purpose, Instant at) {
        Map<Purpose, List<Tenure>> withdrawn = new EnumMap<>(Purpose.class);
        withdrawn.putAll(tenures);
        List<Tenure> of = new ArrayList<>(of(purpose));
        Instant from = of.isEmpty() ? Tenure.BEGINNING : of.removeLast().from();
        of.add(Tenure.withdrawn(from, Tenure.OPEN, at));
        withdrawn.put(purpose, of);
        return new Timeline(withdrawn);
    }

    public List<Tenure> of(Purpose purpose) {
        return tenures.getOrDefault(purpose, List.of());
    }

    /**
     * What the feed tells of a purpose. Who named what they are known for and did not name advertising has not allowed it:
     * that is told as a withdrawal is, until they are seen for it.
     */
    List<Tenure> told(Purpose purpose) {
        List<Tenure> of = of(purpose);
        List<Tenure> forService = of(Purpose.SERVICE);
        return purpose == Purpose.ADS && of.isEmpty() && !forService.isEmpty()
                ? List.of(Tenure.withdrawn(
                        Tenure.BEGINNING, Tenure.OPEN, forService.getFirst().firstSeenAt()))
                : of;
    }

    Optional<Tenure> at(Purpose purpose, Instant time) {
        return of(purpose).stream().filter(tenure -> tenure.covers(time)).findFirst();
    }
}
