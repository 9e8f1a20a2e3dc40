package io.evenreach.launcher.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the times of a log to know when its campaign began and ended, in the same notations as the platform's import. The
 * platform reads them again, row by row, and has the last word on which row is broken.
 */
final class EventTimes {

    private static final long SECONDS_MAX = 100_000_000_000L;
    private static final long MILLIS_MAX = SECONDS_MAX * 1_000;

    private static final DateTimeFormatter LENIENT_ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("uuuu-M-d")
            .optionalStart()
            .appendPattern("['T'][' ']H:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("[' ']")
            .appendPattern("[XXX][XX][X]['UTC']")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private final ZoneId zone;

    EventTimes(ZoneId zone) {
        this.zone = zone;
    }

    Optional<Instant> parse(String text) {
        String trimmed = text.strip();
        try {
            if (trimmed.matches("\\d{9,16}")) {
                return Optional.of(ofEpoch(Long.parseLong(trimmed)));
            }
            if (trimmed.length() == 20 && trimmed.charAt(19) == 'Z' && trimmed.charAt(10) == 'T') {
                // By far the most common notation, and the JDK's own parser is several times faster on it.
                return Optional.of(Instant.parse(trimmed));
            }
            return Optional.of(ofNotation(trimmed));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Logs hold seconds, milliseconds or microseconds; their sizes do not overlap for any year that matters. */
    private static Instant ofEpoch(long value) {
        if (value < SECONDS_MAX) {
            return Instant.ofEpochSecond(value);
        }
        return value < MILLIS_MAX
                ? Instant.ofEpochMilli(value)
                : Instant.ofEpochSecond(value / 1_000_000, value % 1_000_000 * 1_000);
    }

    private Instant ofNotation(String text) {
        TemporalAccessor parsed = LENIENT_ISO.parse(text.replace('/', '-'));
        if (parsed.isSupported(ChronoField.OFFSET_SECONDS)) {
            return OffsetDateTime.from(parsed).toInstant();
        }
        LocalTime time = parsed.query(TemporalQueries.localTime());
        return LocalDate.from(parsed)
                .atTime(time == null ? LocalTime.MIDNIGHT : time)
                .atZone(text.endsWith("UTC") ? ZoneOffset.UTC : zone)
                .toInstant();
    }
}
