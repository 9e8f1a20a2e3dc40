package io.evenreach.identity.stitching.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * When a set was seen. Up to {@link #KEPT_MAX} sightings are kept one by one, so that each of them can be removed
 * exactly; of more, the first ones and the last are kept, and only their number is known of the others. What is kept
 * depends on the sightings and not on the order in which they arrived. Immutable.
 *
 * @param kept in order of time
 * @param count all of them, the forgotten included
 */
public record Sightings(List<Sighting> kept, long count) {

    public static final int KEPT_MAX = 128;

    public Sightings {
        kept = Collections.unmodifiableList(kept);
        if (kept.isEmpty() || kept.size() > KEPT_MAX || count < kept.size()) {
            throw new IllegalArgumentException(kept.size() + " kept of " + count + " sightings");
        }
    }

    static Sightings of(Sighting first) {
        return new Sightings(List.of(first), 1);
    }

    Sightings plus(Sighting sighting) {
        List<Sighting> all = new ArrayList<>(kept.size() + 1);
        all.addAll(kept);
        int place = Collections.binarySearch(all, sighting);
        all.add(place < 0 ? -place - 1 : place, sighting);
        if (all.size() > KEPT_MAX) {
            all.remove(KEPT_MAX - 1);
        }
        return new Sightings(all, count + 1);
    }

    /** With those of the same set that were counted elsewhere. */
    Sightings plus(Sightings others) {
        List<Sighting> all = new ArrayList<>(kept);
        all.addAll(others.kept);
        Collections.sort(all);
        if (all.size() > KEPT_MAX) {
            all.subList(KEPT_MAX - 1, all.size() - 1).clear();
        }
        return new Sightings(all, count + others.count);
    }

    /** Without one that is kept; empty where it was the only one. */
    Optional<Sightings> minus(String observationId) {
        List<Sighting> left = kept.stream()
                .filter(sighting -> !sighting.observationId().equals(observationId))
                .toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new Sightings(left, count - (kept.size() - left.size())));
    }

    public boolean keeps(String observationId) {
        return kept.stream().anyMatch(sighting -> sighting.observationId().equals(observationId));
    }

    public Instant firstAt() {
        return kept.getFirst().at();
    }

    public Instant lastAt() {
        return kept.getLast().at();
    }

    /** Whether every sighting can still be removed one by one. */
    public boolean complete() {
        return count == kept.size();
    }
}
