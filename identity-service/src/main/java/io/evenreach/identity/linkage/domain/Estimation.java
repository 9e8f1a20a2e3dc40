package io.evenreach.identity.linkage.domain;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Finds the model without being told who is who: u from random pairs, m by expectation maximisation among pairs that
 * agree on two fields, once for every two fields. A field's m comes only from passes that it did not block itself, so it
 * is not biased by its own blocking.
 */
final class Estimation {

    private static final int RANDOM_PAIRS_MAX = 300_000;
    /** A pass in which hardly anybody is one person says nothing about those who are. */
    private static final double SHARE_MIN = 0.05;

    private static final double BLOCKING_CHANCE_MAX = 0.01;
    private static final double M_PRIOR_WEIGHT = 4;
    private static final double U_PRIOR_WEIGHT = 50;
    private static final double EXACT_PRIOR = 0.75;

    private final Table table;
    private final Comparison comparison;
    private final long[] randomPairs;
    private final long[] randomLevels;
    private int rounds;

    Estimation(Table table, Comparison comparison, long seed) {
        this.table = table;
        this.comparison = comparison;
        this.randomPairs = randomPairs(seed);
        this.randomLevels = new long[randomPairs.length];
        for (int i = 0; i < randomPairs.length; i++) {
            randomLevels[i] = comparison.levels(Pair.first(randomPairs[i]), Pair.second(randomPairs[i]));
        }
    }

    private long[] randomPairs(long seed) {
        int rows = table.rows();
        if (rows < 2) {
            return new long[0];
        }
        long all = (long) rows * (rows - 1) / 2;
        Longs pairs = new Longs();
        if (all <= RANDOM_PAIRS_MAX) {
            for (int b = 1; b < rows; b++) {
                for (int a = 0; a < b; a++) {
                    pairs.add(Pair.of(a, b));
                }
            }
            return pairs.toArray();
        }
        SplittableRandom random = new SplittableRandom(seed);
        while (pairs.size() < RANDOM_PAIRS_MAX) {
            int a = random.nextInt(rows);
            int b = random.nextInt(rows);
            if (a != b) {
                pairs.add(Pair.of(a, b));
            }
        }
        return pairs.toArray();
    }

    /** How many pairs u is estimated from. */
    int randomPairs() {
        return randomPairs.length;
    }

    /** Iterations of expectation maximisation so far. */
    int rounds() {
        return rounds;
    }

    /** How probable each level is for two persons, given who is thought to be one. */
    double[][] u(Persons persons) {
        int fields = table.fields().size();
        double[][] u = new double[fields][];
        for (int field = 0; field < fields; field++) {
            u[field] = new double[table.uSize(field)];
            Arrays.fill(u[field], 1, table.kind(field).levels(), 0.5);
        }
        for (int i = 0; i < randomPairs.length; i++) {
            if (!persons.same(Pair.first(randomPairs[i]), Pair.second(randomPairs[i]))) {
                for (int field = 0; field < fields; field++) {
                    u[field][table.uIndex(field, randomLevels[i])]++;
                }
            }
        }
        for (int field = 0; field < fields; field++) {
            normaliseU(u[field], table.kind(field).levels());
        }
        return u;
    }

    /** Normalises the u of a field, and those of its pairs whose names agree, which begin as the others are. */
    private static void normaliseU(double[] counts, int levels) {
        double[] all = Arrays.copyOf(counts, levels);
        if (counts.length > levels) {
            double[] named = Arrays.copyOfRange(counts, levels, counts.length);
            for (int level = 1; level < levels; level++) {
                all[level] += named[level];
            }
            normalise(all);
            for (int level = 1; level < levels; level++) {
                named[level] += U_PRIOR_WEIGHT * all[level];
            }
            normalise(named);
            System.arraycopy(named, 0, counts, levels, levels);
            all = Arrays.copyOf(counts, levels);
        }
        normalise(all);
        System.arraycopy(all, 0, counts, 0, levels);
    }

    /** What m is taken to be before anything is known. */
    double[][] expectedM() {
        int fields = table.fields().size();
        double[][] m = new double[fields][];
        for (int field = 0; field < fields; field++) {
            int levels = table.kind(field).levels();
            m[field] = new double[levels];
            Arrays.fill(m[field], 1, levels, (1 - EXACT_PRIOR) / (levels - 2));
            m[field][Levels.exact(table.kind(field))] = EXACT_PRIOR;
        }
        return m;
    }

    /**
     * The m of all passes together, each counted by how many pairs of one person it saw.
     *
     * @param household how far people of one household agree, as far as it is known
     */
    double[][] m(Patterns patterns, double[][] u, double[][] start, double[][] household) {
        int fields = table.fields().size();
        double[][] sums = expectedM();
        for (double[] of : sums) {
            for (int level = 1; level < of.length; level++) {
                of[level] *= M_PRIOR_WEIGHT;
            }
        }
        for (int first = 1; first < fields; first++) {
            for (int second = 0; second < first; second++) {
                if (chanceOfBlock(u, first) * chanceOfBlock(u, second) <= BLOCKING_CHANCE_MAX) {
                    pass(patterns, u, start, household, first, second, sums);
                }
            }
        }
        Arrays.stream(sums).forEach(Estimation::normalise);
        return sums;
    }

    private double chanceOfBlock(double[][] u, int field) {
        return u[field][Levels.exact(table.kind(field))];
    }

    private void pass(
            Patterns all,
            double[][] u,
            double[][] start,
            double[][] household,
            int first,
            int second,
            double[][] sums) {
        Patterns block = all.where(levels -> Levels.of(levels, first) == Levels.exact(table.kind(first))
                && Levels.of(levels, second) == Levels.exact(table.kind(second)));
        if (block.total() == 0) {
            return;
        }
        BlockedPass pass = new BlockedPass(table, block, first, second, u, start, household);
        pass.run();
        rounds += pass.rounds();
        if (pass.share() < SHARE_MIN) {
            return;
        }
        for (int field = 0; field < sums.length; field++) {
            for (int level = 1; pass.estimates(field) && level < sums[field].length; level++) {
                sums[field][level] += pass.expected(field)[level];
            }
        }
    }

    /** Counts as shares, each level having been seen a little before anything was. */
    static double[] smoothed(double[] counts, int exact) {
        double[] m = counts.clone();
        double rest = (1 - EXACT_PRIOR) / (m.length - 2);
        for (int level = 1; level < m.length; level++) {
            m[level] += M_PRIOR_WEIGHT * (level == exact ? EXACT_PRIOR : rest);
        }
        normalise(m);
        return m;
    }

    static void normalise(double[] counts) {
        double sum = 0;
        for (int level = 1; level < counts.length; level++) {
            sum += counts[level];
        }
        for (int level = 1; level < counts.length; level++) {
            counts[level] /= sum;
        }
        counts[Levels.MISSING] = 1;
    }
}
