package io.evenreach.identity.linkage.domain;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings values into the form in which they are compared. What says nothing becomes empty. */
final class Normal {

    private static final int LENGTH_MAX = 64;
    private static final Set<String> NOTHING = Set.of(
            "null",
            "none",
            "nil",
            "nan",
            "na",
            "undefined",
            "unknown",
            "anonymous",
            "guest",
            "missing",
            "notavailable");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern NO_DIGIT = Pattern.compile("\\D+");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    /** Behind a date may be its time, or the character for day. */
    private static final String REST = "(?:\\D.*)?";

    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})\\D+(\\d{1,2})\\D+(\\d{1,2})" + REST);
    private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})\\D+(\\d{1,2})\\D+(\\d{4})" + REST);
    private static final Pattern MONTH_NAME_FIRST =
            Pattern.compile("\\D*-(\\d{1,2})-\\D+(\\d{1,2})\\D+(\\d{4})" + REST);
    private static final Pattern MONTH_NAME = Pattern.compile("[a-z]{3,9}");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final int MONTHS_IN_YEAR = 12;
    /** Of the country's prefix or of the trunk; the one behind a country's code is written in brackets. */
    private static final Pattern DIALLING_ZEROS = Pattern.compile("\\(0\\)|^[^+\\d]*0+");

    private Normal() {}

    /** The comparable form of a value; empty where it says nothing. */
    static String of(Kind kind, String raw) {
        String plain = MARKS.matcher(Normalizer.normalize(raw, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .strip();
        String normal = switch (kind) {
            case DATE -> date(plain);
            case PHONE -> phone(plain);
            case EMAIL -> SPACE.matcher(plain).replaceAll("");
            case TEXT, GIVEN_NAME, SURNAME ->
                Latin.of(NO_LETTER_OR_DIGIT.matcher(plain).replaceAll(""));
            case CODE -> NO_LETTER_OR_DIGIT.matcher(plain).replaceAll("");
        };
        if (NOTHING.contains(normal) || plain.equals("n/a")) {
            return "";
        }
        return normal.length() <= LENGTH_MAX ? normal : normal.substring(0, LENGTH_MAX);
    }

    private static String phone(String plain) {
        String digits =
                NO_DIGIT.matcher(DIALLING_ZEROS.matcher(plain).replaceAll("")).replaceAll("");
        return digits.chars().distinct().count() == 1 ? "" : digits;
    }

    /** Year, month and day as eight digits, where that is what it says; otherwise its digits. */
    private static String date(String plain) {
        String text = withMonthNumber(plain);
        Matcher yearFirst = YEAR_FIRST.matcher(text);
        if (yearFirst.matches()) {
            return yearFirst.group(1) + twoDigits(yearFirst.group(2)) + twoDigits(yearFirst.group(3));
        }
        Matcher monthNameFirst = MONTH_NAME_FIRST.matcher(text);
        if (monthNameFirst.matches()) {
            return monthNameFirst.group(3) + twoDigits(monthNameFirst.group(1)) + twoDigits(monthNameFirst.group(2));
        }
        Matcher yearLast = YEAR_LAST.matcher(text);
        if (yearLast.matches()) {
            boolean monthFirst = Integer.parseInt(yearLast.group(2)) > MONTHS_IN_YEAR;
            return yearLast.group(3)
                    + twoDigits(yearLast.group(monthFirst ? 1 : 2))
                    + twoDigits(yearLast.group(monthFirst ? 2 : 1));
        }
        return NO_DIGIT.matcher(text).replaceAll("");
    }

    private static String withMonthNumber(String text) {
        return MONTH_NAME.matcher(text).replaceAll(word -> {
            int month = MONTHS.indexOf(word.group().substring(0, 3));
            return month < 0 ? word.group() : "-" + (month + 1) + "-";
        });
    }

    private static String twoDigits(String number) {
        return number.length() == 1 ? "0" + number : number;
    }
}
