package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

/**
 * Expectation maximisation among pairs that agree on two fields: of what share of them are one person, what share one
 * household, and how often each level of the other fields occurs where it is one person.
 */
final class BlockedPass {

    private static final int ROUNDS_MAX = 50;
    private static final double CONVERGED = 1e-5;
    private static final double SHARE_MIN = 1e-6;
    private static final double ONE_AT_FIRST = 0.5;
    private static final double HOUSEHOLD_AT_FIRST = 0.1;

    private final Table table;
    private final Patterns block;
    private final int first;
    private final int second;
    private final double[][] u;
    private final double[][] levelsOfHousehold;
    private final double[][] m;
    private final double[][] expected;
    private double one = ONE_AT_FIRST;
    private double household = HOUSEHOLD_AT_FIRST;
    private int rounds;

    /**
     * @param block pairs that agree on {@code first} and {@code second}; at least one
     * @param start the m to begin with
     * @param household how far people of one household agree on own attributes
     */
    BlockedPass(
            Table table, Patterns block, int first, int second, double[][] u, double[][] start, double[][] household) {
        this.table = table;
        this.block = block;
        this.first = first;
        this.second = second;
        this.u = u;
        this.levelsOfHousehold = household;
        this.m = Arrays.stream(start).map(double[]::clone).toArray(double[][]::new);
        this.expected =
                Arrays.stream(start).map(levels -> new double[levels.length]).toArray(double[][]::new);
    }

    void run() {
        double before;
        do {
            before = one;
            expect();
            for (int field = 0; field < m.length; field++) {
                if (estimates(field)) {
                    m[field] = Estimation.smoothed(expected[field], Levels.exact(table.kind(field)));
                }
            }
            rounds++;
        } while (rounds < ROUNDS_MAX && Math.abs(one - before) >= CONVERGED);
    }

    private void expect() {
        for (double[] levels : expected) {
            Arrays.fill(levels, 0);
        }
        double strangers = Math.max(SHARE_MIN, 1 - one - household);
        double ones = 0;
        double households = 0;
        for (int i = 0; i < block.size(); i++) {
            long levels = block.levels(i);
            double asOne = one;
            double asHousehold = household;
            for (int field = 0; field < m.length; field++) {
                int level = Levels.of(levels, field);
                if (level != Levels.MISSING && estimates(field)) {
                    double stranger = u[field][table.uIndex(field, levels)];
                    double ratio = m[field][level] / stranger;
                    asOne *= ratio;
                    if (table.attribute(field)) {
                        asHousehold *= levelsOfHousehold[field][level] / stranger;
                    } else {
                        asHousehold *= table.personal(field) ? 1 : ratio;
                    }
                }
            }
            double any = asOne + asHousehold + strangers;
            double expectedOnes = block.count(i) * asOne / any;
            ones += expectedOnes;
            households += block.count(i) * asHousehold / any;
            for (int field = 0; field < m.length; field++) {
                expected[field][Levels.of(levels, field)] += expectedOnes;
            }
        }
        one = Math.max(SHARE_MIN, ones / block.total());
        household = Math.max(SHARE_MIN, households / block.total());
    }

    /** Whether the pass says anything of a field: it did not block on it. */
    boolean estimates(int field) {
        return field != first && field != second;
    }

    /** Which share of the pairs is one person. */
    double share() {
        return one;
    }

    /** How many pairs of one person are expected at each level of a field. */
    double[] expected(int field) {
        return expected[field];
    }

    int rounds() {
        return rounds;
    }
}
