package io.evenreach.identity.linkage.domain;

/** How far two records agree, field by field: three bits for each of up to 21 fields, packed into a long. */
final class Levels {

    static final int FIELDS_MAX = 21;

    /** At least one of the two says nothing. */
    static final int MISSING = 0;

    static final int DIFFERENT = 1;

    /** From which level on names are alike. */
    static final int SIMILAR = 3;

    /** A given name that agrees with the other's surname. */
    static final int SWAPPED = 6;

    private static final int BITS = 3;
    private static final int MASK = 7;

    private Levels() {}

    static int of(long levels, int field) {
        return (int) (levels >>> (BITS * field)) & MASK;
    }

    static long with(long levels, int field, int level) {
        return levels | ((long) level << (BITS * field));
    }

    /** The level at which two values of a kind are the same. */
    static int exact(Kind kind) {
        return kind == Kind.GIVEN_NAME ? kind.levels() - 2 : kind.levels() - 1;
    }
}
