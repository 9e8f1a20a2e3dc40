package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.evidence.Intake;
import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.identity.evidence.RawObservation;
import io.evenreach.identity.evidence.Taken;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.rules.TypeRule;
import io.evenreach.identity.stitching.RuleChanges;
import io.evenreach.identity.stitching.TakingBack;
import io.evenreach.identity.vocabulary.ContactDomain;
import io.evenreach.identity.vocabulary.EvidenceKind;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.horizon.WriteHorizon;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.Servers;
import io.evenreach.testkit.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Somebody who is seen with ever new cookies, far beyond the hundred that a profile may have. */
class DeferredIT extends ServiceTestBase {

    private static final int COOKIES = 600;
    private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void isSettledInTheBackgroundAndEndsLikeSomebodyWhoIsSettledAtOnce() {
        Set<String> expected;
        try (ConfigurableApplicationContext atOnce = start("at_once", 1_000_000)) {
            assertThat(visits(atOnce, 0, COOKIES)).noneMatch(DeferredIT::isDeferred);
            expected = owners("at_once");
        }
        try (ConfigurableApplicationContext bounded = start("bounded", 200)) {
            List<Taken> taken = visits(bounded, 0, COOKIES);

            assertThat(taken.subList(0, 150)).as("within the bound").noneMatch(DeferredIT::isDeferred);
            assertThat(taken.subList(300, COOKIES)).anyMatch(DeferredIT::isDeferred);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(deferredIn("bounded")).isZero());
            assertThat(owners("bounded")).isEqualTo(expected);
        }
    }

    /** Few rows in which there is much are as much as many: neither a request folds them nor does anybody wait for that. */
    @Test
    void isSettledInTheBackgroundWhereThereIsMuchInItsRows() throws SQLException {
        try (ConfigurableApplicationContext heavy = start(
                "heavy",
                10_000,
                "--evenreach.identity.stitching.refold-bytes-max=300000",
                "--evenreach.identity.stitching.undetermined-told-after=0s")) {
            List<Taken> taken = visits(heavy, 0, 150);

            assertThat(taken.subList(0, 100)).as("nothing to fold").noneMatch(DeferredIT::isDeferred);
            assertThat(taken.subList(110, 150)).anyMatch(DeferredIT::isDeferred);
            await().untilAsserted(() -> assertThat(deferredIn("heavy")).isZero());
            keepsNobodyWaiting("heavy", 149);
            tellsNothingOfWhomAnotherInstanceFolds("heavy");

            changeRules(heavy, IdentifierType.OAID, 21);

            await().untilAsserted(
                            () -> assertThat(jdbc.sql("select count(*) from heavy.component where rules_version <> 2")
                                            .query(Long.class)
                                            .single())
                                    .isZero());
            assertThat(jdbc.sql("select count(*) from heavy.outbox where payload::jsonb ->> 'cause' = 'RULES_CHANGED'")
                            .query(Long.class)
                            .single())
                    .as("nor do changed rules fold them with everybody waiting")
                    .isZero();
        }
    }

    /** Whoever wants to be alone need not wait for a fold, and what is written meanwhile is in what it ends with. */
    @Test
    void keepsNobodyWaitingAndIsFoldedAgainWhereItChangedMeanwhile() throws Exception {
        try (ConfigurableApplicationContext context = start("apart", 5)) {
            visits(context, 0, 40);
            await().untilAsserted(() -> assertThat(deferredIn("apart")).isZero());
            keepsNobodyWaiting("apart", 39);
            visit(context, 1, "one-of-few", 100);
            holdsUpNoFeed("apart");
            keepsNobodySmallWaitingForADecisionOfAnotherInstance("apart");
            keepsNobodySmallWaitingForADecisionThatRests("apart");
        }
    }

    /**
     * However long it is saved, whoever follows the feed of others knows that it is complete, and is told meanwhile of whom
     * nobody knows for long who they are.
     */
    private void holdsUpNoFeed(String schema) throws SQLException {
        jdbc.sql("create function " + schema + ".last() returns trigger language plpgsql as"
                        + " $$ begin perform pg_advisory_xact_lock_shared(4711); return new; end $$")
                .update();
        jdbc.sql("create trigger lasts before update on " + schema + ".component for each row"
                        + " when (old.rules_version <= 0 and new.rules_version > 0) execute function " + schema
                        + ".last()")
                .update();
        try (Connection holder = connection();
                Statement statement = holder.createStatement()) {
            statement.execute("set search_path to " + schema);
            statement.execute("select pg_advisory_lock(4711)");
            jdbc.sql("update " + schema + ".component set rules_version = 0 where evidence_rows > 5")
                    .update();
            await("it is being saved")
                    .until(() -> jdbc.sql("select exists(select from pg_locks where not granted and objid = 4711)")
                            .query(Boolean.class)
                            .single());
            Instant meanwhile = Instant.now();

            await("heartbeats go on").until(() -> WriteHorizon.of(holder).time().isAfter(meanwhile));
            jdbc.sql("update " + schema + ".component set rules_version = -2, waits_since = now() - interval '1 hour'"
                            + " where evidence_rows = 1")
                    .update();
            await("others are told of")
                    .until(() -> jdbc.sql("select count(*) from " + schema + ".component where rules_version = -3")
                                    .query(Long.class)
                                    .single()
                            > 0);
        }
        jdbc.sql("drop trigger lasts on " + schema + ".component").update();
        await().untilAsserted(() -> assertThat(deferredIn(schema)).isZero());
    }

    private void keepsNobodySmallWaitingForADecisionOfAnotherInstance(String schema) throws SQLException {
        String due = keysOfMany(schema).getFirst();
        decideAbout(schema, List.of(due));
        await("it has rested from what it folded before").until(() -> decisionsDueIn(schema) == 0);
        try (Connection other = connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "select pg_advisory_xact_lock(hashtextextended('fold " + schema + " key " + due + "', 0))");
            decideAbout(schema, List.of(due));
            leaveSmallToTheBackground(schema);

            await("settled").untilAsserted(() -> assertThat(deferredIn(schema)).isZero());
            assertThat(decisionsDueIn(schema)).isOne();
        }
        await("decided").until(() -> decisionsDueIn(schema) == 0);
    }

    private void keepsNobodySmallWaitingForADecisionThatRests(String schema) throws Exception {
        try (Connection holder = connection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock_shared(hashtextextended('stitching " + schema + "', 0))");
            decideAbout(schema, keysOfMany(schema));
            await("the first decision is to be saved")
                    .until(() -> jdbc.sql("select exists(select from pg_locks where not granted"
                                    + " and locktype = 'advisory' and mode = 'ExclusiveLock')")
                            .query(Boolean.class)
                            .single());
            // It rests four times as long.
            Thread.sleep(5_000);
        }
        await("one is decided").until(() -> decisionsDueIn(schema) == 1);
        leaveSmallToTheBackground(schema);

        await("settled").untilAsserted(() -> assertThat(deferredIn(schema)).isZero());
        assertThat(decisionsDueIn(schema)).isOne();
    }

    private List<String> keysOfMany(String schema) {
        return jdbc.sql("select encode(i.key, 'hex') from " + schema + ".identifier i join " + schema
                        + ".component c on c.id = i.component_id where c.evidence_rows > 5 order by i.key limit 2")
                .query(String.class)
                .list();
    }

    private void decideAbout(String schema, List<String> keys) {
        jdbc.sql("insert into " + schema + ".quarantine_due (key) select decode(key, 'hex') from unnest(:keys) key")
                .param("keys", keys.toArray(String[]::new))
                .update();
    }

    private long decisionsDueIn(String schema) {
        return jdbc.sql("select count(*) from " + schema + ".quarantine_due")
                .query(Long.class)
                .single();
    }

    private void leaveSmallToTheBackground(String schema) {
        assertThat(jdbc.sql("update " + schema + ".component set rules_version = 0 where evidence_rows = 1")
                        .update())
                .isPositive();
    }

    private void keepsNobodyWaiting(String schema, int rowsInTheEnd) throws SQLException {
        UUID last = jdbc.sql("select id from " + schema + ".evidence order by first_at desc limit 1")
                .query(UUID.class)
                .single();
        try (Connection holder = connection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("lock table " + schema + ".vacancy in access exclusive mode");
            jdbc.sql("update " + schema + ".component set rules_version = 0").update();
            await("the fold reads")
                    .until(() -> jdbc.sql("select exists(select from pg_locks where not granted and relation = '"
                                    + schema + ".vacancy'::regclass)")
                            .query(Boolean.class)
                            .single());

            assertThat(jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended('stitching " + schema + "', 0))")
                            .query(Boolean.class)
                            .single())
                    .as("somebody else may be alone")
                    .isTrue();
            jdbc.sql("delete from " + schema + ".evidence_key where evidence_id = :id")
                    .param("id", last)
                    .update();
            jdbc.sql("delete from " + schema + ".evidence where id = :id")
                    .param("id", last)
                    .update();
            holder.rollback();
        }
        await().untilAsserted(() -> assertThat(deferredIn(schema)).isZero());
        assertThat(jdbc.sql("select sum(evidence_rows) from " + schema + ".component")
                        .query(Long.class)
                        .single())
                .isEqualTo(rowsInTheEnd);
    }

    /** What it told would be another version of their identifiers, and the fold of the other would be in vain. */
    private void tellsNothingOfWhomAnotherInstanceFolds(String schema) throws SQLException {
        long before = toldIn(schema);
        try (Connection other = connection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtextextended('fold " + schema
                    + " component ' || id, 0)) from " + schema + ".component");
            jdbc.sql("update " + schema + ".component set rules_version = -2").update();

            await().during(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(toldIn(schema)).isEqualTo(before));
            other.rollback();
        }
        await().untilAsserted(() -> assertThat(deferredIn(schema)).isZero());
    }

    private static Connection connection() throws SQLException {
        Servers servers = Servers.current();
        return DriverManager.getConnection(servers.jdbcUrl(), servers.user(), servers.password());
    }

    /**
     * A removal, a split and late evidence of somebody of whom much is known are answered at once. Until the background settled
     * what follows, nobody knows who they are, whichever instance dies before that.
     */
    @Test
    void isUndeterminedUntilTheBackgroundSettledWhatWasTakenBack() {
        Set<String> expected;
        try (ConfigurableApplicationContext atOnce = start("taken_back", 1_000_000)) {
            visits(atOnce, 0, 40);
            takeBack(atOnce, "taken_back", 204, 200);
            expected = owners("taken_back");
        }
        try (ConfigurableApplicationContext dying =
                start("dying", 5, "--evenreach.identity.stitching.undetermined-told-after=1h")) {
            visits(dying, 0, 40);
            await().untilAsserted(() -> assertThat(deferredIn("dying")).isZero());
            assertThat(isUndetermined(dying)).isFalse();
            jdbc.sql("create function dying.die() returns trigger language plpgsql as"
                            + " $$ begin raise exception 'an instance dies here'; end $$")
                    .update();
            jdbc.sql("create trigger dies before update on dying.component for each row"
                            + " when (old.rules_version < 0 and new.rules_version > 0) execute function dying.die()")
                    .update();

            assertThat(exported(dying)).contains(ownerOf("dying").toString());

            takeBack(dying, "dying", 202, 202);

            assertThat(isUndetermined(dying)).isTrue();
            assertThat(exported(dying)).doesNotContain(ownerOf("dying").toString());
            assertThat(probe(dying)
                            .post("/api/v1/identity/profiles/" + ownerOf("dying") + ":split", cookies(8))
                            .code())
                    .isEqualTo("UNDETERMINED_PROFILE");
            assertThat(toldIn("dying")).as("what the feed was told").isZero();
        }
        try (ConfigurableApplicationContext next =
                start("dying", 5, "--evenreach.identity.stitching.undetermined-told-after=0s")) {
            await().untilAsserted(() -> assertThat(toldIn("dying")).isPositive());
            await().untilAsserted(() -> assertThat(ownedIn("dying")).isZero());
            assertThat(isUndetermined(next)).isTrue();
            changeRules(next, IdentifierType.OAID, 21);
            await("whoever cannot be settled keeps no rules from anybody")
                    .until(() -> jdbc.sql("select applied_at is not null from dying.rule_set where version = 2")
                            .query(Boolean.class)
                            .single());
            jdbc.sql("drop trigger dies on dying.component").update();

            await().untilAsserted(() -> assertThat(deferredIn("dying")).isZero());

            assertThat(isUndetermined(next)).isFalse();
            assertThat(owners("dying")).isEqualTo(expected);
            assertThat(ownersOnTheFeed("dying"))
                    .isEqualTo(Set.copyOf(jdbc.sql("select encode(key, 'hex') || ' ' || profile_id from dying.tenure"
                                    + " where (purposes & 1) <> 0 and profile_id is not null")
                            .query(String.class)
                            .list()));
        }
    }

    /**
     * Of whom more is known than there is memory to fold stays undetermined, and says so, until there is more memory. What they
     * withdraw is told at once all the same.
     */
    @Test
    void staysUndeterminedWhereMoreIsKnownThanCanBeFolded() {
        try (ConfigurableApplicationContext small = start(
                "giant",
                5,
                "--evenreach.identity.stitching.undetermined-told-after=1h",
                "--evenreach.identity.stitching.fold-rows-max=20")) {
            visits(small, 0, 40);
            assertThat(isUndetermined(small)).as("nothing to fold yet").isFalse();
            UUID profile = ownerOf("giant");

            HttpProbe.Answer answer = probe(small)
                    .post("/api/v1/identity/profiles/" + profile + ":withdraw", Map.of("purposes", List.of("ADS")));

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(jdbc.sql("select count(distinct move ->> 'key') from giant.outbox,"
                                    + " jsonb_array_elements(payload::jsonb -> 'moves') as move"
                                    + " where move ->> 'purpose' = 'ADS' and move ->> 'withdrawnAt' is not null")
                            .query(Long.class)
                            .single())
                    .isEqualTo(41);
            await().untilAsserted(() -> assertThat(ownedIn("giant")).as("told").isZero());
            assertThat(isUndetermined(small)).isTrue();
            assertThat(probe(small)
                            .post("/api/v1/identity/profiles/" + profile + ":erase", Map.of())
                            .code())
                    .isEqualTo("TOO_MUCH_EVIDENCE");
            assertThat(deferredIn("giant")).isOne();
        }
        try (ConfigurableApplicationContext heavy =
                start("giant", 5, "--evenreach.identity.stitching.fold-bytes-max=50000")) {
            assertThat(probe(heavy)
                            .post("/api/v1/identity/profiles/" + ownerBeforeIn("giant") + ":erase", Map.of())
                            .code())
                    .as("few rows, and much in them")
                    .isEqualTo("TOO_MUCH_EVIDENCE");
            assertThat(probe(heavy)
                            .post(
                                    "/api/v1/identity/explanations",
                                    Map.of(
                                            "a",
                                            id("login_id", "shop", "forgetful"),
                                            "b",
                                            id("cookie", "shop", "cookie-3")))
                            .code())
                    .isEqualTo("TOO_MUCH_EVIDENCE");
            assertThat(deferredIn("giant")).isOne();
        }
        try (ConfigurableApplicationContext large = start("giant", 5)) {
            await().untilAsserted(() -> assertThat(deferredIn("giant")).isZero());
            assertThat(jdbc.sql("select count(*) from giant.tenure where purposes = 1 and withdrawn")
                            .query(Long.class)
                            .single())
                    .isEqualTo(41);
            assertThat(jdbc.sql("select count(*) from giant.tenure where purposes = 2 and profile_id is not null"
                                    + " and valid_from = " + Long.MIN_VALUE)
                            .query(Long.class)
                            .single())
                    .isEqualTo(41);
            assertThat(ownersOnTheFeed("giant")).as("for advertising").isEmpty();
        }
    }

    /** Removes a visit, splits two cookies off, and sees a cookie with another login before all that was seen. */
    private void takeBack(ConfigurableApplicationContext context, String schema, int removed, int split) {
        UUID profile = ownerOf(schema);
        UUID evidence = jdbc.sql("select id from " + schema + ".evidence where first_at = :at")
                .param("at", BEGIN.plusSeconds(3).toEpochMilli())
                .query(UUID.class)
                .single();
        HttpProbe.Answer answer = probe(context).post("/api/v1/identity/profiles/" + profile + ":split", cookies(5, 6));
        assertThat(answer.status()).as(answer.body()).isEqualTo(split);
        assertThat(answer.json().path("settled").asBoolean()).isEqualTo(split == 200);
        assertThat(probe(context)
                        .delete("/api/v1/identity/evidence/" + evidence)
                        .status())
                .isEqualTo(removed);
        RawObservation late = new RawObservation(
                "late",
                BEGIN.minusSeconds(1),
                "test",
                ContactDomain.PRIVATE,
                EvidenceKind.LOGIN,
                List.of(
                        new RawIdentifier("login_id", "shop", "somebody-else"),
                        new RawIdentifier("cookie", "shop", "cookie-7")),
                Purpose.ALL,
                false);
        Taken taken =
                context.getBean(Intake.class).take("platform", List.of(late)).getFirst();
        assertThat(isDeferred(taken)).isEqualTo(split == 202);
    }

    private static Map<String, Object> cookies(int... numbers) {
        return Map.of(
                "identifiers",
                IntStream.of(numbers)
                        .mapToObj(number -> id("cookie", "shop", "cookie-" + number))
                        .toList());
    }

    private static boolean isUndetermined(ConfigurableApplicationContext context) {
        HttpProbe.Answer answer = probe(context)
                .post(
                        RESOLVE,
                        Map.of(
                                "lookups",
                                List.of(Map.of("identifiers", List.of(id("login_id", "shop", "forgetful"))))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("results").path(0).path("undetermined").asBoolean();
    }

    private UUID ownerOf(String schema) {
        return jdbc.sql("select t.profile_id from " + schema + ".tenure t join " + schema
                        + ".identifier i on i.key = t.key where i.type = 'login_id' order by i.first_at desc limit 1")
                .query(UUID.class)
                .single();
    }

    private UUID ownerBeforeIn(String schema) {
        return jdbc.sql("select own_profile_id from " + schema + ".identifier where type = 'login_id'")
                .query(UUID.class)
                .single();
    }

    private long toldIn(String schema) {
        return jdbc.sql("select count(*) from " + schema + ".outbox where payload::jsonb ->> 'cause' = 'UNDETERMINED'")
                .query(Long.class)
                .single();
    }

    private long ownedIn(String schema) {
        return jdbc.sql("select count(*) from " + schema + ".tenure where profile_id is not null")
                .query(Long.class)
                .single();
    }

    /** Whose identifiers are for advertising, to whoever goes by the newest version of each tenure. */
    private Set<String> ownersOnTheFeed(String schema) {
        return Set.copyOf(jdbc.sql("select key || ' ' || owner from (select distinct on (key, since) key, owner from"
                        + " (select move ->> 'key' as key, coalesce(move ->> 'validFrom', '') as since,"
                        + " move ->> 'to' as owner, (move ->> 'version')::bigint as version from " + schema + ".outbox,"
                        + " jsonb_array_elements(payload::jsonb -> 'moves') as move where move ->> 'purpose' = 'ADS') m"
                        + " order by key, since, version desc) newest where owner is not null")
                .query(String.class)
                .list());
    }

    private static HttpProbe probe(ConfigurableApplicationContext context) {
        return HttpProbe.atPort(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
                .withToken(TestTokens.withScopes(Scopes.all().toArray(String[]::new)));
    }

    private static String exported(ConfigurableApplicationContext context) {
        HttpProbe.Answer answer = probe(context).get("/api/v1/identity/export");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Who has not been settled yet is settled before they are erased, so that nothing of theirs is left. */
    @Test
    void isErasedWithAllThatWasSeenSince() {
        try (ConfigurableApplicationContext context = start(
                new Class<?>[] {IdentityApplication.class, Ahead.class},
                "erased",
                5,
                "--evenreach.identity.stitching.rule-poll-every=1h")) {
            visitForAds(context);
            List<Taken> taken = visits(context, 0, 20);
            assertThat(taken.getLast()).matches(DeferredIT::isDeferred);
            UUID profile = Objects.requireNonNull(taken.getFirst().answer().profileId());

            assertThat(context.getBean(TakingBack.class).erase(profile, "test")).hasValueSatisfying(erasure -> {
                assertThat(erasure.identifiers()).isEqualTo(22);
                assertThat(erasure.erasedAt())
                        .as("by the clock that dates what arrives")
                        .isBeforeOrEqualTo(clockOfDatabase());
            });

            assertThat(jdbc.sql("select count(*) from erased.evidence_key")
                            .query(Long.class)
                            .single())
                    .isZero();
        }
    }

    private static void visitForAds(ConfigurableApplicationContext context) {
        RawObservation forAds = new RawObservation(
                "for-ads",
                BEGIN.minusSeconds(1),
                "test",
                ContactDomain.PRIVATE,
                EvidenceKind.LOGIN,
                List.of(
                        new RawIdentifier("login_id", "shop", "forgetful"),
                        new RawIdentifier("cookie", "shop", "for-ads")),
                Set.of(Purpose.ADS),
                true);
        context.getBean(Intake.class).take("platform", List.of(forAds));
    }

    /** Whoever waits is in the metrics of every instance, since when they first had to, until whichever settles them. */
    @Test
    void isInTheMetricsUntilItIsSettled() {
        String often = "--evenreach.identity.backlog-every=100ms";
        try (ConfigurableApplicationContext idle =
                start("measured", 5, "--evenreach.identity.stitching.rule-poll-every=1h", often)) {
            visitForAds(idle);
            visits(idle, 0, 20);
            awaitGauge(idle, "evenreach.stitching.deferred", 1);
            assertThat(gauge(idle, "evenreach.stitching.undetermined")).isZero();
            assertThat(gauge(idle, "evenreach.identity.rules.applied")).isOne();

            jdbc.sql("update measured.component set waits_since = waits_since - interval '1 hour'")
                    .update();
            visits(idle, 20, 21);
            UUID evidence = jdbc.sql("select id from measured.evidence order by first_at limit 1")
                    .query(UUID.class)
                    .single();
            probe(idle).delete("/api/v1/identity/evidence/" + evidence);
            awaitGauge(idle, "evenreach.stitching.undetermined", 1);
            assertThat(gauge(idle, "evenreach.stitching.deferred")).isZero();
            assertThat(gauge(idle, "evenreach.stitching.age")).isBetween(3_600.0, 7_200.0);

            jdbc.sql("insert into measured.quarantine (key, degree, persons_max) values ('\\x01', 4, 3)")
                    .update();
            jdbc.sql("insert into measured.quarantine_due (key, since) values ('\\x01', now() - interval '1 hour')")
                    .update();
            awaitGauge(idle, "evenreach.quarantine.undecided", 1);
            assertThat(gauge(idle, "evenreach.quarantine.identifiers")).isOne();
            assertThat(gauge(idle, "evenreach.quarantine.undecided.age")).isBetween(3_600.0, 7_200.0);
            jdbc.sql("delete from measured.quarantine_due").update();
            jdbc.sql("delete from measured.quarantine").update();

            changeRules(idle, IdentifierType.OAID, 21);
            jdbc.sql("update measured.rule_set set applied_until = 4611686018427387904 where version = 2")
                    .update();
            awaitGauge(idle, "evenreach.identity.rules.applied", 0.5);
            assertThat(gauge(idle, "evenreach.identity.rules.applying")).isPositive();

            try (ConfigurableApplicationContext working = start("measured", 5, often)) {
                for (ConfigurableApplicationContext each : List.of(idle, working)) {
                    awaitGauge(each, "evenreach.identity.rules.applied", 1);
                    awaitGauge(each, "evenreach.stitching.undetermined", 0);
                    awaitGauge(each, "evenreach.stitching.age", 0);
                    awaitGauge(each, "evenreach.quarantine.undecided.age", 0);
                    awaitGauge(each, "evenreach.identity.rules.applying", 0);
                }
            }
        }
    }

    private static void awaitGauge(ConfigurableApplicationContext context, String name, double value) {
        await().untilAsserted(() -> assertThat(gauge(context, name)).as(name).isEqualTo(value));
    }

    private static double gauge(ConfigurableApplicationContext context, String name) {
        return context.getBean(MeterRegistry.class).get(name).gauge().value();
    }

    private Instant clockOfDatabase() {
        return jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    @Test
    void isNotExplainedWhereTooMuchIsKnown() {
        try (ConfigurableApplicationContext context =
                start("explained", 1_000, "--evenreach.identity.stitching.explain-rows-max=10")) {
            visits(context, 0, 10);
            HttpProbe caller = HttpProbe.atPort(
                            context.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
                    .withToken(TestTokens.withScopes(Scopes.IDENTITY_READ));
            Map<String, Object> asked =
                    Map.of("a", id("login_id", "shop", "forgetful"), "b", id("cookie", "shop", "cookie-3"));
            assertThat(caller.post("/api/v1/identity/explanations", asked).status())
                    .isEqualTo(200);

            visits(context, 10, 11);

            assertThat(caller.post("/api/v1/identity/explanations", asked).code())
                    .isEqualTo("TOO_MUCH_EVIDENCE");
        }
    }

    /** Changed rules hold nobody up for as long as it takes to fold somebody of whom so much is known. */
    @Test
    void isLeftToTheBackgroundWhereRulesChangeToo() {
        try (ConfigurableApplicationContext context = start("rules", 5)) {
            visits(context, 0, 20);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(deferredIn("rules")).isZero());
            changeRules(context, IdentifierType.COOKIE, 10);

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(jdbc.sql("select count(*) from rules.component where rules_version <> 2")
                                            .query(Long.class)
                                            .single())
                                    .isZero());
            assertThat(jdbc.sql("select count(*) from rules.outbox where payload::jsonb ->> 'cause' = 'RULES_CHANGED'")
                            .query(Long.class)
                            .single())
                    .isZero();
            assertThat(jdbc.sql("select count(distinct profile_id) from rules.tenure")
                            .query(Long.class)
                            .single())
                    .as("ten cookies of theirs, and ten on their own")
                    .isEqualTo(11);
            keepsRulesFromNobodyElseWhereItCannotBeFolded(context);
        }
    }

    private void keepsRulesFromNobodyElseWhereItCannotBeFolded(ConfigurableApplicationContext context) {
        IntStream.range(0, 10).forEach(person -> visit(context, person, "own-" + person, 300 + person));
        long broken = jdbc.sql("select id from rules.component where evidence_rows = 1 order by id offset 4 limit 1")
                .query(Long.class)
                .single();
        jdbc.sql("create function rules.fail() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'this one cannot be folded'; end $$")
                .update();
        jdbc.sql("create trigger fails before update on rules.component for each row when (new.id = " + broken
                        + " and new.rules_version = 3) execute function rules.fail()")
                .update();
        changeRules(context, IdentifierType.COOKIE, 11);

        await("everybody else is settled by the new rules")
                .until(() -> jdbc.sql("select applied_at is not null from rules.rule_set where version = 3")
                        .query(Boolean.class)
                        .single());
        await().untilAsserted(() -> assertThat(jdbc.sql("select id from rules.component where rules_version <> 3")
                        .query(Long.class)
                        .list())
                .containsExactly(broken));
        jdbc.sql("drop trigger fails on rules.component").update();
        await().untilAsserted(() -> assertThat(deferredIn("rules")).isZero());
    }

    private static void changeRules(ConfigurableApplicationContext context, IdentifierType type, int perProfile) {
        Rules before = context.getBean(RulesInForce.class).now();
        Map<IdentifierType, TypeRule> types = new EnumMap<>(before.types());
        types.computeIfPresent(
                type,
                (same, rule) -> new TypeRule(rule.strength(), rule.priority(), perProfile, rule.personsPerKeyMax()));
        context.getBean(RuleChanges.class)
                .change(new Rules(2, types, before.identifiersPerProfileMax()), any -> true, "test", null);
    }

    /**
     * What would join more than can be folded stays quarantined; everybody it would have joined is settled again at once, and
     * not one after the other at the pace of those of whom much is known.
     */
    @Test
    void staysQuarantinedWhereItWouldJoinMoreThanCanBeFoldedAndKeepsNobodyWaiting() {
        try (ConfigurableApplicationContext context = start(
                "kiosk",
                5,
                "--evenreach.identity.stitching.fold-rows-max=20",
                "--evenreach.identity.stitching.rule-poll-every=5s")) {
            for (int person = 0; person < 16; person++) {
                visit(context, person, "kiosk", person);
            }
            await().untilAsserted(() -> assertThat(deferredIn("kiosk")).isZero());
            String kiosk = jdbc.sql("select encode(key, 'hex') from kiosk.quarantine")
                    .query(String.class)
                    .single();
            for (int person = 0; person < 16; person++) {
                visit(context, person, "one-of-" + person, 100 + person);
                visit(context, person, "other-of-" + person, 200 + person);
            }
            Set<String> before = owners("kiosk");

            HttpProbe.Answer answer = release(context, kiosk);

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(release(context, kiosk).body())
                    .as("the same while it waits")
                    .isEqualTo(answer.body());
            assertThat(jdbc.sql("select count(*) from kiosk.quarantine_due")
                            .query(Long.class)
                            .single())
                    .isOne();
            await().untilAsserted(() -> assertThat(deferredIn("kiosk")).isZero());
            assertThat(jdbc.sql("select count(*) from kiosk.quarantine_due")
                            .query(Long.class)
                            .single())
                    .isZero();
            assertThat(jdbc.sql("select count(*) from kiosk.quarantine")
                            .query(Long.class)
                            .single())
                    .isOne();
            assertThat(owners("kiosk")).isEqualTo(before);

            assertThat(release(context, kiosk).body()).as("the same again").isEqualTo(answer.body());
            await().untilAsserted(() -> assertThat(deferredIn("kiosk")).isZero());
            assertThat(owners("kiosk")).isEqualTo(before);
        }
    }

    private static HttpProbe.Answer release(ConfigurableApplicationContext context, String hash) {
        return probe(context)
                .post(
                        "/api/v1/identity/quarantine/" + hash + ":release",
                        Map.of("personsPerKey", 100, "reason", "a test"));
    }

    private static void visit(ConfigurableApplicationContext context, int person, String cookie, int second) {
        context.getBean(Intake.class)
                .take(
                        "platform",
                        List.of(new RawObservation(
                                "visit-" + person + "-" + cookie,
                                BEGIN.plusSeconds(second),
                                "test",
                                ContactDomain.PRIVATE,
                                EvidenceKind.LOGIN,
                                List.of(
                                        new RawIdentifier("login_id", "shop", "person-" + person),
                                        new RawIdentifier("cookie", "shop", cookie)),
                                Purpose.ALL,
                                false)));
    }

    private static boolean isDeferred(Taken taken) {
        return taken.answer().reasons().contains("DEFERRED");
    }

    private static List<Taken> visits(ConfigurableApplicationContext context, int from, int to) {
        Intake intake = context.getBean(Intake.class);
        return IntStream.range(from, to)
                .mapToObj(i -> new RawObservation(
                        "visit-" + i,
                        BEGIN.plusSeconds(i),
                        "test",
                        ContactDomain.PRIVATE,
                        EvidenceKind.LOGIN,
                        List.of(
                                new RawIdentifier("login_id", "shop", "forgetful"),
                                new RawIdentifier("cookie", "shop", "cookie-" + i)),
                        Purpose.ALL,
                        false))
                .map(visit -> intake.take("platform", List.of(visit)).getFirst())
                .toList();
    }

    private long deferredIn(String schema) {
        return jdbc.sql("select count(*) from " + schema + ".component where rules_version <= 0")
                .query(Long.class)
                .single();
    }

    private Set<String> owners(String schema) {
        return jdbc
                .sql("select encode(key, 'hex') || ' ' || purposes || ' ' || valid_from || ' ' || valid_to || ' '"
                        + " || coalesce(profile_id::text, '-') from " + schema + ".tenure")
                .query(String.class)
                .list()
                .stream()
                .collect(Collectors.toSet());
    }

    private static ConfigurableApplicationContext start(String schema, int refoldRowsMax, String... more) {
        return start(new Class<?>[] {IdentityApplication.class}, schema, refoldRowsMax, more);
    }

    private static ConfigurableApplicationContext start(
            Class<?>[] sources, String schema, int refoldRowsMax, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.datasource.hikari.schema=" + schema,
                "--spring.flyway.default-schema=" + schema,
                "--spring.flyway.schemas=" + schema,
                "--evenreach.identity.stitching.refold-rows-max=" + refoldRowsMax,
                "--evenreach.outbox.source=/" + schema));
        arguments.addAll(List.of(more));
        return new SpringApplicationBuilder(sources).run(arguments.toArray(String[]::new));
    }

    /** An instance whose clock is ahead of that of the database. */
    static class Ahead {

        @Bean
        @Primary
        Clock ahead() {
            return Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2));
        }
    }
}
