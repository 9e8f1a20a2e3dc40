package io.evenreach.identity.linkage;

import io.evenreach.identity.backlog.Backlog;
import io.micrometer.core.instrument.MeterRegistry;
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

    private static final Figures UNKNOWN = new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    private static final String LOOK = """
            select runs.waiting, extract(epoch from clock_timestamp() - runs.since),
                   erasures.waiting, greatest(0, extract(epoch from clock_timestamp()) - erasures.since / 1000.0)
              from (select count(*) as waiting, min(created_at) as since from linkage_run
                     where status = 'QUEUED' or status = 'RUNNING' and lease_until < now()) as runs
             cross join (select count(*) as waiting, min(erased_at) as since from linkage_erasure) as erasures
            """;

    private final JdbcClient jdbc;
    private final Backlog<Figures> backlog;

    LinkageBacklog(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.backlog = new Backlog<>(UNKNOWN, meters);
        backlog.gauge("evenreach.linkage.runs.waiting", Figures::runs);
        backlog.seconds("evenreach.linkage.runs.age", Figures::runsAge);
        backlog.gauge("evenreach.linkage.erasures.waiting", Figures::erasures);
        backlog.seconds("evenreach.linkage.erasures.age", Figures::erasuresAge);
    }

    @Scheduled(fixedDelayString = "${evenreach.identity.backlog-every:10s}")
    void look() {
        backlog.look(() -> jdbc.sql(LOOK)
                .query((row, number) ->
                        new Figures(row.getDouble(1), row.getDouble(2), row.getDouble(3), row.getDouble(4)))
                .single());
    }
}
