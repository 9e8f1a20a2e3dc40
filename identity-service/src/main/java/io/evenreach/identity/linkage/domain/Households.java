package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

/**
 * How far people of one household agree: nearly always on where they live, mostly on a surname, sometimes on a phone, now and
 * then on a mailbox. On given names and birth dates they agree as strangers do. So do those who work at one place, who share
 * its phone and, as an own attribute, its name.
 */
final class Households {

    /** So many pairs of a household are taken to agree as expected beforehand. */
    private static final double PRIOR = 20;

    /**
     * One pair in five hundred is taken to share its mailbox beforehand, as one person does. Were it as rare as among
     * strangers, which is the rarer the more records there are, then whoever shares one would be one person, and nothing
     * would ever be learnt of households that do.
     */
    private static final double MAILBOX_SHARED = 1 / 500.0;

    /**
     * What a sender's own attribute is nobody says: a company is shared by all who work there, and the number of a card by
     * nobody. One pair in ten is taken to share it beforehand.
     */
    private static final double ATTRIBUTE_SHARED = 0.1;

    private Households() {}

    /**
     * What is expected before anything is known: as one person does, and on e-mail addresses and own attributes mostly as
     * strangers do.
     */
    static double[][] expected(Table table, double[][] m, double[][] u) {
        double[][] expected = m.clone();
        for (int field = 0; field < expected.length; field++) {
            if (table.kind(field) == Kind.EMAIL) {
                expected[field] = mixed(MAILBOX_SHARED, m[field], u[field]);
            } else if (table.attribute(field)) {
                expected[field] = mixed(ATTRIBUTE_SHARED, m[field], u[field]);
            }
        }
        return expected;
    }

    /** How probable each level is where so many share a value as one person does, and the others as strangers do. */
    private static double[] mixed(double shared, double[] m, double[] u) {
        double[] mixed = new double[m.length];
        Arrays.setAll(mixed, level -> shared * m[level] + (1 - shared) * u[level]);
        return mixed;
    }

    /**
     * How probable each level is for two of one household, by field; of use for fields that are not personal, and for own
     * attributes.
     *
     * @param model what is known of the pairs so far
     * @param persons who is thought to be one person
     */
    static double[][] estimated(Table table, Model model, Clustering persons, long[] pairs, long[] levels) {
        double[][] counts = Arrays.stream(expected(table, model.m(), model.u()))
                .map(of -> Arrays.stream(of).map(share -> PRIOR * share).toArray())
                .toArray(double[][]::new);
        for (int i = 0; i < pairs.length; i++) {
            int a = Pair.first(pairs[i]);
            int b = Pair.second(pairs[i]);
            if (!persons.samePerson(a, b)) {
                double household = model.household(levels[i], a, b);
                for (int field = 0; field < counts.length; field++) {
                    counts[field][Levels.of(levels[i], field)] += household;
                }
            }
        }
        Arrays.stream(counts).forEach(Estimation::normalise);
        return counts;
    }
}
