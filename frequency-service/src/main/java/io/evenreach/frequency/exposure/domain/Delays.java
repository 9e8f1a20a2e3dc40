package io.evenreach.frequency.exposure.domain;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How long something took, how often, in buckets that are each a sixteenth of a doubling wide: what is read out of them is
 * too low by 4.5 % at most, and never too high.
 *
 * @param counts by bucket
 */
public record Delays(NavigableMap<Integer, Long> counts) {

    private static final double BUCKETS_PER_DOUBLING = 16;

    /** Fewer do not tell of one in a hundred. */
    private static final long TELLING = 100;

    public static Delays of(Map<Integer, Long> counts) {
        return new Delays(new TreeMap<>(counts));
    }

    /** The bucket of a delay; what took no time is in the first, like a millisecond. */
    public static int bucketOf(Duration delay) {
        long millis = Math.max(1, delay.toMillis());
        int bucket = (int) Math.floor(BUCKETS_PER_DOUBLING * Math.log((double) millis) / Math.log(2));
        // Logarithms are not exact where a bucket begins.
        return millis < leastOf(bucket) ? bucket - 1 : millis >= leastOf(bucket + 1) ? bucket + 1 : bucket;
    }

    private static long leastOf(int bucket) {
        return (long) Math.ceil(Math.pow(2, bucket / BUCKETS_PER_DOUBLING));
    }

    public long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What 99 in a hundred did not exceed, rounded down to where its bucket begins. */
    public Duration p99() {
        long within = Math.ceilDiv(count() * 99, 100);
        long sum = 0;
        for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
            sum += entry.getValue();
            if (sum >= within) {
                return Duration.ofMillis(leastOf(entry.getKey()));
            }
        }
        return Duration.ZERO;
    }

    /** Whether more than one in a hundred is longer, as far as enough are known to tell. */
    public boolean outlast(Duration bound) {
        return count() >= TELLING && p99().compareTo(bound) > 0;
    }
}
