package io.evenreach.guidecommerce.ledger;

import static io.evenreach.platform.jdbc.Timestamps.instant;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How long the oldest posting that no seal has yet has waited for one. */
@Component
class SealLag {

    private final JdbcClient jdbc;
    private final Clock clock;

    SealLag(JdbcClient jdbc, Clock clock, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("evenreach.books.unsealed", this, SealLag::seconds)
                .baseUnit("seconds")
                .register(meters);
    }

    private double seconds() {
        return jdbc.sql("select at from posting where seal_number is null order by posting_id limit 1")
                .query((row, number) -> instant(row, 1))
                .optional()
                .map(at -> Duration.between(at, clock.instant()).toMillis() / 1_000.0)
                .orElse(0.0);
    }
}
