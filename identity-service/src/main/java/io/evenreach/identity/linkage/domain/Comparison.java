package io.evenreach.identity.linkage.domain;

/** Compares two records, field by field. The levels of each kind are listed from the best to the worst. */
final class Comparison {

    private static final int DATE_DIGITS = 8;
    private static final int TEXT_OF_TWO_TYPOS = 6;
    private static final int EMAIL_OF_THREE_TYPOS = 8;
    private static final int LOCAL_PART_MIN = 5;
    private static final int NAME_MIN = 3;
    private static final int CONTAINED_MIN = 4;
    private static final int PHONE_DIGITS_MIN = 7;
    private static final double VERY_SIMILAR = 0.92;
    private static final double SIMILAR = 0.88;
    private static final double LOOSELY_SIMILAR = 0.8;

    private final Table table;
    private final int givenName;
    private final int surname;

    Comparison(Table table) {
        this.table = table;
        this.givenName = table.fieldOf(Kind.GIVEN_NAME);
        this.surname = table.fieldOf(Kind.SURNAME);
    }

    /** The levels of two records, as {@link Levels} packs them. */
    long levels(int a, int b) {
        long levels = 0;
        for (int field = 0; field < table.fields().size(); field++) {
            levels = Levels.with(levels, field, level(field, table.value(field, a), table.value(field, b)));
        }
        return givenName < 0 || surname < 0 ? levels : withSwappedNames(levels, a, b);
    }

    /** Where the names disagree as they stand and agree crosswise, they are compared crosswise. */
    private long withSwappedNames(long levels, int a, int b) {
        if (Levels.of(levels, givenName) > Levels.DIFFERENT || Levels.of(levels, surname) > Levels.DIFFERENT) {
            return levels;
        }
        int first = level(surname, table.value(givenName, a), table.value(surname, b));
        int second = level(surname, table.value(surname, a), table.value(givenName, b));
        boolean crosswise =
                Math.max(first, second) >= Levels.exact(Kind.SURNAME) - 1 && Math.min(first, second) >= Levels.SIMILAR;
        if (!crosswise) {
            return levels;
        }
        long others = levels & ~Levels.with(Levels.with(0, givenName, 7), surname, 7);
        int surnames = Math.min(first, second);
        return Levels.with(Levels.with(others, givenName, Levels.SWAPPED), surname, surnames);
    }

    private int level(int field, int a, int b) {
        if (a == Values.NOTHING || b == Values.NOTHING) {
            return Levels.MISSING;
        }
        if (a == b) {
            return Levels.exact(table.kind(field));
        }
        Values values = table.values(field);
        Texts texts = new Texts(values.text(a), values.characters(a), values.text(b), values.characters(b));
        return switch (table.kind(field)) {
            case GIVEN_NAME, SURNAME -> name(texts);
            case DATE -> date(texts);
            case EMAIL -> email(texts);
            case PHONE -> phone(texts);
            case CODE -> texts.typosWithin(1) ? 2 : Levels.DIFFERENT;
            case TEXT -> text(texts);
        };
    }

    /** Two different texts, each with the characters that occur in it. */
    private record Texts(String a, long charactersOfA, String b, long charactersOfB) {

        boolean typosWithin(int max) {
            return Likeness.typosWithin(max, a, charactersOfA, b, charactersOfB);
        }

        boolean similar(double bound) {
            return Likeness.reaches(bound, a, charactersOfA, b, charactersOfB);
        }

        int shorter() {
            return Math.min(a.length(), b.length());
        }

        boolean oneBeginsWithTheOther() {
            return a.startsWith(b) || b.startsWith(a);
        }

        boolean oneContainsTheOther() {
            return a.contains(b) || b.contains(a);
        }

        boolean oneEndsWithTheOther() {
            return a.endsWith(b) || b.endsWith(a);
        }
    }

    /** One typo; two typos or very similar; a short form or loosely similar. */
    private static int name(Texts names) {
        if (names.shorter() >= NAME_MIN && names.typosWithin(1)) {
            return 4;
        }
        if ((names.shorter() > NAME_MIN + 1 && names.typosWithin(2)) || names.similar(VERY_SIMILAR)) {
            return 3;
        }
        return names.oneBeginsWithTheOther() || names.similar(LOOSELY_SIMILAR) ? 2 : Levels.DIFFERENT;
    }

    /** One typo, or day and month swapped; two of year, month and day the same; two typos, or the same year. */
    private static int date(Texts dates) {
        if (dates.typosWithin(1)) {
            return 4;
        }
        String a = dates.a();
        String b = dates.b();
        boolean wellFormed = a.length() == DATE_DIGITS && b.length() == DATE_DIGITS;
        if (wellFormed) {
            boolean sameYear = a.regionMatches(0, b, 0, 4);
            if (sameYear && a.regionMatches(4, b, 6, 2) && a.regionMatches(6, b, 4, 2)) {
                return 4;
            }
            boolean sameMonth = a.regionMatches(4, b, 4, 2);
            boolean sameDay = a.regionMatches(6, b, 6, 2);
            if (sameMonth ? (sameYear || sameDay) : (sameYear && sameDay)) {
                return 3;
            }
            if (sameYear) {
                return 2;
            }
        }
        return dates.typosWithin(2) ? 2 : Levels.DIFFERENT;
    }

    /** One typo; up to three typos; the same at another provider; almost the same at another provider, or similar. */
    private static int email(Texts emails) {
        if (emails.typosWithin(1)) {
            return 5;
        }
        if (emails.shorter() >= EMAIL_OF_THREE_TYPOS && emails.typosWithin(3)) {
            return 4;
        }
        String a = localPart(emails.a());
        String b = localPart(emails.b());
        boolean longEnough = Math.min(a.length(), b.length()) >= LOCAL_PART_MIN;
        if (longEnough && a.equals(b)) {
            return 3;
        }
        return (longEnough && Likeness.typosWithin(2, a, Likeness.characters(a), b, Likeness.characters(b)))
                        || emails.similar(VERY_SIMILAR)
                ? 2
                : Levels.DIFFERENT;
    }

    static String localPart(String email) {
        int at = email.indexOf('@');
        return at < 0 ? email : email.substring(0, at);
    }

    /** The same with and without its country; one typo; two typos. */
    private static int phone(Texts phones) {
        if (phones.shorter() >= PHONE_DIGITS_MIN && phones.oneEndsWithTheOther()) {
            return 4;
        }
        if (phones.typosWithin(1)) {
            return 3;
        }
        return phones.typosWithin(2) ? 2 : Levels.DIFFERENT;
    }

    /** One or, in a long one, two typos; similar; a part of it, or loosely similar. */
    private static int text(Texts texts) {
        if (texts.typosWithin(texts.shorter() >= TEXT_OF_TWO_TYPOS ? 2 : 1)) {
            return 4;
        }
        if (texts.similar(SIMILAR)) {
            return 3;
        }
        return (texts.shorter() >= CONTAINED_MIN && texts.oneContainsTheOther()) || texts.similar(LOOSELY_SIMILAR)
                ? 2
                : Levels.DIFFERENT;
    }
}
