package io.evenreach.identity.stitching;

import io.evenreach.identity.backlog.Backlog;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What is left to the background, for how long, and how far a change of the rules is. It is looked at once in a while, and
 * never by whoever reads the metrics; not a number before that and while the database does not answer. All of it stands in
 * the database, so that every instance tells the same.
 */
@Component
class StitchingBacklog {

    /**
     * What there was at the last look; times in seconds.
     *
     * @param deferred groups whose owners stand until they are settled
     * @param undetermined groups of which nobody knows whose they are
     * @param rulesApplied the share of all groups that were gone through since the rules were changed: their ids are random,
     *     and they are gone through in the order of their ids
     */
    private record Figures(
            double deferred,
            double undetermined,
            double age,
            double quarantined,
            double undecided,
            double undecidedAge,
            double rulesApplied,
            double rulesApplying) {}

    private static final Figures UNKNOWN =
            new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** By an index of the groups that wait. */
    private static final String LOOK = """
            select groups.deferred, groups.undetermined, extract(epoch from clock_timestamp() - groups.since),
                   (select count(*) from quarantine),
                   decisions.waiting, extract(epoch from clock_timestamp() - decisions.since),
                   rules.applied, extract(epoch from clock_timestamp() - rules.since)
              from (select count(*) filter (where rules_version = 0) as deferred,
                           count(*) filter (where rules_version < 0) as undetermined,
                           min(waits_since) as since
                      from component where rules_version <= 0) as groups
             cross join (select count(*) as waiting, min(since) as since from quarantine_due) as decisions
              left join (select applied_until / 9223372036854775807.0::float8 as applied, decided_at as since
                           from rule_set
                          where version = (select max(version) from rule_set) and applied_at is null) as rules on true
            """;

    private final JdbcClient jdbc;
    private final Backlog<Figures> backlog;

    StitchingBacklog(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.backlog = new Backlog<>(UNKNOWN, meters);
        backlog.gauge("evenreach.stitching.deferred", Figures::deferred);
        backlog.gauge("evenreach.stitching.undetermined", Figures::undetermined);
        backlog.seconds("evenreach.stitching.age", Figures::age);
        backlog.gauge("evenreach.quarantine.identifiers", Figures::quarantined);
        backlog.gauge("evenreach.quarantine.undecided", Figures::undecided);
        backlog.seconds("evenreach.quarantine.undecided.age", Figures::undecidedAge);
        backlog.gauge("evenreach.identity.rules.applied", Figures::rulesApplied);
        backlog.seconds("evenreach.identity.rules.applying", Figures::rulesApplying);
    }

    @Scheduled(fixedDelayString = "${evenreach.identity.backlog-every:10s}")
    void look() {
        backlog.look(() -> jdbc.sql(LOOK)
                .query((row, number) -> new Figures(
                        row.getDouble(1),
                        row.getDouble(2),
                        row.getDouble(3),
                        row.getDouble(4),
                        row.getDouble(5),
                        row.getDouble(6),
                        row.getObject(8) == null ? 1 : row.getDouble(7),
                        row.getDouble(8)))
                .single());
    }
}
