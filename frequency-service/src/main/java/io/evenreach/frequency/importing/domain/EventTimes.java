package io.evenreach.frequency.importing.domain;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the notations of time found in exposure logs: ISO 8601 with or without offset (a space, a slash and missing
 * seconds are tolerated), a date alone, and seconds, milliseconds or microseconds since 1970.
 *
 * <p>Ambiguous notations such as 07/08/2018 are refused, because guessing wrong would silently move every touch.
 */
public final class EventTimes {

    /** Unix times below this are more likely a number of something else; above it they are in milliseconds. */
    private static final long SECONDS_MAX = 100_000_000_000L;

    private static final long MILLIS_MAX = SECONDS_MAX * 1_000;
    private static final long MICROS_MAX = MILLIS_MAX * 1_000;
    private static final int EPOCH_DIGITS_MIN = 9;
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private static final DateTimeFormatter LENIENT_ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("uuuu-M-d")
            .optionalStart()
            .appendPattern("['T'][' ']H:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH:MM:ss", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHmm", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "Z")
            .optionalEnd()
            .optionalStart()
            .appendLiteral("UTC")
            .optionalEnd()
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private final ZoneId zone;

    /** @param zone for notations without an offset */
    public EventTimes(ZoneId zone) {
        this.zone = zone;
    }

    /** The instant that is meant, or empty where the text is no time between 1970 and 9998. */
    public Optional<Instant> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return Optional.empty();
        }
        return (isInteger(trimmed) ? ofEpoch(trimmed) : ofNotation(trimmed))
                .filter(time -> !time.isBefore(EARLIEST) && time.isBefore(LATEST));
    }

    private static boolean isInteger(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<Instant> ofEpoch(String digits) {
        if (digits.length() < EPOCH_DIGITS_MIN || digits.length() > 16) {
            return Optional.empty();
        }
        long number = Long.parseLong(digits);
        if (number < SECONDS_MAX) {
            return Optional.of(Instant.ofEpochSecond(number));
        }
        if (number < MILLIS_MAX) {
            return Optional.of(Instant.ofEpochMilli(number));
        }
        return number < MICROS_MAX
                ? Optional.of(Instant.ofEpochSecond(number / 1_000_000, number % 1_000_000 * 1_000))
                : Optional.empty();
    }

    private Optional<Instant> ofNotation(String text) {
        if (text.length() == 20 && text.charAt(19) == 'Z' && text.charAt(10) == 'T') {
            // By far the most common notation, and the JDK's own parser is several times faster on it.
            try {
                return Optional.of(OffsetDateTime.parse(text).toInstant());
            } catch (DateTimeException malformed) {
                return Optional.empty();
            }
        }
        try {
            TemporalAccessor parsed = LENIENT_ISO.parse(text.replace('/', '-'));
            LocalDate date = LocalDate.from(parsed);
            LocalTime time = parsed.query(TemporalQueries.localTime());
            if (parsed.isSupported(ChronoField.OFFSET_SECONDS)) {
                return Optional.of(OffsetDateTime.from(parsed).toInstant());
            }
            ZoneId where = text.endsWith("UTC") ? ZoneId.of("UTC") : zone;
            return Optional.of(
                    time == null
                            ? date.atStartOfDay(where).toInstant()
                            : LocalDateTime.of(date, time).atZone(where).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
