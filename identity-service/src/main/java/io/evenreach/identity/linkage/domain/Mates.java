package io.evenreach.identity.linkage.domain;

/**
 * Who shares a home with somebody else in the file. A record that names a home and nobody in it may be of either of them.
 * Where nobody else is seen there it can be of another one only if all that is known of that one names nobody, which is
 * rare where people have several records.
 *
 * @param seen for each row whether somebody else of its household is in the file
 * @param unseenBits by how many bits one person is more probable where nobody else is
 */
record Mates(boolean[] seen, double unseenBits) {

    private static final double HOUSEHOLD_MIN = 0.2;
    private static final double STRANGERS_MAX = 0.5;
    private static final double UNSEEN_MIN = 0.02;

    /** Anybody may have any. */
    static Mates unknown(Table table) {
        return new Mates(new boolean[table.rows()], 0);
    }

    static Mates estimated(Table table, Model model, Clustering persons, long[] pairs, long[] levels) {
        boolean[] seen = new boolean[table.rows()];
        for (int i = 0; i < pairs.length; i++) {
            int a = Pair.first(pairs[i]);
            int b = Pair.second(pairs[i]);
            if (!(seen[a] && seen[b]) && model.household(levels[i], a, b) >= HOUSEHOLD_MIN) {
                seen[a] = true;
                seen[b] = true;
            }
        }
        seeOthersOf(seen, model, pairs, levels);
        return new Mates(seen, -Model.log2(unseen(table, persons)));
    }

    /** A record that names nobody shares a home with somebody where those do whose it may be. */
    private static void seeOthersOf(boolean[] seen, Model model, long[] pairs, long[] levels) {
        boolean[] before = seen.clone();
        for (int i = 0; i < pairs.length; i++) {
            int a = Pair.first(pairs[i]);
            int b = Pair.second(pairs[i]);
            if (before[a] != before[b] && !(seen[a] && seen[b]) && model.strangers(levels[i], a, b) < STRANGERS_MAX) {
                seen[a] = true;
                seen[b] = true;
            }
        }
    }

    /** How probable it is that all other records of somebody name nobody, as this one does. */
    private static double unseen(Table table, Clustering persons) {
        int nameless = 0;
        for (int row = 0; row < table.rows(); row++) {
            nameless += table.namesNobody(row) ? 1 : 0;
        }
        double share = (double) nameless / Math.max(1, table.rows());
        double unseen = 0;
        for (int row = 0; row < table.rows(); row++) {
            unseen += Math.pow(share, persons.sizeOfPerson(row) - 1);
        }
        return Math.clamp(unseen / Math.max(1, table.rows()), UNSEEN_MIN, 1);
    }

    /** By how many bits one person is more probable, against one household, than it is for any two. */
    double bits(int[] left, int[] right) {
        return any(left) || any(right) ? 0 : unseenBits;
    }

    private boolean any(int[] rows) {
        for (int row : rows) {
            if (seen[row]) {
                return true;
            }
        }
        return false;
    }
}
