package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

/** The other ends of the best few edges of each row: those who compete for it. */
final class Nearest {

    private static final int EACH_MAX = 8;

    private final int[] rows;
    private final byte[] counts;

    /** @param edges best first */
    Nearest(int rows, long[] edges) {
        this.rows = new int[rows * EACH_MAX];
        this.counts = new byte[rows];
        for (long edge : edges) {
            add(Pair.first(edge), Pair.second(edge));
            add(Pair.second(edge), Pair.first(edge));
        }
    }

    private void add(int row, int other) {
        if (counts[row] < EACH_MAX) {
            rows[row * EACH_MAX + counts[row]++] = other;
        }
    }

    /** Best first. */
    int[] of(int row) {
        return Arrays.copyOfRange(rows, row * EACH_MAX, row * EACH_MAX + counts[row]);
    }
}
