package io.evenreach.launcher.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over a log tells before anything is sent.
 *
 * @param labels channel labels and how many rows name each
 * @param first null when no row has a time that can be read
 */
record LogSurvey(
        long rows,
        Map<String, Long> labels,
        @Nullable Instant first,
        @Nullable Instant last) {

    /** Days are whole so that a report reads well, and so that two imports of nearly the same log agree. */
    Flight flight() {
        if (first == null || last == null) {
            throw new IllegalStateException("a log without one readable time has no flight");
        }
        Instant startsAt = first.truncatedTo(ChronoUnit.DAYS);
        return new Flight(startsAt, last.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1)));
    }

    /** When the campaign of an audit runs: from the first touch's day up to, and without, {@code endsAt}. */
    record Flight(Instant startsAt, Instant endsAt) {}
}
