package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

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
     * What is known of it by now. Of many records only the rarest agreements are compared, so that the others are counted by
     * their values: what most strangers agree on would not be seen among the compared pairs at all.
     *
     * @param model what is known of the pairs so far
     * @param persons who is thought to be one person; what strangers those of two persons are is up to the model, and those
     *     who were not compared are
     * @param firstNew rows from this one on are new, and each pair has at least one of them
     */
    static Dependence estimated(Table table, Model model, Persons persons, long[] pairs, long[] levels, int firstNew) {
        int fields = table.fields().size();
        double[][] seen = new double[fields][fields];
        long[][] compared = new long[fields][fields];
        for (int i = 0; i < pairs.length; i++) {
            int a = Pair.first(pairs[i]);
            int b = Pair.second(pairs[i]);
            if (equalFields(table, levels[i]) > 1 && !persons.same(a, b)) {
                double strangers = model.strangers(levels[i], a, b);
                for (int second = 1; second < fields; second++) {
                    for (int first = 0; first < second; first++) {
                        if (table.equal(first, levels[i]) && table.equal(second, levels[i])) {
                            seen[first][second] += strangers;
                            compared[first][second] +=
                                    table.sameValue(first, a, b) && table.sameValue(second, a, b) ? 1 : 0;
                        }
                    }
                }
            }
        }
        Dependence found = none(table);
        SharedValues shared = new SharedValues(table, persons);
        double all = pairsOf(table.rows()) - pairsOf(firstNew);
        for (int second = 1; second < fields; second++) {
            for (int first = 0; first < second; first++) {
                double notCompared = shared.apart(first, second, table.rows())
                        - shared.apart(first, second, firstNew)
                        - compared[first][second];
                double both = all * filled(table, first) * filled(table, second);
                double firstEqual = both * model.equalAmongStrangers(first);
                double expected = firstEqual * model.equalAmongStrangers(second);
                double more = seen[first][second] + notCompared - expected - DEVIATIONS * Math.sqrt(expected + 1);
                found.joint[first][second] = Math.clamp(more / (both + 1), 0, 1);
                found.conditional[first][second] = Math.clamp(more / (firstEqual + 1), 0, 1);
            }
        }
        return found;
    }

    private static double pairsOf(int rows) {
        return (double) rows * (rows - 1) / 2;
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

    /** Counts pairs of records of two persons that share the values of two fields, without looking at each. */
    private static final class SharedValues {

        private final Table table;
        private final Persons persons;
        private final long[] values;
        private final long[] valuesOfPersons;

        SharedValues(Table table, Persons persons) {
            this.table = table;
            this.persons = persons;
            this.values = new long[table.rows()];
            this.valuesOfPersons = new long[table.rows()];
        }

        /** @param rows only so many of the first rows */
        long apart(int first, int second, int rows) {
            int entries = 0;
            for (int row = 0; row < rows; row++) {
                int one = table.value(first, row);
                int other = table.value(second, row);
                if (one != Values.NOTHING && other != Values.NOTHING) {
                    values[entries] = BlockingCodes.mix(((long) one << 32) | other);
                    valuesOfPersons[entries] = BlockingCodes.mix(values[entries] + persons.of(row));
                    entries++;
                }
            }
            return equalPairs(values, entries) - equalPairs(valuesOfPersons, entries);
        }

        private static long equalPairs(long[] entries, int size) {
            Arrays.sort(entries, 0, size);
            long pairs = 0;
            int begin = 0;
            for (int i = 1; i < size; i++) {
                begin = entries[i] == entries[begin] ? begin : i;
                pairs += i - begin;
            }
            return pairs;
        }
    }
}
