package io.evenreach.identity.profiles.persistence;

import io.evenreach.identity.stitching.SeenAt;
import java.time.Instant;
import java.util.List;

/**
 * What was seen of a set while one of its identifiers was a profile's own.
 *
 * @param kept the sightings of those times that are kept one by one, in order of time
 * @param count how many there were, as far as it is known whose they were
 */
record SeenMeanwhile(List<SeenAt> kept, long count) {

    /**
     * Those of some times. Sightings that are not kept were between the last two that are; they are counted where all of
     * that was in one of the times.
     *
     * @param all of the set that are kept, in order of time
     * @param countOfAll how many there were, the forgotten included
     * @param from where each time begins, inclusive
     * @param to where each ends, exclusive
     */
    static SeenMeanwhile of(List<SeenAt> all, long countOfAll, Long[] from, Long[] to) {
        List<SeenAt> kept = all.stream()
                .filter(seen -> isWithinOne(seen.at(), seen.at(), from, to))
                .toList();
        long forgotten = countOfAll - all.size();
        boolean own = forgotten > 0
                && isWithinOne(
                        all.get(Math.max(0, all.size() - 2)).at(), all.getLast().at(), from, to);
        return new SeenMeanwhile(kept, kept.size() + (own ? forgotten : 0));
    }

    private static boolean isWithinOne(Instant first, Instant last, Long[] from, Long[] to) {
        for (int i = 0; i < from.length; i++) {
            if (first.toEpochMilli() >= from[i] && last.toEpochMilli() < to[i]) {
                return true;
            }
        }
        return false;
    }
}
