package io.evenreach.identity.linkage.domain;

/** Finds how many of all pairs are one person and how many are one household, from what the compared pairs say. */
final class Prior {

    private static final int ROUNDS_MAX = 200;
    private static final double CONVERGED = 1e-3;
    private static final double ONE_MAX = 0.5;
    private static final double HOUSEHOLD_MAX = 0.25;
    private static final double HOUSEHOLD_PER_ONE = 0.25;
    private static final double HOUSEHOLDS_MIN = 0.01;
    /** Pairs that say the same to within a sixteenth of a bit are counted together. */
    private static final int STEPS_PER_BIT = 16;

    private Prior() {}

    /** The model with the prior that agrees with its own answers. */
    static Model estimated(Model model, Table table, long[] pairs, long[] levels) {
        LongCounts likely = new LongCounts();
        for (int i = 0; i < pairs.length; i++) {
            double one = 1;
            double household = 1;
            for (int field = 0; field < table.fields().size(); field++) {
                double ratio = model.ratio(field, levels[i], Pair.first(pairs[i]), Pair.second(pairs[i]));
                one *= ratio;
                household *= model.householdRatio(field, levels[i], ratio);
            }
            // The others are strangers, whatever the prior.
            if (Math.max(one, household) > 1) {
                likely.add((steps(one) << 32) | (steps(household) & 0xFFFF_FFFFL));
            }
        }
        return estimated(model, table.rows(), Patterns.of(likely));
    }

    private static long steps(double ratio) {
        return Math.round(Model.log2(ratio) * STEPS_PER_BIT);
    }

    private static Model estimated(Model model, int rows, Patterns likely) {
        double[] asOne = new double[likely.size()];
        double[] asHousehold = new double[likely.size()];
        for (int i = 0; i < likely.size(); i++) {
            asOne[i] = Model.power((double) (likely.levels(i) >> 32) / STEPS_PER_BIT);
            asHousehold[i] = Model.power((double) (int) likely.levels(i) / STEPS_PER_BIT);
        }
        double total = Math.max(1, (double) rows * (rows - 1) / 2);
        double one = Math.min(ONE_MAX, rows / total);
        double household = one * HOUSEHOLD_PER_ONE;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            double oneBefore = one;
            double householdBefore = household;
            double ones = 1;
            double households = HOUSEHOLDS_MIN;
            for (int i = 0; i < asOne.length; i++) {
                double any = one * asOne[i] + household * asHousehold[i] + (1 - one - household);
                ones += likely.count(i) * one * asOne[i] / any;
                households += likely.count(i) * household * asHousehold[i] / any;
            }
            one = Math.min(ONE_MAX, ones / total);
            household = Math.min(HOUSEHOLD_MAX, households / total);
            if (Math.abs(one - oneBefore) < oneBefore * CONVERGED
                    && Math.abs(household - householdBefore) < householdBefore * CONVERGED) {
                break;
            }
        }
        return model.withPrior(Model.log2(one / (1 - one - household)), Model.log2(one / household));
    }
}
