package io.evenreach.identity.linkage.domain;

import java.util.Arrays;

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
    private final int surname;
    private final double[][] m;
    private final double[][] u;
    private final Dependence dependence;
    private final double[][] household;
    private final double[][] householdPerOne;
    private final double[][] levelRatios;
    private final double strangerBits;
    private final double householdBits;
    private final double strangersPerOne;
    private final double householdsPerOne;

    /**
     * @param m by field and level
     * @param u by field and {@link Table#uIndex}
     * @param household by field and level, as {@link Households} has it
     * @param strangerBits log2 of how many times more frequent pairs of one person are than pairs of strangers
     * @param householdBits the same against pairs of one household
     */
    Model(
            Table table,
            Persons persons,
            double[][] m,
            double[][] u,
            Dependence dependence,
            double[][] household,
            double strangerBits,
            double householdBits) {
        this.table = table;
        this.persons = persons;
        this.surname = table.fieldOf(Kind.SURNAME);
        this.m = m;
        this.u = u;
        this.dependence = dependence;
        this.household = household;
        this.householdPerOne = new double[m.length][];
        this.strangerBits = strangerBits;
        this.householdBits = householdBits;
        this.strangersPerOne = power(-strangerBits);
        this.householdsPerOne = power(-householdBits);
        this.levelRatios = new double[m.length][];
        for (int field = 0; field < m.length; field++) {
            int levels = m[field].length;
            householdPerOne[field] = new double[levels];
            Arrays.fill(householdPerOne[field], 1);
            for (int level = Levels.DIFFERENT; level < levels; level++) {
                householdPerOne[field][level] = household[field][level] / m[field][level];
            }
            levelRatios[field] = new double[u[field].length];
            for (int index = 0; index < u[field].length; index++) {
                int level = index % levels;
                levelRatios[field][index] = level == Levels.MISSING ? 1 : m[field][level] / u[field][index];
            }
        }
    }

    Model withPrior(double oneBits, double sameHouseholdBits) {
        return new Model(table, persons, m, u, dependence, household, oneBits, sameHouseholdBits);
    }

    double[][] m() {
        return m;
    }

    double[][] u() {
        return u;
    }

    Dependence dependence() {
        return dependence;
    }

    double[][] household() {
        return household;
    }

    double strangerBits() {
        return strangerBits;
    }

    double householdBits() {
        return householdBits;
    }

    /** The evidence of one field in bits; none where something is missing. */
    double evidence(int field, long levels, int a, int b) {
        return log2(ratio(field, levels, a, b));
    }

    /** The same as a likelihood ratio, which takes no logarithm: how many times more probable it is for one person. */
    double ratio(int field, long levels, int a, int b) {
        int level = Levels.of(levels, field);
        if (swapped(field, level)) {
            return levelRatios[field][level] / levelRatios[surname][Levels.of(levels, surname)];
        }
        if (table.equal(field, levels) && table.value(field, a) == table.value(field, b)) {
            return m[field][level] / chance(field, levels, a, b);
        }
        double ratio = levelRatios[field][table.uIndex(field, levels)];
        return alike(field, level) ? Math.min(ratio, ratioOfOneValue(field, a, b)) : ratio;
    }

    /** Whether two different values may well be the same one mistyped. */
    private boolean alike(int field, int level) {
        Kind kind = table.kind(field);
        boolean words = kind == Kind.GIVEN_NAME || kind == Kind.SURNAME || kind == Kind.TEXT;
        return words && level >= Levels.SIMILAR && level < Levels.exact(kind);
    }

    /**
     * What it says that two records have one value, mistyped or not. Two persons who have it mistype it as readily as one
     * person does, so a mistyped value says no more than this.
     */
    private double ratioOfOneValue(int field, int a, int b) {
        double alike = 0;
        for (int level = Levels.SIMILAR; level <= Levels.exact(table.kind(field)); level++) {
            alike += m[field][level];
        }
        return alike / Math.min(alike, persons.chance(field, a, b));
    }

    /** How probable it is that a field is equal between strangers who have this value, given the fields before it. */
    private double chance(int field, long levels, int a, int b) {
        double chance = persons.chance(field, a, b);
        double because = 0;
        for (int other = 0; other < field; other++) {
            if (table.equal(other, levels) && dependence.conditional()[other][field] > 0) {
                because = Math.max(because, dependence.of(other, field, persons.chance(other, a, b)));
            }
        }
        double named = table.kind(field) == Kind.EMAIL ? u[field][table.uIndex(field, levels)] : 0;
        return Math.min(Math.max(chance + because, named), m[field][Levels.exact(table.kind(field))]);
    }

    /** How probable it is that a field is equal between strangers. */
    double equalAmongStrangers(int field) {
        return u[field][Levels.exact(table.kind(field))];
    }

    /**
     * How many times more probable what a field says is for one household than for strangers.
     *
     * @param ratio the same for one person
     */
    double householdRatio(int field, long levels, double ratio) {
        int level = Levels.of(levels, field);
        if (swapped(field, level)) {
            return ratio / levelRatios[field][Levels.exact(Kind.GIVEN_NAME)];
        }
        return table.personal(field) && !table.attribute(field) ? 1 : ratio * householdPerOne[field][level];
    }

    /**
     * Names are swapped where both agree crosswise, so that this level of the given name says what both names say. What the
     * surname says is counted with the surname, and what people of one household have in common is no given name.
     */
    private boolean swapped(int field, int level) {
        return level == Levels.SWAPPED && table.kind(field) == Kind.GIVEN_NAME;
    }

    /** Log2 of the odds that a pair is one person. */
    double bits(long levels, int a, int b) {
        double one = 1;
        double household = 1;
        for (int field = 0; field < m.length; field++) {
            double ratio = ratio(field, levels, a, b);
            one *= ratio;
            household *= householdRatio(field, levels, ratio);
        }
        return log2(one / (strangersPerOne + householdsPerOne * household));
    }

    /**
     * Log2 of the odds for one person.
     *
     * @param one the evidence of all fields for one person
     * @param household for one household
     */
    double bits(double one, double household) {
        return bits(one, household, 0);
    }

    /** @param matesBits by how many bits one household is less probable than it is for any two */
    double bits(double one, double household, double matesBits) {
        double againstStrangers = strangerBits + one;
        double againstHousehold = householdBits + matesBits + one - household;
        double less = Math.min(againstStrangers, againstHousehold);
        double more = Math.max(againstStrangers, againstHousehold);
        return less - log2(1 + power(less - more));
    }

    /** How probable it is that a pair is two strangers, neither one person nor one household. */
    double strangers(long levels, int a, int b) {
        return probabilityOf(-shares(levels, a, b)[0]);
    }

    /** How probable it is that a pair is two of one household. */
    double household(long levels, int a, int b) {
        double[] shares = shares(levels, a, b);
        return probabilityOf(shares[0]) * probabilityOf(shares[1]);
    }

    /** Log2 of the odds that a pair is no strangers, and, where it is not, that it is one household. */
    private double[] shares(long levels, int a, int b) {
        double one = 1 / strangersPerOne;
        double household = householdsPerOne / strangersPerOne;
        for (int field = 0; field < m.length; field++) {
            double ratio = ratio(field, levels, a, b);
            one *= ratio;
            household *= householdRatio(field, levels, ratio);
        }
        return new double[] {log2(one + household), log2(household / one)};
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
