package io.evenreach.identity.stitching.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The same random histories on the real store; it must end where the store of maps ends, and where the oracle ends. */
@RealServers
class PostgresStitchingIT {

    private static final HikariDataSource DATABASE = new HikariDataSource();

    @BeforeAll
    static void migrate() {
        Servers servers = Servers.current();
        DATABASE.setJdbcUrl(servers.jdbcUrl());
        DATABASE.setUsername(servers.user());
        DATABASE.setPassword(servers.password());
        DATABASE.setSchema("identity");
        Flyway.configure()
                .dataSource(DATABASE)
                .schemas("identity")
                .defaultSchema("identity")
                .locations("classpath:db/platform", "classpath:db/identity")
                .load()
                .migrate();
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void endsWhereTheOracleEnds() {
        JdbcTemplate jdbc = new JdbcTemplate(DATABASE);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(DATABASE));
        for (long seed = 50_000; seed < 50_060; seed++) {
            Rules rules = seed % 2 == 0 ? Scenarios.tight() : Rules.defaults();
            List<Seen> history = Scenarios.random(seed);
            long shuffle = seed;
            transaction.executeWithoutResult(status -> {
                Random random = new Random(shuffle);
                List<Seen> arrival = Scenarios.shuffled(history, random);
                PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
                InMemoryStitchingStore maps = new InMemoryStitchingStore();
                int next = 0;
                while (next < arrival.size()) {
                    int end = Math.min(arrival.size(), next + 1 + random.nextInt(8));
                    List<Evidence> batch = arrival.subList(next, end).stream()
                            .map(Seen::evidence)
                            .toList();
                    var onPostgres = new Stitcher(rules).stitch(store, batch);
                    var onMaps = new Stitcher(rules).stitch(maps, batch);
                    assertThat(onPostgres.stitched()).as("seed " + shuffle).isEqualTo(onMaps.stitched());
                    next = end;
                }
                BruteForce oracle = new BruteForce(rules, history);
                Map<IdentifierKey, Timeline> timelines = timelines(jdbc, store);
                for (Purpose purpose : Purpose.values()) {
                    Map<IdentifierKey, List<Tenure>> ofPurpose = new HashMap<>();
                    timelines.forEach((key, timeline) -> {
                        if (!timeline.of(purpose).isEmpty()) {
                            ofPurpose.put(key, timeline.of(purpose));
                        }
                    });
                    assertThat(ofPurpose)
                            .as("seed " + shuffle + " for " + purpose)
                            .isEqualTo(oracle.tenures(purpose));
                }
                assertThat(held(jdbc)).as("seed " + shuffle).isEqualTo(heldOf(maps));
                assertThat(jdbc.queryForObject("select count(*) from quarantine", Integer.class))
                        .isEqualTo(oracle.quarantined().size());
                assertThat(jdbc.queryForObject("select count(*) from component", Integer.class))
                        .isEqualTo(maps.components.size());
                status.setRollbackOnly();
            });
        }
    }

    private static Map<IdentifierKey, Timeline> timelines(JdbcTemplate jdbc, PostgresStitchingStore store) {
        Set<Long> components = new TreeSet<>(jdbc.queryForList("select id from component", Long.class));
        return components.isEmpty() ? Map.of() : store.contents(components).timelines();
    }

    private static List<String> held(JdbcTemplate jdbc) {
        List<String> rows = new ArrayList<>(jdbc.queryForList(
                "select evidence_id || ' ' || purpose || ' ' || encode(key, 'hex') || ' ' || reason from held_link",
                String.class));
        rows.sort(String::compareTo);
        return rows;
    }

    private static List<String> heldOf(InMemoryStitchingStore maps) {
        return maps.held.stream()
                .map(held -> held.evidenceId() + " " + held.purpose() + " " + held.key() + " " + held.reason())
                .sorted()
                .toList();
    }
}
