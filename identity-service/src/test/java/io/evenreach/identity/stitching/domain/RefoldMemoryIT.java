package io.evenreach.identity.stitching.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
import io.evenreach.identity.stitching.persistence.Unsettled;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What it takes to fold somebody who came with a new cookie every day for ages, on PostgreSQL.
 * {@code -Devenreach.refold.rows=100000} with {@code -Dtest.jvm.arguments="-Xmx2g -XX:+UseSerialGC"} does it with as many.
 */
@RealServers
class RefoldMemoryIT {

    private static final int ROWS = Integer.getInteger("evenreach.refold.rows", 1_500);
    private static final int BATCH = 10_000;
    private static final int LOOKS_EVERY_MILLIS = 50;
    private static final int DEFERRED_ABOVE = 1_000;
    private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

    /** @param reckoned what {@link Unsettled#heapBytes} says */
    private record Measured(long bytes, long reckoned) {}

    @Test
    @EnabledIfSystemProperty(named = "evenreach.refold.rows", matches = "\\d+")
    void takesNoMoreThanIsReckonedWith() throws InterruptedException {
        Measured measured = fold("memory", ROWS, 1);

        assertThat(measured.bytes() / ROWS).isLessThan(Component.HEAP_BYTES_PER_ROW);
    }

    @Test
    void takesNoMoreThanIsReckonedWithWhereAllWereSeenOften() throws InterruptedException {
        Measured measured = fold("memory_often", ROWS, Sightings.KEPT_MAX);

        assertThat(measured.bytes()).isLessThan(measured.reckoned());
        assertThat(measured.reckoned()).isGreaterThan(4L * ROWS * Component.HEAP_BYTES_PER_ROW);
    }

    private static Measured fold(String schema, int rows, int sightings) throws InterruptedException {
        Servers servers = Servers.current();
        try (HikariDataSource database = new HikariDataSource()) {
            database.setJdbcUrl(servers.jdbcUrl());
            database.setUsername(servers.user());
            database.setPassword(servers.password());
            database.setSchema(schema);
            Flyway.configure()
                    .dataSource(database)
                    .schemas(schema)
                    .defaultSchema(schema)
                    .locations("classpath:db/platform", "classpath:db/identity")
                    .load()
                    .migrate();
            JdbcTemplate jdbc = new JdbcTemplate(database);
            TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database));
            Rules rules = Rules.defaults();
            Stitcher bounded = new Stitcher(rules, DEFERRED_ABOVE);
            for (int from = 0; from < rows; from += BATCH) {
                List<Evidence> visits = visits(from, Math.min(rows, from + BATCH));
                transaction.executeWithoutResult(status -> {
                    PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
                    bounded.stitch(store, visits);
                    store.save(seenOften(visits, sightings));
                });
            }
            jdbc.execute("analyze");
            long reckoned = new Unsettled(JdbcClient.create(jdbc))
                    .heapBytes(jdbc.queryForList("select id from component", Long.class));
            AtomicLong peak = new AtomicLong();
            long before = live();
            long begin = System.nanoTime();
            Thread fold = Thread.ofPlatform()
                    .start(() -> transaction.executeWithoutResult(status -> {
                        PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
                        store.save(new Stitcher(rules)
                                .rework(store, Set.of(login().key()), false)
                                .changes());
                    }));
            while (!fold.join(Duration.ofMillis(Math.max(LOOKS_EVERY_MILLIS, rows / 200)))) {
                peak.accumulateAndGet(live(), Math::max);
            }
            long bytes = peak.get() - before;

            System.out.printf(
                    "%d rows of %d sightings folded in %d ms with collections between; %d MB live at most, %d bytes a row,"
                            + " reckoned with %d%n",
                    rows,
                    sightings,
                    (System.nanoTime() - begin) / 1_000_000,
                    bytes >> 20,
                    bytes / rows,
                    reckoned / rows);
            assertThat(jdbc.queryForObject("select count(*) from component where rules_version <> 1", Integer.class))
                    .isZero();
            return new Measured(bytes, reckoned);
        }
    }

    private static Changes seenOften(List<Evidence> visits, int sightings) {
        Changes changes = new Changes();
        for (Evidence visit : visits) {
            Sighting first = visit.sightings().kept().getFirst();
            Evidence often = visit;
            for (int i = 1; i < sightings; i++) {
                often = often.plus(new Sighting(first.at().plusMillis(i), first.observationId() + "-again-" + i));
            }
            changes.changedEvidence().add(often);
        }
        return changes;
    }

    private static long live() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static TypedKey login() {
        return new TypedKey(new IdentifierKey(1, 0, 0, 1), IdentifierType.LOGIN_ID, "shop");
    }

    private static List<Evidence> visits(int from, int to) {
        List<Evidence> visits = new ArrayList<>();
        for (int i = from; i < to; i++) {
            TypedKey cookie =
                    new TypedKey(new IdentifierKey(i * 0x9E3779B97F4A7C15L, i, i, 2), IdentifierType.COOKIE, "shop");
            visits.add(Evidence.of(
                    new Provenance("platform", "shop", "PRIVATE", "LOGIN", null),
                    List.of(login(), cookie),
                    Purpose.ALL,
                    false,
                    new Sighting(BEGIN.plusSeconds(i), "visit-" + i)));
        }
        return visits;
    }
}
