package io.evenreach.guidecommerce.reconciliation;

import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.reconciliation.Reconciliation.Found;
import io.evenreach.guidecommerce.reconciliation.Reconciliation.Mismatch;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.page.Cursor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reconciles once in a while, one instance at a time, and keeps what was found. {@code evenreach.reconciliation.differences}
 * tells what the last run found and {@code evenreach.reconciliation.age} how many seconds ago that was: an alarm belongs on
 * both.
 */
@Service
public class ReconciliationRuns {

    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationRuns.class);
    private static final int LISTED_MAX = 500;
    private static final Duration KEPT = Duration.ofDays(400);

    private final Reconciliation reconciliation;
    private final ReconciliationProperties properties;
    private final JdbcClient jdbc;
    private final EventCodec json;
    private final Clock clock;

    ReconciliationRuns(
            Reconciliation reconciliation,
            ReconciliationProperties properties,
            JdbcClient jdbc,
            EventCodec json,
            Clock clock,
            MeterRegistry meters) {
        this.reconciliation = reconciliation;
        this.properties = properties;
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        Instant started = clock.instant();
        Gauge.builder("evenreach.reconciliation.differences", this, ReconciliationRuns::differences)
                .register(meters);
        Gauge.builder("evenreach.reconciliation.age", this, runs -> runs.ageSeconds(started))
                .baseUnit("seconds")
                .register(meters);
    }

    /** Not a number before the first run. */
    private double differences() {
        return last().map(run -> (double) run.differences()).orElse(Double.NaN);
    }

    /** Since this instance started where there was none yet, so that one that never comes is seen as well. */
    private double ageSeconds(Instant started) {
        return Duration.between(last().map(Run::at).orElse(started), clock.instant())
                        .toMillis()
                / 1e3;
    }

    /**
     * A reconciliation that was made.
     *
     * @param differences how much did not match, of each check {@value #LISTED_MAX} at most
     */
    public record Run(UUID runId, Instant at, long tookMillis, int differences) {}

    /** A reconciliation with what it found. */
    public record Report(Run run, List<Mismatch> mismatches) {}

    private record Kept(List<Mismatch> mismatches) {}

    /** Reconciles where it is time to, and nobody else is at it. */
    @Scheduled(fixedDelayString = "${evenreach.reconciliation.look-every:1m}")
    @Transactional
    public void sweep() {
        boolean alone = jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended('reconciliation', 0))")
                .query(Boolean.class)
                .single();
        Instant due = clock.instant().minus(properties.every());
        if (!alone || last().filter(run -> run.at().isAfter(due)).isPresent()) {
            return;
        }
        long began = System.nanoTime();
        Found found = reconciliation.reconcile(LISTED_MAX);
        keep(found, Duration.ofNanos(System.nanoTime() - began));
        if (!found.isClean()) {
            LOG.atError()
                    .addKeyValue("differences", found.mismatches().size())
                    .log("Orders, commissions, ledger, payouts and the bank's word do not match");
        }
    }

    private void keep(Found found, Duration took) {
        jdbc.sql("""
                        insert into reconciliation_run (run_id, at, took_millis, differences, mismatches)
                        values (?, ?, ?, ?, ?::jsonb)
                        """)
                .param(UUID.randomUUID())
                .param(utc(found.at().truncatedTo(ChronoUnit.MICROS)))
                .param(took.toMillis())
                .param(found.mismatches().size())
                .param(json.write(new Kept(found.mismatches())))
                .update();
        jdbc.sql("delete from reconciliation_run where at < ?")
                .param(utc(clock.instant().minus(KEPT)))
                .update();
    }

    private Optional<Run> last() {
        return page(null, 1).stream().findFirst();
    }

    /** The newest first, before {@code before}. */
    @Transactional(readOnly = true)
    public List<Run> page(Cursor.@Nullable Place before, int limit) {
        return jdbc.sql("""
                        select run_id, at, took_millis, differences from reconciliation_run
                         where :at::timestamptz is null or (at, run_id) < (:at, :id)
                         order by at desc, run_id desc limit :limit
                        """)
                .param("at", before == null ? null : utc(before.at()))
                .param("id", before == null ? null : before.id())
                .param("limit", limit)
                .query(ReconciliationRuns::run)
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<Report> find(UUID runId) {
        return jdbc.sql(
                        "select run_id, at, took_millis, differences, mismatches from reconciliation_run where run_id = ?")
                .param(runId)
                .query((row, number) -> new Report(
                        run(row, number),
                        json.read(row.getString(5).getBytes(StandardCharsets.UTF_8), Kept.class)
                                .mismatches()))
                .optional();
    }

    private static Run run(ResultSet row, int number) throws SQLException {
        return new Run(row.getObject(1, UUID.class), instant(row, 2), row.getLong(3), row.getInt(4));
    }
}
