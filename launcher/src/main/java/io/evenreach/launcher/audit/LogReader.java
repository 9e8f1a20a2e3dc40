package io.evenreach.launcher.audit;

import io.evenreach.launcher.audit.AuditProblem.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Streams over a log once, with flat memory, to learn its channels, its time range and its length. */
final class LogReader {

    /** More distinct channels than any brand has: the column is then almost surely not the channel. */
    static final int MOST_LABELS = 200;

    /** The platform's import reports rows with an older time as broken, so they must not stretch the campaign. */
    private static final Instant EARLIEST_BELIEVABLE = Instant.EPOCH;

    /** Clocks of partners run ahead a little; the platform refuses what is further in the future. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final Clock clock;

    LogReader(Clock clock) {
        this.clock = clock;
    }

    /** @param rowsSoFar hears the number of rows read, now and then */
    LogSurvey survey(Path file, char separator, Columns columns, LongConsumer rowsSoFar) {
        Survey survey = new Survey(columns, clock.instant().plus(CLOCK_TOLERANCE));
        try (LogRows rows = LogRows.of(file, separator)) {
            for (LogRows.Row row = rows.next(); row != null; row = rows.next()) {
                survey.add(row);
                if (survey.rows % 10_000 == 0) {
                    rowsSoFar.accept(survey.rows);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return survey.result();
    }

    private static final class Survey {

        private final Columns columns;
        private final EventTimes times;
        private final Instant latestBelievable;
        private final Map<String, Long> labels = new LinkedHashMap<>();
        private long rows;
        private @Nullable Instant first;
        private @Nullable Instant last;

        Survey(Columns columns, Instant latestBelievable) {
            this.columns = columns;
            this.times = new EventTimes(ZoneId.of(columns.zone()));
            this.latestBelievable = latestBelievable;
        }

        void add(LogRows.Row row) {
            rows++;
            String label = row.value(columns.channel());
            if (label != null && !label.isBlank()) {
                labels.merge(label.strip(), 1L, Long::sum);
                if (labels.size() > MOST_LABELS) {
                    throw new AuditProblem(
                            Kind.USAGE,
                            "Column \"" + columns.channel() + "\" has more than " + MOST_LABELS
                                    + " different values, so it is hardly the channel. Name the right one with --map channel=COLUMN.");
                }
            }
            String time = row.value(columns.time());
            if (time != null) {
                times.parse(time)
                        .filter(instant -> !instant.isBefore(EARLIEST_BELIEVABLE) && !instant.isAfter(latestBelievable))
                        .ifPresent(this::seen);
            }
        }

        private void seen(Instant time) {
            if (first == null || time.isBefore(first)) {
                first = time;
            }
            if (last == null || time.isAfter(last)) {
                last = time;
            }
        }

        LogSurvey result() {
            return new LogSurvey(rows, labels, first, last);
        }
    }
}
