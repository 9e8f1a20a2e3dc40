package io.evenreach.frequency.ledger.persistence;

import io.evenreach.contracts.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** How old what decisions rely on is: {@code evenreach.feed.age} in seconds, by feed. An alarm belongs on it. */
@Component
class FeedAgeMetrics implements MeterBinder {

    private static final String FEED = "select extract(epoch from clock_timestamp() - heartbeat_at) from feed_position"
            + " where consumer = ? and topic = ?";
    private static final String EXPOSURES =
            "select extract(epoch from clock_timestamp()) - min(applied_through) / 1000.0 from exposure_watermark";

    private final JdbcTemplate jdbc;

    FeedAgeMetrics(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String topic : List.of(Topics.IDENTITY_CHANGES, Topics.HOLDS, Topics.GOVERNANCE, Topics.TRAITS)) {
            Gauge.builder("evenreach.feed.age", () -> seconds(FEED, PostgresSession.FEED_CONSUMER, topic))
                    .tag("feed", topic)
                    .baseUnit("seconds")
                    .register(registry);
        }
        Gauge.builder("evenreach.feed.age", () -> seconds(EXPOSURES))
                .tag("feed", Topics.EXPOSURES)
                .baseUnit("seconds")
                .register(registry);
    }

    /** Not a number where nothing was heard yet or nobody can tell. */
    private double seconds(String sql, Object... arguments) {
        try {
            return jdbc
                    .query(sql, (row, number) -> row.getObject(1) == null ? Double.NaN : row.getDouble(1), arguments)
                    .stream()
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (DataAccessException away) {
            return Double.NaN;
        }
    }
}
