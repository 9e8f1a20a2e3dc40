package io.evenreach.identity.linkage.domain;

/**
 * How often strangers agree on two fields at once beyond what two independent fields would: who shares a postcode shares its
 * city, and some are called exactly as somebody else is. Without it such an agreement counts twice. In the manner of the
 * log-linear models of Thibaudeau (1993) and Winkler, for pairs of fields.
 *
 * @param joint by two fields, the lower one first: how probable it is that both are equal for that reason
 * @param conditional the same where the lower one is equal
 */
public record Dependence(double[][] joint, double[][] conditional) {

    /** What chance may add to what is expected is no dependence: so many standard deviations. */
    private static final double DEVIATIONS = 2;

    /** Nothing is known of it. */
    static Dependence none(Table table) {
        int fields = table.fields().size();
        return new Dependence(new double[fields][fields], new double[fields][fields]);
    }

    /**
     * What is known of it by now.
     *
     * @param model what is known of the pairs so far
     * @param persons who is thought to be one person; what strangers those of two persons are is up to the model
     */
    static Dependence estimated(Table table, Model model, Clustering persons, long[] pairs, long[] levels) {
        int fields = table.fields().size();
        double[][] seen = new double[fields][fields];
        for (int i = 0; i < pairs.length; i++) {
            int a = Pair.first(pairs[i]);
            int b = Pair.second(pairs[i]);
            if (equalFields(table, levels[i]) > 1 && !persons.samePerson(a, b)) {
                double strangers = model.strangers(levels[i], a, b);
                for (int second = 1; second < fields; second++) {
                    for (int first = 0; first < second; first++) {
                        if (table.equal(first, levels[i]) && table.equal(second, levels[i])) {
                            seen[first][second] += strangers;
                        }
                    }
                }
            }
        }
        Dependence found = none(table);
        double all = (double) table.rows() * (table.rows() - 1) / 2;
        for (int second = 1; second < fields; second++) {
            for (int first = 0; first < second; first++) {
                double both = all * filled(table, first) * filled(table, second);
                double firstEqual = both * model.equalAmongStrangers(first);
                double expected = firstEqual * model.equalAmongStrangers(second);
                double more = seen[first][second] - expected - DEVIATIONS * Math.sqrt(expected + 1);
                found.joint[first][second] = Math.clamp(more / (both + 1), 0, 1);
                found.conditional[first][second] = Math.clamp(more / (firstEqual + 1), 0, 1);
            }
        }
        return found;
    }

    /**
     * How probable it is that a field is equal because another one is.
     *
     * @param chance of the value of the first one
     */
    double of(int first, int second, double chance) {
        return Math.min(1, Math.max(conditional[first][second], joint[first][second] / chance));
    }

    private static int equalFields(Table table, long levels) {
        int equal = 0;
        for (int field = 0; field < table.fields().size(); field++) {
            equal += table.equal(field, levels) ? 1 : 0;
        }
        return equal;
    }

    /** How probable it is that neither of two records is silent on a field. */
    private static double filled(Table table, int field) {
        return table.filled(field) * table.filled(field);
    }
}
