package io.evenreach.identity.linkage.domain;

/** The other ends of the best few edges of each row: those who compete for it. */
final class Nearest {

    static final int EACH_MAX = 8;

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

    /** How many a row has. */
    int count(int row) {
        return counts[row];
    }

    /** One of them, the best at place 0. */
    int of(int row, int place) {
        return rows[row * EACH_MAX + place];
    }
}
