package io.evenreach.identity.linkage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Runs that nobody works on yet, identifiers whose records are still to be erased, and how many seconds the oldest of each has
 * waited. It is looked at once in a while, and never by whoever reads the metrics; not a number before that and while the
 * database does not answer. Every instance tells the same.
 */
@Component
class LinkageBacklog {

    private record Figures(double runs, double runsAge, double erasures, double erasuresAge) {}

    private static final Logger LOG = LoggerFactory.getLogger(LinkageBacklog.class);

    private static final Figures UNKNOWN = new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private static final String LOOK = """
            select runs.waiting, extract(epoch from clock_timestamp() - runs.since),
                   erasures.waiting, greatest(0, extract(epoch from clock_timestamp()) - erasures.since / 1000.0)
              from (select count(*) as waiting, min(created_at) as since from linkage_run
                     where status = 'QUEUED' or status = 'RUNNING' and lease_until < now()) as runs
             cross join (select count(*) as waiting, min(erased_at) as since from linkage_erasure) as erasures
            """;

    private final JdbcClient jdbc;
    private volatile Figures figures = UNKNOWN;

    LinkageBacklog(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        gauge("evenreach.linkage.runs.waiting", Figures::runs, meters);
        seconds("evenreach.linkage.runs.age", Figures::runsAge, meters);
        gauge("evenreach.linkage.erasures.waiting", Figures::erasures, meters);
        seconds("evenreach.linkage.erasures.age", Figures::erasuresAge, meters);
    }

    private void gauge(String name, ToDoubleFunction<Figures> figure, MeterRegistry meters) {
        Gauge.builder(name, () -> figure.applyAsDouble(figures)).register(meters);
    }

    private void seconds(String name, ToDoubleFunction<Figures> figure, MeterRegistry meters) {
        Gauge.builder(name, () -> figure.applyAsDouble(figures))
                .baseUnit("seconds")
                .register(meters);
    }

    @Scheduled(fixedDelayString = "${evenreach.identity.backlog-every:10s}")
    void look() {
        try {
            figures = jdbc.sql(LOOK)
                    .query((row, number) ->
                            new Figures(row.getDouble(1), row.getDouble(2), row.getDouble(3), row.getDouble(4)))
                    .single();
        } catch (DataAccessException away) {
            figures = UNKNOWN;
            LOG.atDebug().setCause(away).log("What waits in linkage is not known just now");
        }
    }
}
