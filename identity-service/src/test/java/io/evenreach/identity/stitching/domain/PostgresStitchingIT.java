package io.evenreach.identity.stitching.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.stitching.domain.StitchingStore.ConcurrentStitching;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
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
    void endsWhereTheOracleEnds() throws IOException {
        String componentsOfEvidence = componentsOfEvidence();
        JdbcTemplate jdbc = new JdbcTemplate(DATABASE);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(DATABASE));
        for (long seed = 50_000; seed < 50_060; seed++) {
            Rules rules = Scenarios.rules(seed);
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
                assertThat(strayEvidence(jdbc)).as("seed " + shuffle).isZero();
                forgetComponentsOfEvidence(jdbc);
                assertThat(strayEvidence(jdbc)).as("seed " + shuffle).isPositive();
                jdbc.execute(componentsOfEvidence);
                assertThat(strayEvidence(jdbc))
                        .as("seed " + shuffle + ", as migrated")
                        .isZero();
                assertThat(jdbc.queryForObject("select count(*) from quarantine", Integer.class))
                        .isEqualTo(oracle.quarantined().size());
                assertThat(jdbc.queryForObject("select count(*) from component", Integer.class))
                        .isEqualTo(maps.components.size());
                status.setRollbackOnly();
            });
        }
    }

    @Test
    void takesBackLikeTheStoreOfMaps() {
        JdbcTemplate jdbc = new JdbcTemplate(DATABASE);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(DATABASE));
        for (long seed = 60_000; seed < 60_040; seed++) {
            Rules rules = Scenarios.rules(seed);
            Stitcher stitcher = new Stitcher(rules);
            List<Seen> history = Scenarios.random(seed);
            Random random = new Random(seed);
            transaction.executeWithoutResult(status -> {
                PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
                InMemoryStitchingStore maps = new InMemoryStitchingStore();
                for (int step = 0; step < 6; step++) {
                    int from = history.size() * step / 6;
                    List<Evidence> batch = history.subList(from, history.size() * (step + 1) / 6).stream()
                            .map(Seen::evidence)
                            .toList();
                    if (!batch.isEmpty()) {
                        stitcher.stitch(store, batch);
                        stitcher.stitch(maps, batch);
                    }
                    List<Evidence> rows = List.copyOf(maps.evidence.values());
                    if (rows.isEmpty()) {
                        continue;
                    }
                    Evidence row = rows.get(random.nextInt(rows.size()));
                    Amendment amendment = row.keys().size() > 1 && step % 2 == 0
                            ? Amendment.splitting(new Cut(
                                    new UUID(random.nextLong(), step),
                                    new UUID(0, 1),
                                    row.keys().subList(0, 1),
                                    row.keys().subList(1, row.keys().size()),
                                    "somebody",
                                    Scenarios.minute(0),
                                    "why not"))
                            : step % 3 == 0
                                    ? withdrawal(maps, row, step)
                                    : maps.cuts.isEmpty() || random.nextBoolean()
                                            ? Amendment.removing(row)
                                            : Amendment.healing(maps.cuts
                                                    .values()
                                                    .iterator()
                                                    .next());
                    stitcher.amend(store, amendment);
                    stitcher.amend(maps, amendment);
                    assertThat(timelines(jdbc, store)).isEqualTo(unquarantined(maps));
                    assertThat(held(jdbc)).isEqualTo(heldOf(maps));
                    assertThat(strayEvidence(jdbc)).isZero();
                    assertThat(jdbc.queryForObject("select count(*) from quarantine", Integer.class))
                            .isEqualTo(maps.quarantines.size());
                    assertThat(jdbc.queryForObject("select count(*) from cut", Integer.class))
                            .isEqualTo(maps.cuts.size());
                    assertThat(store.contents(Set.of(), maps.keys.keySet())
                                    .decisions()
                                    .withdrawals())
                            .containsExactlyInAnyOrderElementsOf(maps.withdrawals.values());
                }
                status.setRollbackOnly();
            });
        }
    }

    /** A fold reads more than it locked; what came in between belongs to a component that it has not locked. */
    @Test
    void startsAgainWhereSomebodyElseWasFirstToSeeAKeyOfAFold() {
        JdbcTemplate jdbc = new JdbcTemplate(DATABASE);
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(DATABASE));
        TransactionTemplate meanwhile = new TransactionTemplate(new JdbcTransactionManager(DATABASE));
        meanwhile.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        TypedKey shared = Scenarios.key(IdentifierType.PHONE, "", "13800138000");
        TypedKey theirs = Scenarios.key(IdentifierType.LOGIN_ID, "web", "theirs");
        TypedKey ours = Scenarios.key(IdentifierType.COOKIE, "site", "ours");
        List<Evidence> first =
                List.of(new Seen(Scenarios.minute(1), "first", List.of(shared, theirs), Purpose.ALL).evidence());
        // Evidence for some purposes only is always folded.
        List<Evidence> second =
                List.of(new Seen(Scenarios.minute(2), "second", List.of(shared, ours), Set.of(Purpose.ADS)).evidence());
        Stitcher stitcher = new Stitcher(Rules.defaults());
        PostgresStitchingStore store = new PostgresStitchingStore(jdbc, Map.of());
        try {
            assertThatExceptionOfType(ConcurrentStitching.class)
                    .isThrownBy(() -> transaction.executeWithoutResult(status -> stitcher.stitch(
                            new Interrupted(
                                    store,
                                    () -> meanwhile.executeWithoutResult(inner ->
                                            stitcher.stitch(new PostgresStitchingStore(jdbc, Map.of()), first))),
                            second)));
            transaction.executeWithoutResult(status -> stitcher.stitch(store, second));

            InMemoryStitchingStore maps = new InMemoryStitchingStore();
            stitcher.stitch(maps, first);
            stitcher.stitch(maps, second);
            assertThat(timelines(jdbc, store)).isEqualTo(maps.timelines);
            assertThat(held(jdbc)).isEqualTo(heldOf(maps)).isEmpty();
            assertThat(strayEvidence(jdbc)).isZero();
        } finally {
            jdbc.execute("truncate identifier, component, evidence, evidence_key, tenure, held_link");
        }
    }

    /**
     * A store with which something happens once the locks are taken.
     *
     * @param meanwhile what happens
     */
    private record Interrupted(StitchingStore store, Runnable meanwhile) implements StitchingStore {

        @Override
        public Known lock(Set<IdentifierKey> keys, Set<UUID> evidenceIds) {
            Known known = store.lock(keys, evidenceIds);
            meanwhile.run();
            return known;
        }

        @Override
        public List<KnownKey> members(Set<Long> componentIds) {
            return store.members(componentIds);
        }

        @Override
        public Contents contents(Set<Long> componentIds, Set<IdentifierKey> others) {
            return store.contents(componentIds, others);
        }

        @Override
        public List<Evidence> mentioning(IdentifierKey key, @Nullable UUID after, int limit) {
            return store.mentioning(key, after, limit);
        }

        @Override
        public long heapBytes(Set<Long> componentIds) {
            return store.heapBytes(componentIds);
        }

        @Override
        public void save(Changes changes) {
            store.save(changes);
        }

        @Override
        public long newComponentId() {
            return store.newComponentId();
        }
    }

    /** Withdraws advertising for the owner of an identifier, or takes the last withdrawal back. */
    private static Amendment withdrawal(InMemoryStitchingStore maps, Evidence row, int step) {
        if (!maps.withdrawals.isEmpty()) {
            return Amendment.restoring(maps.withdrawals.values().iterator().next());
        }
        IdentifierKey key = row.keys().getFirst().key();
        Timeline timeline = maps.timelines.getOrDefault(key, Timeline.NONE);
        List<Tenure> tenures = timeline.of(Purpose.SERVICE);
        UUID profile = tenures.isEmpty() ? null : tenures.getLast().profileId();
        List<Span> spans =
                profile == null ? List.of() : Withdrawal.spansOf(profile, Map.of(key, timeline), Purpose.ALL);
        return spans.isEmpty()
                ? Amendment.removing(row)
                : Amendment.withdrawing(
                        new Withdrawal(new UUID(9, step), profile, spans, "somebody", Scenarios.minute(20), null));
    }

    private static Map<IdentifierKey, Timeline> unquarantined(InMemoryStitchingStore maps) {
        Map<IdentifierKey, Timeline> timelines = new HashMap<>(maps.timelines);
        timelines.keySet().removeAll(maps.quarantines.keySet());
        return timelines;
    }

    private static Map<IdentifierKey, Timeline> timelines(JdbcTemplate jdbc, PostgresStitchingStore store) {
        Set<Long> components = new TreeSet<>(jdbc.queryForList("select id from component", Long.class));
        return components.isEmpty()
                ? Map.of()
                : store.contents(components, Set.of()).timelines();
    }

    /** How much evidence is not found by the component of one of its keys. */
    private static int strayEvidence(JdbcTemplate jdbc) {
        Integer stray = jdbc.queryForObject("""
                select count(*) from evidence e
                 where exists (select from evidence_key k join identifier i on i.key = k.key
                                where k.evidence_id = e.id and i.component_id not in (0, e.component_id))
                """, Integer.class);
        return stray == null ? 0 : stray;
    }

    private static void forgetComponentsOfEvidence(JdbcTemplate jdbc) {
        jdbc.update("update evidence set component_id = 0");
    }

    /** The statement of the migration that finds the components of evidence which was there before. */
    private static String componentsOfEvidence() throws IOException {
        String migration = new ClassPathResource("db/identity/V52__find_evidence_by_component.sql")
                .getContentAsString(StandardCharsets.UTF_8);
        return Arrays.stream(migration.split(";", -1))
                .map(String::strip)
                .filter(statement -> statement.startsWith("update evidence"))
                .findFirst()
                .orElseThrow();
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
