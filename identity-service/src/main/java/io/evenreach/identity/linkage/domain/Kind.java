package io.evenreach.identity.linkage.domain;

/** How the values of a field are written, and so how two of them are compared. */
public enum Kind {
    GIVEN_NAME(7),
    SURNAME(6),
    /** A date as somebody wrote it. */
    DATE(6),
    EMAIL(7),
    PHONE(5),
    /** House numbers, postcodes and the like, in which every character counts. */
    CODE(4),
    TEXT(6);

    private final int levels;

    Kind(int levels) {
        this.levels = levels;
    }

    /** How many levels of agreement there are, {@link Levels#MISSING} and {@link Levels#DIFFERENT} included. */
    public int levels() {
        return levels;
    }
}
