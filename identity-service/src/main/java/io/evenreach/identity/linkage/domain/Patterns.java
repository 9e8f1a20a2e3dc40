package io.evenreach.identity.linkage.domain;

import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/** The different levels that occur among pairs, and how often each does. */
final class Patterns {

    private final long[] levels;
    private final int[] counts;
    private final long total;

    private Patterns(long[] levels, int[] counts) {
        this.levels = levels;
        this.counts = counts;
        this.total = Arrays.stream(counts).asLongStream().sum();
    }

    /** @param sampleMax of more pairs than this every second, third, ... one is enough to estimate from */
    static Patterns of(long[] levelsOfPairs, int sampleMax) {
        int step = Math.max(1, Math.ceilDiv(levelsOfPairs.length, sampleMax));
        long[] sorted = new long[Math.ceilDiv(levelsOfPairs.length, step)];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = levelsOfPairs[i * step];
        }
        Arrays.sort(sorted);
        long[] levels = new long[sorted.length];
        int[] counts = new int[sorted.length];
        int size = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                levels[size++] = sorted[i];
            }
            counts[size - 1]++;
        }
        return new Patterns(Arrays.copyOf(levels, size), Arrays.copyOf(counts, size));
    }

    static Patterns of(LongCounts counted) {
        long[] levels = counted.keys();
        return new Patterns(
                levels, Arrays.stream(levels).mapToInt(counted::count).toArray());
    }

    Patterns where(LongPredicate condition) {
        int[] chosen = IntStream.range(0, levels.length)
                .filter(i -> condition.test(levels[i]))
                .toArray();
        return new Patterns(
                Arrays.stream(chosen).mapToLong(i -> levels[i]).toArray(),
                Arrays.stream(chosen).map(i -> counts[i]).toArray());
    }

    int size() {
        return levels.length;
    }

    long levels(int i) {
        return levels[i];
    }

    int count(int i) {
        return counts[i];
    }

    long total() {
        return total;
    }
}
