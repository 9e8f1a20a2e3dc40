package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

/**
 * Joins pairs to persons, the best first. Two groups of records are joined for what all of one say about all of the
 * other: each field counts once, with the mean likelihood ratio over the pairs in which it says something. So a record
 * that resembles one member of a group and contradicts the others does not chain two persons together, and one that has
 * different fields in common with different members is found.
 */
final class Clustering {

    private static final int MEMBERS_COMPARED_MAX = 12;
    private static final int PASSES_MAX = 6;
    /** Rivals that are less probable than this take less than a tenth of a bit. */
    private static final double ODDS_MIN = 0.05;

    private final Table table;
    private final Comparison comparison;
    private final Model model;
    private final Mates mates;
    private final Nearest nearest;
    private final LongSet apart;
    private final int[] root;
    private final int[][] members;
    private final byte[] grownIn;
    private final Longs links = new Longs();
    private double expectedPairs;
    private long joinedPairs;

    /**
     * @param mates who shares a home with somebody else
     * @param nearest who competes for each row
     * @param start for each row the same number as for the rows that are known to be the same person
     * @param apart pairs that are known to be two persons
     */
    Clustering(
            Table table, Comparison comparison, Model model, Mates mates, Nearest nearest, int[] start, LongSet apart) {
        this.table = table;
        this.comparison = comparison;
        this.model = model;
        this.mates = mates;
        this.nearest = nearest;
        this.apart = apart;
        this.root = new int[table.rows()];
        this.members = new int[table.rows()][];
        this.grownIn = new byte[table.rows()];
        int[] leader = new int[root.length];
        Arrays.fill(leader, -1);
        for (int row = 0; row < root.length; row++) {
            root[row] = row;
            members[row] = new int[] {row};
            if (leader[start[row]] < 0) {
                leader[start[row]] = row;
            } else {
                unite(root[leader[start[row]]], row);
            }
        }
    }

    /**
     * Joins as far as the evidence goes. A wrong join of two groups makes as many wrong pairs as there are records of one for
     * each of the other, so it takes as many times the odds: of no join are more wrong pairs expected than of one of two
     * single records.
     *
     * @param pairs best first
     * @param linkBits log2 odds from which on two single records are joined
     */
    void join(long[] pairs, double linkBits) {
        boolean joined = true;
        for (int pass = 1; pass <= PASSES_MAX && joined; pass++) {
            joined = false;
            for (long pair : pairs) {
                int a = root[Pair.first(pair)];
                int b = root[Pair.second(pair)];
                boolean asked = pass > 1 && Math.max(grownIn[a], grownIn[b]) < pass - 1;
                if (a == b || asked) {
                    continue;
                }
                double size = (double) members[a].length * members[b].length;
                double bits = bits(a, b, linkBits + Model.log2(size));
                if (bits >= linkBits + Model.log2(size) && !keptApart(members[a], members[b])) {
                    joinedPairs += (long) size;
                    expectedPairs += size * Model.probabilityOf(bits);
                    links.add(pair);
                    unite(a, b);
                    grownIn[root[a]] = (byte) pass;
                    joined = true;
                }
            }
        }
    }

    /**
     * Log2 of the odds that the groups of two rows are one person, who else each of them may be being taken into account.
     *
     * @param least of less than this it is of no interest how much less
     */
    double bits(int a, int b, double least) {
        double alone = bits(members[root[a]], members[root[b]]);
        if (alone < least) {
            return alone;
        }
        double bits = alone - lost(root[a], root[b], alone - least);
        return bits < least ? bits : Math.min(bits, alone - lost(root[b], root[a], alone - least));
    }

    /**
     * How many bits a join of two groups loses to the best rival for the one of them. Where the rival and the other group may
     * well be one person it takes nothing, since then all three are.
     *
     * @param most of more than this it is of no interest how much more
     */
    private double lost(int group, int other, double most) {
        double lost = 0;
        LongSet seen = new LongSet();
        for (int i = 0; i < Math.min(members[group].length, MEMBERS_COMPARED_MAX) && lost <= most; i++) {
            for (int near : nearest.of(members[group][i])) {
                int rival = root[near];
                if (rival != group && rival != other && seen.add(rival + 1L) && lost <= most) {
                    lost = Math.max(lost, lostTo(members[rival], members[group], members[other]));
                }
            }
        }
        return lost;
    }

