package io.evenreach.identity.linkage.domain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Pairs of records found to be one person, those of them that are, and all that are; sums over files are sums of these. */
public record Measured(long right, long found, long real) {

    static final Measured NOTHING = new Measured(0, 0, 0);

    /** Both give each record a number that is the same for records of one person. */
    public static Measured of(int[] found, int[] truth) {
        long[] both = new long[truth.length];
        for (int row = 0; row < both.length; row++) {
            both[row] = ((long) found[row] << 32) | truth[row];
        }
        return new Measured(pairsWithin(both), pairsWithin(found), pairsWithin(truth));
    }

    Measured plus(Measured more) {
        return new Measured(right + more.right, found + more.found, real + more.real);
    }

    public double precision() {
        return found == 0 ? 1 : (double) right / found;
    }

    public double recall() {
        return (double) right / real;
    }

    public double f1() {
        return 2 * precision() * recall() / (precision() + recall());
    }

    /** F with recall half as important as precision: a wrong join costs more than a missed one. */
    double fHalf() {
        return 1.25 * precision() * recall() / (0.25 * precision() + recall());
    }

    static long pairsWithin(int[] groups) {
        return pairsWithin(Arrays.stream(groups).asLongStream().toArray());
    }

    private static long pairsWithin(long[] groups) {
        Map<Long, Long> sizes = new HashMap<>();
        for (long group : groups) {
            sizes.merge(group, 1L, Long::sum);
        }
        return sizes.values().stream().mapToLong(size -> size * (size - 1) / 2).sum();
    }
}
