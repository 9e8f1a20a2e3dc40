package io.evenreach.identity.linkage.domain;

/**
 * How much each level of agreement says, after Fellegi and Sunter (1969): evidence is {@code log2(m / u)} bits, where m is
 * how probable the level is for two records of one person, and u for two persons. For equal values u is how frequent the
 * value is.
 *
 * <p>Beside one person and two strangers a pair can be two of one household, who agree as one person does in all but
 * what is personal. Without that third possibility relatives at one address are one person.
 */
final class Model {

    private static final double LN_2 = Math.log(2);

    private final Table table;
    private final Persons persons;
    private final double[][] m;
    private final double[][] u;
    private final double[][] levelBits;
    private final double strangerBits;
    private final double householdBits;

    /**
     * @param m by field and level
     * @param u by field and {@link Table#uIndex}
     * @param strangerBits log2 of how many times more frequent pairs of one person are than pairs of strangers
     * @param householdBits the same against pairs of one household
     */
    Model(Table table, Persons persons, double[][] m, double[][] u, double strangerBits, double householdBits) {
        this.table = table;
        this.persons = persons;
        this.m = m;
        this.u = u;
        this.strangerBits = strangerBits;
        this.householdBits = householdBits;
        this.levelBits = new double[m.length][];
        for (int field = 0; field < m.length; field++) {
            int levels = m[field].length;
            levelBits[field] = new double[u[field].length];
            for (int index = 0; index < u[field].length; index++) {
                int level = index % levels;
                levelBits[field][index] = level == Levels.MISSING ? 0 : log2(m[field][level] / u[field][index]);
            }
        }
    }

    Model withPrior(double oneBits, double sameHouseholdBits) {
        return new Model(table, persons, m, u, oneBits, sameHouseholdBits);
    }

    double[][] m() {
        return m;
    }

    double[][] u() {
        return u;
    }

    double strangerBits() {
        return strangerBits;
    }

    double householdBits() {
        return householdBits;
    }

    /** The evidence of one field in bits; none where something is missing. */
    double evidence(int field, long levels, int a, int b) {
        int level = Levels.of(levels, field);
        boolean same = level == Levels.exact(table.kind(field)) && table.value(field, a) == table.value(field, b);
        return same
                ? log2(m[field][level] / persons.chance(field, a, b))
                : levelBits[field][table.uIndex(field, levels)];
    }

    /** Log2 of the odds that a pair is one person. */
    double bits(long levels, int a, int b) {
        double all = 0;
        double personal = 0;
        for (int field = 0; field < m.length; field++) {
            double bits = evidence(field, levels, a, b);
            all += bits;
            if (table.personal(field)) {
                personal += bits;
            }
        }
        return bits(all, personal);
    }

    /**
     * Log2 of the odds for one person.
     *
     * @param all the evidence of all fields
     * @param personal the evidence of the personal ones
     */
    double bits(double all, double personal) {
        double againstStrangers = strangerBits + all;
        double againstHousehold = householdBits + personal;
        double less = Math.min(againstStrangers, againstHousehold);
        double more = Math.max(againstStrangers, againstHousehold);
        return less - log2(1 + power(less - more));
    }

    static double log2(double value) {
        return Math.log(value) / LN_2;
    }

    /** 2 to the power of so many bits. */
    static double power(double bits) {
        return Math.exp(bits * LN_2);
    }

    static double bitsOf(double probability) {
        return log2(probability / (1 - probability));
    }

    static double probabilityOf(double bits) {
        return 1 / (1 + power(-bits));
    }
}
