package io.evenreach.identity.linkage.domain;

/** Two rows as one long, the lower one first. */
final class Pair {

    private Pair() {}

    static long of(int a, int b) {
        return a < b ? ((long) a << 32) | b : ((long) b << 32) | a;
    }

    static int first(long pair) {
        return (int) (pair >>> 32);
    }

    static int second(long pair) {
        return (int) pair;
    }
}
