package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

/**
 * Joins pairs to persons, the best first. Two groups of records are joined for what all of one say about all of the
 * other. So a record that resembles one member of a group and contradicts the others does not chain two persons together, and one that has
 * different fields in common with different members is found.
 */
final class Clustering {

    private static final int MEMBERS_WITH_RIVALS_MAX = 12;
    private static final int PASSES_MAX = 6;
    /** Rivals that are less probable than this take less than a tenth of a bit. */
    private static final double ODDS_MIN = 0.05;

    private final GroupEvidence evidence;
    private final Nearest nearest;
    private final LongSet apart;
    private final int[] root;
    private final int[][] members;
    private final long[] codes;
    private final byte[] grownIn;
    /** Those whom {@link #lost} has looked at. */
    private final int[] rivals = new int[MEMBERS_WITH_RIVALS_MAX * Nearest.EACH_MAX];

    private final Longs links = new Longs();
    private double expectedPairs;
    private long joinedPairs;

    /**
     * @param nearest who competes for each row
     * @param start for each row the same number as for the rows that are known to be the same person
     * @param apart pairs that are known to be two persons
     */
    Clustering(GroupEvidence evidence, Nearest nearest, int[] start, LongSet apart) {
        this.evidence = evidence;
        this.nearest = nearest;
        this.apart = apart;
        this.root = new int[start.length];
        this.members = new int[start.length][];
        this.codes = new long[start.length];
        this.grownIn = new byte[start.length];
        int[] leader = new int[root.length];
        Arrays.fill(leader, -1);
        for (int row = 0; row < root.length; row++) {
            root[row] = row;
            members[row] = new int[] {row};
            codes[row] = GroupEvidence.codeOf(0, members[row]);
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
        double alone = alone(root[a], root[b]);
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
        int found = 0;
        for (int i = 0; i < Math.min(members[group].length, MEMBERS_WITH_RIVALS_MAX) && lost <= most; i++) {
            int row = members[group][i];
            for (int place = 0; place < nearest.count(row) && lost <= most; place++) {
                int rival = root[nearest.of(row, place)];
                if (rival != group && rival != other && isNew(rival, found)) {
                    rivals[found++] = rival;
                    lost = Math.max(lost, lostTo(rival, group, other));
                }
            }
        }
        return lost;
    }

    private boolean isNew(int rival, int found) {
        for (int i = 0; i < found; i++) {
            if (rivals[i] == rival) {
                return false;
            }
        }
        return true;
    }

    private double lostTo(int rival, int group, int other) {
        double odds = keptApart(members[rival], members[group]) ? 0 : Model.power(alone(rival, group));
        if (odds < ODDS_MIN) {
            return 0;
        }
        // What the two say for one person, without how many persons there are.
        double ratio = keptApart(members[rival], members[other])
                ? 0
                : Model.power(alone(rival, other) - evidence.bitsOfNothing());
        return Model.log2((1 + odds) / (1 + odds * Math.min(1, ratio)));
    }

    /** What the groups of two roots say for one person, whoever else they may be. */
    private double alone(int a, int b) {
        return evidence.bits(members[a], codes[a], members[b], codes[b]);
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
        codes[into] = GroupEvidence.codeOf(codes[into], members[from]);
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
