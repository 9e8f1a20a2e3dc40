package io.evenreach.kernel;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.chrono.IsoChronology;
import org.jspecify.annotations.Nullable;

/**
 * Reads instants in the form in which nearly all are written: ISO-8601 in UTC, four digits of the year, seconds, at most
 * nine digits after them, such as {@code 2026-06-05T00:00:00.123Z}. A formatter takes ten times as long.
 */
public final class PlainInstants {

    private static final int SECONDS_END = 19;
    private static final int SHORTEST = SECONDS_END + 1;
    private static final int LONGEST = SECONDS_END + 11;
    private static final int SECONDS_PER_DAY = 86_400;

    private PlainInstants() {}

    /** The same as {@link Instant#parse}; null where the text is in any other form, right or wrong. */
    public static @Nullable Instant parse(String text) {
        int last = text.length() - 1;
        if (text.length() < SHORTEST
                || text.length() > LONGEST
                || text.charAt(last) != 'Z'
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, SECONDS_END);
        int nanos = last == SECONDS_END ? 0 : nanos(text, last);
        // Midnight of the next day and leap seconds can be written as well; they are left to who knows about them.
        if (year < 0 || !isDay(year, month, day) || !isIn(hour, 23) || !isIn(minute, 59) || !isIn(second, 59)) {
            return null;
        }
        if (nanos < 0) {
            return null;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(days * SECONDS_PER_DAY + (hour * 60L + minute) * 60 + second, nanos);
    }

    private static boolean isDay(int year, int month, int day) {
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= Month.of(month).length(IsoChronology.INSTANCE.isLeapYear(year));
    }

    private static boolean isIn(int value, int most) {
        return value >= 0 && value <= most;
    }

    /** What is between the seconds and the last character; negative where it is not a point and digits. */
    private static int nanos(String text, int last) {
        int digits = last - SECONDS_END - 1;
        if (text.charAt(SECONDS_END) != '.' || digits == 0) {
            return -1;
        }
        int nanos = number(text, SECONDS_END + 1, last);
        for (int i = digits; i < 9; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    /** Negative where there is anything but digits. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
