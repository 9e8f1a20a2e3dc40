package io.evenreach.frequency.ledger.persistence;

import io.evenreach.contracts.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** How long ago every accepted exposure was in the ledger: {@code evenreach.feed.age} in seconds, of the feed of exposures. */
@Component
class ExposureAgeMetrics implements MeterBinder {

    private static final String EXPOSURES =
            "select extract(epoch from clock_timestamp()) - min(applied_through) / 1000.0 from exposure_watermark";

    private final JdbcTemplate jdbc;

    ExposureAgeMetrics(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("evenreach.feed.age", this::seconds)
                .tag("feed", Topics.EXPOSURES)
                .baseUnit("seconds")
                .register(registry);
    }

    /** Not a number where nothing was heard yet or nobody can tell. */
    private double seconds() {
        try {
            Double seconds = jdbc.queryForObject(EXPOSURES, Double.class);
            return seconds == null ? Double.NaN : seconds;
        } catch (DataAccessException away) {
            return Double.NaN;
        }
    }
}
