package io.evenreach.identity.linkage.domain;

import java.util.Arrays;
import java.util.function.LongPredicate;

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

    static Patterns of(long[] levelsOfPairs) {
        long[] sorted = levelsOfPairs.clone();
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

    Patterns where(LongPredicate condition) {
        int[] chosen = java.util.stream.IntStream.range(0, levels.length)
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