    private double lostTo(int[] rival, int[] group, int[] other) {
        double odds = keptApart(rival, group) ? 0 : Model.power(bits(rival, group));
        if (odds < ODDS_MIN) {
            return 0;
        }
        double ratio = keptApart(rival, other) ? 0 : Model.power(evidence(rival, other));
        return Model.log2((1 + odds) / (1 + odds * Math.min(1, ratio)));
    }

    private double bits(int[] left, int[] right) {
        int fields = table.fields().size();
        double[] ratios = new double[fields];
        double[] householdRatios = new double[fields];
        int[] counts = new int[fields];
        for (int i = 0; i < Math.min(left.length, MEMBERS_COMPARED_MAX); i++) {
            for (int j = 0; j < Math.min(right.length, MEMBERS_COMPARED_MAX); j++) {
                long levels = comparison.levels(left[i], right[j]);
                for (int field = 0; field < fields; field++) {
                    if (Levels.of(levels, field) != Levels.MISSING) {
                        double bits = model.evidence(field, levels, left[i], right[j]);
                        ratios[field] += Model.power(bits);
                        householdRatios[field] += Model.power(model.householdEvidence(field, levels, bits));
                        counts[field]++;
                    }
                }
            }
        }
        double one = 0;
        double household = 0;
        for (int field = 0; field < fields; field++) {
            if (counts[field] > 0) {
                double bits = Model.log2(ratios[field] / counts[field]);
                one += bits < 0 && table.kind(field) == Kind.DATE
                        ? bits * Math.min(agreeing(field, left), agreeing(field, right))
                        : bits;
                household += Model.log2(householdRatios[field] / counts[field]);
            }
        }
        return model.bits(one, household, mates.bits(left, right));
    }

    /** What the groups say for one person, without how many persons there are. */
    private double evidence(int[] left, int[] right) {
        return bits(left, right) - model.bits(0, 0);
    }

    /**
     * How many of a group say the same of a field. A birth date does not change: where several say one and several another,
     * all of one side would have made the same mistake.
     */
    private int agreeing(int field, int[] rows) {
        int most = 1;
        for (int i = 0; i < Math.min(rows.length, MEMBERS_COMPARED_MAX); i++) {
            int same = 0;
            for (int j = 0; j < Math.min(rows.length, MEMBERS_COMPARED_MAX); j++) {
                same += table.value(field, rows[i]) == table.value(field, rows[j]) ? 1 : 0;
            }
            most = table.value(field, rows[i]) == Values.NOTHING ? most : Math.max(most, same);
        }
        return most;
    }

    private boolean keptApart(int[] left, int[] right) {
        if (apart.size() > 0) {
            for (int a : left) {
                for (int b : right) {
                    if (apart.contains(Pair.of(a, b))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void unite(int a, int b) {
        int into = members[a].length >= members[b].length ? a : b;
        int from = into == a ? b : a;
        int[] both = Arrays.copyOf(members[into], members[into].length + members[from].length);
        System.arraycopy(members[from], 0, both, members[into].length, members[from].length);
        for (int row : members[from]) {
            root[row] = into;
        }
        members[into] = both;
        members[from] = new int[0];
    }

    /** For each row one row of its person. */
    int[] personOf() {
        return root.clone();
    }

    int persons() {
        int persons = 0;
        for (int row = 0; row < root.length; row++) {
            persons += root[row] == row ? 1 : 0;
        }
        return persons;
    }

    int sizeOfPerson(int row) {
        return members[root[row]].length;
    }

    boolean samePerson(int a, int b) {
        return root[a] == root[b];
    }

    /** The pairs that joined persons: a tree for each. */
    long[] links() {
        return links.toArray();
    }

    /** How many pairs of records became one person. */
    long joinedPairs() {
        return joinedPairs;
    }

    /** The share of them that is expected to be right. */
    double expectedPrecision() {
        return joinedPairs == 0 ? 1 : expectedPairs / joinedPairs;
    }

    /** How many of them are expected to be right. */
    double expectedPairs() {
        return expectedPairs;
    }
}
