package io.evenreach.identity.stitching.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
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
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What it takes to fold somebody who came with a new cookie every day for ages, on PostgreSQL.
 * {@code -Devenreach.refold.rows=100000} with {@code -Dtest.jvm.arguments="-Xmx2g -XX:+UseSerialGC"} does it with as many.
 */
@RealServers
@EnabledIfSystemProperty(named = "evenreach.refold.rows", matches = "\\d+")
class RefoldMemoryIT {

    private static final int ROWS = Integer.getInteger("evenreach.refold.rows", 0);
    private static final int BATCH = 10_000;
    private static final int DEFERRED_ABOVE = 1_000;
    private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void takesNoMoreThanIsReckonedWith() throws InterruptedException {
        Servers servers = Servers.current();
        try (HikariDataSource database = new HikariDataSource()) {
            database.setJdbcUrl(servers.jdbcUrl());
            database.setUsername(servers.user());
            database.setPassword(servers.password());
            database.setSchema("memory");
            Flyway.configure()
                    .dataSource(database)
                    .schemas("memory")
                    .defaultSchema("memory")
                    .locations("classpath:db/platform", "classpath:db/identity")
                    .load()
                    .migrate();
            JdbcTemplate jdbc = new JdbcTemplate(database);
            TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database));
            Rules rules = Rules.defaults();
            Stitcher bounded = new Stitcher(rules, DEFERRED_ABOVE);
            for (int from = 0; from < ROWS; from += BATCH) {
                List<Evidence> visits = visits(from, Math.min(ROWS, from + BATCH));
                transaction.executeWithoutResult(
                        status -> bounded.stitch(new PostgresStitchingStore(jdbc, Map.of()), visits));
            }
            jdbc.execute("analyze");
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
            while (!fold.join(Duration.ofMillis(Math.max(300, ROWS / 200)))) {
                peak.accumulateAndGet(live(), Math::max);
            }
            long perRow = (peak.get() - before) / ROWS;

            System.out.printf(
                    "%d rows of evidence folded in %d ms with collections between; %d MB live at most, %d bytes a row%n",
                    ROWS, (System.nanoTime() - begin) / 1_000_000, (peak.get() - before) >> 20, perRow);
            assertThat(jdbc.queryForObject("select count(*) from component where rules_version <> 1", Integer.class))
                    .isZero();
            assertThat(perRow).isLessThan(Component.HEAP_BYTES_PER_ROW);
        }
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
