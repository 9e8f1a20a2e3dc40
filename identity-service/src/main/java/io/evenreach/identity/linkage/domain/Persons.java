package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

/**
 * How many persons have each value, given who is thought to be one person. Counting persons and not records is what keeps
 * a value from looking common because one person was recorded seven times.
 */
final class Persons {

    private final Table table;
    private final int[] personOf;
    private final int[][] holders;
    private final int[] present;
    private final double[] unseen;

    private Persons(Table table, int[] personOf) {
        this.table = table;
        this.personOf = personOf;
        int fields = table.fields().size();
        this.holders = new int[fields][];
        this.present = new int[fields];
        this.unseen = new double[fields];
        for (int field = 0; field < fields; field++) {
            count(field);
        }
    }

    /** @param personOf any number per row that is the same for rows of one person */
    static Persons of(Table table, int[] personOf) {
        return new Persons(table, personOf);
    }

    private void count(int field) {
        int size = table.values(field).size();
        holders[field] = new int[size];
        long[] held = new long[table.rows()];
        int entries = 0;
        for (int row = 0; row < table.rows(); row++) {
            int value = table.value(field, row);
            if (value != Values.NOTHING) {
                held[entries++] = ((long) value << 32) | personOf[row];
            }
        }
        Arrays.sort(held, 0, entries);
        for (int i = 0; i < entries; i++) {
            if (i == 0 || held[i] != held[i - 1]) {
                holders[field][(int) (held[i] >>> 32)]++;
                present[field]++;
            }
        }
        long once = Arrays.stream(holders[field]).filter(count -> count == 1).count();
        long twice = Arrays.stream(holders[field]).filter(count -> count == 2).count();
        // Good and Turing: of values that nobody else has, so many are shared by the next person all the same.
        unseen[field] = Math.min(1, (2.0 * twice + 0.5) / (once + 1));
    }

    /** A number that is the same for rows of one person. */
    int of(int row) {
        return personOf[row];
    }

    boolean same(int a, int b) {
        return personOf[a] == personOf[b];
    }

    /**
     * How probable it is that another person has this value of two records, as if the two were not the same person. Where
     * their values differ it is that of the more frequent one.
     */
    double chance(int field, int a, int b) {
        int holding = holders[field][table.value(field, a)];
        int others = table.value(field, a) == table.value(field, b)
                ? Math.max(0, holding - (same(a, b) ? 1 : 2))
                : Math.max(holding, holders[field][table.value(field, b)]) - 1;
        return (others + unseen[field]) / (present[field] + unknown(table.kind(field)));
    }

    /**
     * So many persons with other values are taken to be known beforehand, so that few records do not make every value
     * look common. A rough idea of how many values a kind has, and small beside any real file.
     */
    private static int unknown(Kind kind) {
        return switch (kind) {
            case EMAIL, PHONE, DATE -> 200;
            case GIVEN_NAME, SURNAME, CODE -> 50;
            case TEXT -> 10;
        };
    }
}
