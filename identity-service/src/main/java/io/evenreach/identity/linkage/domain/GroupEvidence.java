package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

/**
 * What two groups of records say for their being one person: each field counts once, with the mean likelihood ratio over
 * the pairs in which it says something. Who has two phones agrees on one of them, but nobody has two birth dates or given
 * names: where both groups have several records, what is personal counts with the mean of its bits, so that one record that
 * is in the wrong group and agrees with the other one does not outweigh all that disagree.
 *
 * <p>Groups are compared again and again, as candidates and as rivals, while few of them change: answers are kept, and found
 * again by what is in the groups. What falls into the same place takes the place of what was there, so that memory is bounded
 * and time, not the answer, depends on it.
 */
final class GroupEvidence {

    private static final int MEMBERS_COMPARED_MAX = 12;
    private static final int KEPT_MIN = 1 << 10;
    private static final int KEPT_MAX = 1 << 24;
    /** Where a round asks for about four answers for each record, and for the levels of about fifteen pairs. */
    private static final int GROUPS_PER_ROW = 8;

    private static final int PAIRS_PER_ROW = 32;

    /** Two numbers of 64 bits for each answer that is kept. */
    private static final long BYTES_PER_KEPT = 16;

    private final Table table;
    private final Comparison comparison;
    private final int fields;
    private final double[] ratios;
    private final double[] personalBits;
    private final double[] householdRatios;
    private final int[] counts;
    private final long[] pairs;
    private final long[] levels;
    private final long[] groups;
    private final double[] answers;
    private Model model;
    private Mates mates;

    /** @param mates who shares a home with somebody else */
    GroupEvidence(Table table, Comparison comparison, Model model, Mates mates) {
        this.table = table;
        this.comparison = comparison;
        this.model = model;
        this.mates = mates;
        this.fields = table.fields().size();
        this.ratios = new double[fields];
        this.personalBits = new double[fields];
        this.householdRatios = new double[fields];
        this.counts = new int[fields];
        int keptPairs = kept(table.rows(), PAIRS_PER_ROW);
        this.pairs = new long[keptPairs];
        this.levels = new long[keptPairs];
        int keptGroups = kept(table.rows(), GROUPS_PER_ROW);
        this.groups = new long[keptGroups];
        this.answers = new double[keptGroups];
    }

    private static int kept(int rows, long each) {
        return Math.clamp(Integer.highestOneBit(Math.max(1, rows)) * each, KEPT_MIN, KEPT_MAX);
    }

    /** What the answers that are kept take of the heap. */
    static long bytes(int rows) {
        return (long) (kept(rows, PAIRS_PER_ROW) + kept(rows, GROUPS_PER_ROW)) * BYTES_PER_KEPT;
    }

    /** Has it answer by another model; how far records agree does not depend on it. */
    void answerBy(Model other, Mates otherMates) {
        model = other;
        mates = otherMates;
        Arrays.fill(groups, 0);
    }

    /** By which a group is known; that of more rows begins with that of fewer. */
    static long codeOf(long codeOfFewer, int[] more) {
        long code = codeOfFewer;
        for (int row : more) {
            code = BlockingCodes.mix(code + row + 1);
        }
        return code;
    }

    /** Log2 of the odds that two groups are one person, whoever else they may be. */
    double bits(int[] left, long codeOfLeft, int[] right, long codeOfRight) {
        if (codeOfLeft > codeOfRight) {
            // Two groups say the same, whichever of them is asked about the other.
            return bits(right, codeOfRight, left, codeOfLeft);
        }
        long key = BlockingCodes.mix(codeOfLeft) + codeOfRight;
        int slot = (int) (key >>> 32) & (groups.length - 1);
        if (groups[slot] != key) {
            answers[slot] = compared(left, right);
            groups[slot] = key;
        }
        return answers[slot];
    }

    private double compared(int[] left, int[] right) {
        Arrays.fill(ratios, 0);
        Arrays.fill(personalBits, 0);
        Arrays.fill(householdRatios, 0);
        Arrays.fill(counts, 0);
        boolean severalOfEach = left.length > 1 && right.length > 1;
        for (int i = 0; i < Math.min(left.length, MEMBERS_COMPARED_MAX); i++) {
            for (int j = 0; j < Math.min(right.length, MEMBERS_COMPARED_MAX); j++) {
                add(left[i], right[j], severalOfEach);
            }
        }
        double one = 0;
        double household = 0;
        for (int field = 0; field < fields; field++) {
            if (counts[field] > 0) {
                double bits = severalOfEach && table.personal(field)
                        ? personalBits[field] / counts[field]
                        : Model.log2(ratios[field] / counts[field]);
                one += bits < 0 && table.kind(field) == Kind.DATE
                        ? bits * Math.min(agreeing(field, left), agreeing(field, right))
                        : bits;
                household += Model.log2(householdRatios[field] / counts[field]);
            }
        }
        return model.bits(one, household, mates.bits(left, right));
    }

    private void add(int a, int b, boolean severalOfEach) {
        long of = levels(a, b);
        for (int field = 0; field < fields; field++) {
            if (Levels.of(of, field) != Levels.MISSING) {
                double ratio = model.ratio(field, of, a, b);
                ratios[field] += ratio;
                personalBits[field] += severalOfEach && table.personal(field) ? Model.log2(ratio) : 0;
                householdRatios[field] += model.householdRatio(field, of, ratio);
                counts[field]++;
            }
        }
    }

    private long levels(int a, int b) {
        long pair = Pair.of(a, b);
        int slot = (int) (BlockingCodes.mix(pair) >>> 32) & (pairs.length - 1);
        if (pairs[slot] != pair) {
            levels[slot] = comparison.levels(Pair.first(pair), Pair.second(pair));
            pairs[slot] = pair;
        }
        return levels[slot];
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

    /** What a person, a household and strangers are beforehand: the bits of groups that say nothing. */
    double bitsOfNothing() {
        return model.bits(0, 0);
    }
}
