package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.contracts.campaign.CampaignChanged.PlanRow;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.frequency.rules.IdentityRules;
import io.evenreach.identifiers.IdentifierRules.Standing;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identifiers.Strength;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Broken input is refused and changes nothing; partners see only what is theirs. */
@RealServers
class EdgesIT {

    private static final String WITHOUT_AN_ANSWER =
            " from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";

    private static World world;
    private static UUID campaign;

    @BeforeAll
    static void start() {
        world = World.of(1);
        world.channel("brand", null, Duration.ofMinutes(10));
        world.channel("channel-of-x", "x", Duration.ofMinutes(10));
        world.channel("channel-of-y", "y", Duration.ofMinutes(10));
        campaign =
                world.activeCampaign(Feeds.row("brand", 3), Feeds.row("channel-of-x", 2), Feeds.row("channel-of-y", 2));
    }

    /** A test that takes the database away leaves feeds behind that nothing was heard of meanwhile. */
    @AfterEach
    void everythingIsHeardOfAgain() {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            JsonNode decision = world.decide("brand", campaign, World.cookie("heard-of-again"));
            assertThat(decision.path("reason").asString("")).isNotIn("FEED_STALE", "LEDGER_UNAVAILABLE");
        });
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static Answer refusedWithoutATrace(Supplier<Answer> call) {
        world.awaitExposures();
        List<Long> before = traces();
        Answer answer = call.get();
        world.awaitExposures();
        assertThat(traces()).as("left behind by %s", answer.body()).isEqualTo(before);
        return answer;
    }

    /** Everything a command could leave behind. */
    private static List<Long> traces() {
        return List.of(
                world.count("select count(*) from journal"),
                world.count("select coalesce(sum(version), 0) from touch_history"),
                world.count("select count(*) from exposure_claim"),
                world.count("select count(*) from grant_request"),
                world.count("select count(*) from touch_archive"));
    }

    private static void expectProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    private static Map<String, Object> goodAsk() {
        return World.ask(UUID.randomUUID().toString(), "brand", campaign, List.of(World.cookie("someone")));
    }

    private static Map<String, Object> goodExposure() {
        return World.exposure(
                UUID.randomUUID().toString(), campaign, "brand", List.of(World.cookie("someone")), Instant.now());
    }

    private static Map<String, Object> with(Map<String, Object> body, String field, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(body);
        changed.put(field, value);
        return changed;
    }

    private static Map<String, Object> without(Map<String, Object> body, String field) {
        Map<String, Object> changed = new LinkedHashMap<>(body);
        changed.remove(field);
        return changed;
    }

    private static Answer ask(Map<String, Object> ask) {
        return world.platform().post("/api/v1/decisions", Map.of("requests", List.of(ask)));
    }

    private static Answer ask(Map<String, Object> one, Map<String, Object> other) {
        return world.platform().post("/api/v1/decisions", Map.of("requests", List.of(one, other)));
    }

    @Test
    void refusesBrokenJson() {
        for (String path : List.of("/api/v1/decisions", "/api/v1/exposures")) {
            expectProblem(
                    refusedWithoutATrace(() -> world.platform().post(path, "{\"requests\":[")), 400, "MALFORMED_JSON");
        }
    }

    @Test
    void refusesUnknownFields() {
        Answer answer = refusedWithoutATrace(() -> ask(goodAsk(), with(goodAsk(), "colour", "red")));
        expectProblem(answer, 400, "UNKNOWN_FIELD");
        assertThat(answer.pointer()).isEqualTo("/requests/1/colour");
        expectProblem(
                refusedWithoutATrace(() -> world.expose(List.of(with(goodExposure(), "colour", "red")))),
                400,
                "UNKNOWN_FIELD");
    }

    @Test
    void refusesMoreThanAThousandItems() {
        List<Map<String, Object>> asks =
                IntStream.range(0, 1001).mapToObj(i -> goodAsk()).toList();
        List<Map<String, Object>> exposures =
                IntStream.range(0, 1001).mapToObj(i -> goodExposure()).toList();
        expectProblem(
                refusedWithoutATrace(() -> world.platform().post("/api/v1/decisions", Map.of("requests", asks))),
                400,
                "TOO_MANY_ITEMS");
        expectProblem(refusedWithoutATrace(() -> world.expose(exposures)), 400, "TOO_MANY_ITEMS");
    }

    @Test
    void refusesAnAskOnAnUnknownChannelOrForAnUnknownCampaign() {
        Answer channel = refusedWithoutATrace(() -> ask(goodAsk(), with(goodAsk(), "channel", "nowhere")));
        expectProblem(channel, 422, "UNKNOWN_CHANNEL");
        assertThat(channel.pointer()).isEqualTo("/requests/1/channel");
        Answer unknown = refusedWithoutATrace(() -> ask(with(goodAsk(), "campaignId", UUID.randomUUID())));
        expectProblem(unknown, 422, "UNKNOWN_CAMPAIGN");
        assertThat(unknown.pointer()).isEqualTo("/requests/0/campaignId");
    }

    @Test
    void refusesAnAskThatNamesNobodyOrTwice() {
        expectProblem(refusedWithoutATrace(() -> ask(without(goodAsk(), "identifiers"))), 422, "INVALID_FIELD");
        expectProblem(
                refusedWithoutATrace(() -> ask(with(goodAsk(), "profileId", UUID.randomUUID()))), 422, "INVALID_FIELD");
        expectProblem(
                refusedWithoutATrace(
                        () -> ask(with(goodAsk(), "identifiers", List.of(Map.of("type", "shoe_size", "value", "43"))))),
                422,
                "UNKNOWN_IDENTIFIER_TYPE");
        expectProblem(refusedWithoutATrace(() -> ask(without(goodAsk(), "requestId"))), 400, "INVALID_FIELD");
        expectProblem(
                refusedWithoutATrace(() -> ask(with(goodAsk(), "campaignId", "not a uuid"))), 400, "INVALID_FIELD");
    }

    @Test
    void deniesAnAskWhoseIdentifiersIdentifyNobody() {
        Answer answer = refusedWithoutATrace(
                () -> ask(with(goodAsk(), "identifiers", List.of(World.cookie("null"), World.phone("12")))));
        assertThat(answer.json().path("decisions").path(0).path("reason").asString())
                .isEqualTo("UNDETERMINED_IDENTITY");
    }

    @Test
    void rejectsExposuresOneByOne() {
        Instant now = Instant.now();
        List<Map<String, Object>> bad = List.of(
                with(goodExposure(), "channel", "nowhere"),
                with(goodExposure(), "campaignId", UUID.randomUUID()),
                with(goodExposure(), "occurredAt", now.plus(Duration.ofMinutes(6))),
                with(goodExposure(), "occurredAt", now.minus(Duration.ofDays(60))),
                with(goodExposure(), "identifiers", List.of(World.cookie("undefined"))),
                with(goodExposure(), "grantId", "made-up"));
        Answer answer = refusedWithoutATrace(() -> world.expose(bad));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("accepted").asInt()).isZero();
        List<String> codes = new ArrayList<>();
        for (JsonNode rejected : answer.json().path("rejected")) {
            assertThat(rejected.path("index").asInt()).isEqualTo(codes.size());
            codes.add(rejected.path("code").asString());
        }
        assertThat(codes)
                .containsExactly(
                        "UNKNOWN_CHANNEL",
                        "UNKNOWN_CAMPAIGN",
                        "TIME_IN_FUTURE",
                        "TOO_LATE",
                        "INVALID_IDENTIFIER",
                        "UNKNOWN_GRANT");
    }

    @Test
    void takesTheGoodExposuresOfAMixedBatch() {
        List<Map<String, Object>> mixed = List.of(
                with(goodExposure(), "channel", "nowhere"),
                with(goodExposure(), "identifiers", List.of(World.cookie("mixed"))));
        Answer answer = world.expose(mixed);
        assertThat(answer.json().path("accepted").asInt()).isEqualTo(1);
        world.awaitExposures();
        assertThat(world.touchesOf(Feeds.cookie("mixed"))).hasSize(1);
    }

    @Test
    void countsWhatHappenedJustBeforeTheFlightInTime() {
        // The window is the whole flight, so that everything since its start and thirty days before is in time.
        Instant early = Instant.now().minus(Duration.ofDays(39));
        Answer answer = world.expose(List.of(
                with(with(goodExposure(), "occurredAt", early), "identifiers", List.of(World.cookie("early-bird")))));
        assertThat(answer.json().path("accepted").asInt()).as(answer.body()).isEqualTo(1);
    }

    @Test
    void refusesCallersWithoutTheScope() {
        HttpProbe reader = world.probe(0).withToken(TestTokens.withScopes(Scopes.REACH_READ));
        HttpProbe nobody = world.probe(0);
        for (String path : List.of("/api/v1/decisions", "/api/v1/exposures")) {
            Object body = path.endsWith("decisions")
                    ? Map.of("requests", List.of(goodAsk()))
                    : Map.of("exposures", List.of(goodExposure()));
            expectProblem(refusedWithoutATrace(() -> reader.post(path, body)), 403, "MISSING_SCOPE");
            expectProblem(refusedWithoutATrace(() -> nobody.post(path, body)), 401, "UNAUTHENTICATED");
        }
        expectProblem(reader.get("/api/v1/decisions/x/explanation"), 403, "MISSING_SCOPE");
        expectProblem(reader.post("/api/v1/decisions/x:release", ""), 403, "MISSING_SCOPE");
    }

    @Test
    void knowsNoGrantThatItDidNotGive() {
        String grantId = world.decide("brand", campaign, World.cookie("tampered-with"))
                .path("grantId")
                .asString();
        char last = grantId.charAt(20) == 'A' ? 'B' : 'A';
        String tampered = grantId.substring(0, 20) + last + grantId.substring(21);
        for (String token : List.of("made-up", tampered)) {
            expectProblem(
                    refusedWithoutATrace(() -> world.platform().post("/api/v1/decisions/" + token + ":release", "")),
                    404,
                    "NOT_FOUND");
            expectProblem(world.platform().get("/api/v1/decisions/" + token + "/explanation"), 404, "NOT_FOUND");
        }
        assertThat(world.touchesOf(Feeds.cookie("tampered-with")))
                .extracting(Touch::state)
                .containsExactly(TouchState.GRANTED);
    }

    // ---- partners

    private static HttpProbe partner(String id) {
        return world.probe(0).withToken(TestTokens.ofPartner(id, Scopes.DECISION_ASK, Scopes.EXPOSURE_WRITE));
    }

    private static Answer askAs(String partner, Map<String, Object> ask) {
        return partner(partner).post("/api/v1/decisions", Map.of("requests", List.of(ask)));
    }

    private static Map<String, Object> askOn(String channel, String cookie) {
        return World.ask(UUID.randomUUID().toString(), channel, campaign, List.of(World.cookie(cookie)));
    }

    @Test
    void showsAPartnerNoChannelButItsOwn() {
        Answer others = refusedWithoutATrace(() -> askAs("x", askOn("channel-of-y", "p1")));
        Answer brands = refusedWithoutATrace(() -> askAs("x", askOn("brand", "p1")));
        Answer missing = refusedWithoutATrace(() -> askAs("x", askOn("nowhere", "p1")));
        for (Answer answer : List.of(others, brands, missing)) {
            expectProblem(answer, 422, "UNKNOWN_CHANNEL");
        }
        // Nothing but the name the partner sent itself tells them apart.
        assertThat(others.body().replace("channel-of-y", "nowhere")).isEqualTo(missing.body());

        Answer exposure = refusedWithoutATrace(() -> partner("x")
                .post(
                        "/api/v1/exposures",
                        Map.of("exposures", List.of(with(goodExposure(), "channel", "channel-of-y")))));
        assertThat(exposure.json().path("rejected").path(0).path("code").asString())
                .isEqualTo("UNKNOWN_CHANNEL");
    }

    @Test
    void givesEveryPartnerItsOwnProfileIdsAndLetsItAskByThem() {
        JsonNode seenByX = askAs("x", askOn("channel-of-x", "pair"))
                .json()
                .path("decisions")
                .path(0);
        JsonNode seenByY = askAs("y", askOn("channel-of-y", "pair"))
                .json()
                .path("decisions")
                .path(0);
        String own = ProfileIds.foundedBy(Feeds.cookie("pair").key()).toString();
        String idOfX = seenByX.path("profileId").asString();
        assertThat(idOfX)
                .isNotEqualTo(own)
                .isNotEqualTo(seenByY.path("profileId").asString());

        Map<String, Object> byId = new LinkedHashMap<>(without(askOn("channel-of-x", "-"), "identifiers"));
        byId.put("profileId", idOfX);
        JsonNode again = askAs("x", byId).json().path("decisions").path(0);
        assertThat(again.path("outcome").asString()).isEqualTo("ALLOW");
        assertThat(again.path("profileId").asString()).isEqualTo(idOfX);
        assertThat(again.path("remaining").asInt()).isZero();
        // Two by the partner's id and one of the other partner: all in the history of the same person.
        assertThat(world.touchesOf(Feeds.cookie("pair"))).hasSize(3);
    }

    @Test
    void tellsAPartnerThatThePlanIsReachedAndNothingElse() {
        askAs("x", askOn("channel-of-x", "curious"));
        askAs("x", askOn("channel-of-x", "curious"));
        JsonNode reached = askAs("x", askOn("channel-of-x", "curious"))
                .json()
                .path("decisions")
                .path(0);
        assertThat(reached.path("reason").asString()).isEqualTo("PLAN_REACHED");
        assertThat(reached.has("rule")).isFalse();

        UUID holdId = UUID.randomUUID();
        world.feeds.hold(holdId, "OPEN", Feeds.cookie("held"));
        world.awaitHeldKeys(1);
        JsonNode held = askAs("x", askOn("channel-of-x", "held"))
                .json()
                .path("decisions")
                .path(0);
        assertThat(held.path("reason").asString()).isEqualTo("NOT_ALLOWED");
        assertThat(held.has("rule")).isFalse();
        JsonNode full = world.decide("channel-of-x", campaign, World.cookie("held"));
        assertThat(full.path("reason").asString()).isEqualTo("BRAND_HOLD");
        world.feeds.hold(holdId, "RELEASED", Feeds.cookie("held"));
        world.awaitHeldKeys(0);
        expectProblem(partner("x").get("/api/v1/decisions/x/explanation"), 403, "MISSING_SCOPE");
    }

    @Test
    void letsAPartnerNeitherReleaseNorConfirmWhatAnotherWasGranted() {
        String grantId = askAs("x", askOn("channel-of-x", "stolen"))
                .json()
                .path("decisions")
                .path(0)
                .path("grantId")
                .asString();
        expectProblem(
                refusedWithoutATrace(() -> partner("y").post("/api/v1/decisions/" + grantId + ":release", "")),
                404,
                "NOT_FOUND");
        Answer confirm = refusedWithoutATrace(() -> partner("y")
                .post(
                        "/api/v1/exposures",
                        Map.of(
                                "exposures",
                                List.of(with(with(goodExposure(), "channel", "channel-of-y"), "grantId", grantId)))));
        assertThat(confirm.json().path("rejected").path(0).path("code").asString())
                .isEqualTo("UNKNOWN_GRANT");
        assertThat(partner("x")
                        .post("/api/v1/decisions/" + grantId + ":release", "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void keepsTheRequestIdsOfPartnersApart() {
        Map<String, Object> ofX = with(askOn("channel-of-x", "apart"), "requestId", "r-1");
        Map<String, Object> ofY = with(askOn("channel-of-y", "apart"), "requestId", "r-1");
        JsonNode x = askAs("x", ofX).json().path("decisions").path(0);
        JsonNode y = askAs("y", ofY).json().path("decisions").path(0);
        assertThat(x.path("outcome").asString()).isEqualTo("ALLOW");
        assertThat(y.path("outcome").asString()).isEqualTo("ALLOW");
        assertThat(x.path("grantId")).isNotEqualTo(y.path("grantId"));
    }

    @Test
    void allowsServiceMessagesWithoutTheLedgerWhereTheirChannelMayAndTellsIt() throws Exception {
        world.feeds.channel("bold", null, Duration.ofMinutes(10), "ALLOW");
        world.awaitChannel("bold");
        UUID service = UUID.randomUUID();
        PlanRow[] plan = {Feeds.row("bold", 3), Feeds.row("brand", 3)};
        world.feeds.campaign(service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 100, "SERVICE", plan);
        world.awaitCampaign(service);
        UUID marketing = world.activeCampaign(plan);
        Map<String, Object> cookie = World.cookie("served-unchecked");

        JsonNode allowed;
        JsonNode ofMarketing;
        JsonNode onAnother;
        try (Connection blocking = world.bean(DataSource.class).getConnection();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            blocking.setAutoCommit(false);
            try (Statement lock = blocking.createStatement()) {
                lock.execute("lock table touch_history in access exclusive mode");
            }
            Future<JsonNode> first = callers.submit(() -> world.decide("bold", service, cookie));
            Future<JsonNode> second = callers.submit(() -> world.decide("bold", marketing, cookie));
            Future<JsonNode> third = callers.submit(() -> world.decide("brand", service, cookie));
            allowed = first.get();
            ofMarketing = second.get();
            onAnother = third.get();
            blocking.rollback();
        }
        assertThat(allowed.path("outcome").asString()).as("%s", allowed).isEqualTo("ALLOW");
        assertThat(allowed.path("reason").asString()).isEqualTo("LEDGER_UNAVAILABLE");
        for (JsonNode denied : List.of(ofMarketing, onAnother)) {
            assertThat(denied.path("outcome").asString()).as("%s", denied).isEqualTo("DENY");
            assertThat(denied.path("reason").asString()).isEqualTo("LEDGER_UNAVAILABLE");
        }

        String grantId = allowed.path("grantId").asString();
        Map<String, Object> shown =
                World.exposure(UUID.randomUUID().toString(), service, "bold", List.of(cookie), Instant.now());
        Map<String, Object> ofSomethingElse =
                World.exposure(UUID.randomUUID().toString(), marketing, "bold", List.of(cookie), Instant.now());
        world.expose(List.of(with(shown, "grantId", grantId), with(ofSomethingElse, "grantId", grantId)));
        world.awaitExposures();
        assertThat(world.touchesOf(Feeds.cookie("served-unchecked")))
                .filteredOn(touch -> touch.state() == TouchState.UNGRANTED)
                .extracting(Touch::campaignId, Touch::causes)
                .containsExactlyInAnyOrder(
                        tuple(service, Set.of(TouchCause.ALLOWED_UNCHECKED)),
                        tuple(marketing, Set.of(TouchCause.NEVER_GRANTED)));
    }

    @Test
    void waitsForTheRulesOfADatabaseThatIsAwayOnceOnly() throws Exception {
        world.feeds.channel("steady", null, Duration.ofMinutes(10), "ALLOW");
        world.awaitChannel("steady");
        UUID service = UUID.randomUUID();
        world.feeds.campaign(
                service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 100, "SERVICE", Feeds.row("steady", 3));
        world.awaitCampaign(service);
        Policies policies = world.bean(Policies.class);
        IdentityRules rules = world.bean(IdentityRules.class);

        List<Connection> taken = new ArrayList<>();
        JsonNode answer;
        try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            takeEveryConnection(taken);
            // Whoever looked each time would wait 5 s for a connection, each time.
            Future<JsonNode> asked = caller.submit(() -> {
                for (int i = 0; i < 15; i++) {
                    policies.current();
                    rules.now();
                    Thread.sleep(150);
                }
                return world.decide("steady", service, World.cookie("steady-1"));
            });
            answer = asked.get(1, TimeUnit.MINUTES);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }

        assertThat(answer.path("outcome").asString()).as("%s", answer).isEqualTo("ALLOW");
        assertThat(answer.path("reason").asString()).isEqualTo("LEDGER_UNAVAILABLE");
    }

    @Test
    void goesOnFollowingPoliciesAndIdentityRulesWhereTheDatabaseNeverAnsweredALook() throws Exception {
        IdentityRules rules = world.bean(IdentityRules.class);
        JdbcTemplate jdbc = world.jdbc();
        jdbc.execute("create table silent as select true as silent");
        makeSilent("policy_revision", "revision");
        makeSilent("identity_rules", "version, body");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                Future<?> reading = callers.submit(rules::now);
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> world.count("select count(*)" + WITHOUT_AN_ANSWER) == 2);

                jdbc.execute("delete from silent");
                world.feeds.channel("after-silence", null, Duration.ofMinutes(10));
                long told = world.feeds.rules(IdentifierType.COOKIE, new Standing(Strength.COOKIE, 20, false));

                world.awaitChannel("after-silence");
                reading.get(1, TimeUnit.MINUTES);
                await().atMost(Duration.ofMinutes(1)).until(() -> rules.now().version() == told);
            } finally {
                jdbc.execute("select pg_terminate_backend(pid)" + WITHOUT_AN_ANSWER);
                for (String table : List.of("policy_revision", "identity_rules")) {
                    jdbc.execute("drop view " + table);
                    jdbc.execute("alter table silent_" + table + " rename to " + table);
                }
                jdbc.execute("drop table silent");
            }
        }
    }

    /** Whoever reads the table gets no answer for as long as it is silent. */
    private static void makeSilent(String table, String columns) {
        world.jdbc().execute("alter table " + table + " rename to silent_" + table);
        world.jdbc()
                .execute("create view " + table + " as select " + columns + " from silent_" + table
                        + " where case when exists (select from silent) then pg_sleep(600) is not null else true end");
    }

    private void takeEveryConnection(List<Connection> taken) throws SQLException {
        DataSource database = world.bean(DataSource.class);
        while (true) {
            try {
                taken.add(database.getConnection());
            } catch (SQLTransientConnectionException noneLeft) {
                return;
            }
        }
    }

    /** Each one more of the same person in a campaign of its own. */
    private static Supplier<Map<String, Object>> exposuresOf(String cookie) {
        UUID campaign = world.activeCampaign(Feeds.row("brand", 3));
        return () -> World.exposure(
                UUID.randomUUID().toString(), campaign, "brand", List.of(World.cookie(cookie)), Instant.now());
    }

    private static void bothAreAcceptedAndCountedOnce(Answer accepted, String cookie) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        assertThat(accepted.json().path("accepted").asInt()).isEqualTo(2);
        world.awaitExposures();
        assertThat(world.touchesOf(Feeds.cookie(cookie))).hasSize(2);
    }

    @Test
    void keepsExposuresWhileNobodyCanTellWhichWereCountedBeforeAndCountsEachOnce() throws Exception {
        Supplier<Map<String, Object>> exposures = exposuresOf("kept-without-claims");
        Map<String, Object> first = exposures.get();
        Map<String, Object> second = exposures.get();
        world.expose(List.of(first));
        world.awaitExposures();

        Answer accepted;
        try (Connection blocking = world.bean(DataSource.class).getConnection()) {
            blocking.setAutoCommit(false);
            try (Statement lock = blocking.createStatement()) {
                lock.execute("lock table exposure_claim in access exclusive mode");
            }
            accepted = world.expose(List.of(first, second));
            blocking.rollback();
        }
        bothAreAcceptedAndCountedOnce(accepted, "kept-without-claims");
    }

    @Test
    void keepsExposuresWhileTheDatabaseAnswersNothingAndCountsEachOnce() throws Exception {
        Supplier<Map<String, Object>> exposures = exposuresOf("kept-without-an-answer");
        Map<String, Object> first = exposures.get();
        Map<String, Object> second = exposures.get();
        world.expose(List.of(first));
        world.awaitExposures();

        // What is accepted is reckoned with for 10 s after the database was last there; a machine may be held up as
        // long.
        Answer accepted = reportedWithoutAnAnswer(first, second);
        for (int again = 0; again < 2 && accepted.status() == 503; again++) {
            world.awaitExposures();
            accepted = reportedWithoutAnAnswer(first, second);
        }
        bothAreAcceptedAndCountedOnce(accepted, "kept-without-an-answer");
    }

    /** Nobody is answered who asks for what a report needs, or says that it is outstanding. */
    private static Answer reportedWithoutAnAnswer(Map<String, Object> first, Map<String, Object> second)
            throws Exception {
        try (Connection blocking = world.bean(DataSource.class).getConnection();
                Statement sql = blocking.createStatement()) {
            blocking.setAutoCommit(false);
            sql.execute("lock table exposure_claim, exposure_producer, policy_revision, identity_rules"
                    + " in access exclusive mode");
            // Longer than the identity rules that are known are used without looking.
            Thread.sleep(1_100);
            Answer answer = world.expose(List.of(first, second));
            blocking.rollback();
            return answer;
        }
    }

    @Test
    void takesAGrantForWhoItWasGivenToWhereTheListOfIdentifiersIsEmpty() {
        UUID campaign = world.activeCampaign(Feeds.row("brand", 3));
        Map<String, Object> cookie = World.cookie("by-grant-alone");
        String grantId = world.decide("brand", campaign, cookie).path("grantId").asString();

        world.expose(List.of(with(
                World.exposure(UUID.randomUUID().toString(), campaign, "brand", List.of(), Instant.now()),
                "grantId",
                grantId)));
        world.awaitExposures();

        assertThat(world.touchesOf(Feeds.cookie("by-grant-alone")))
                .extracting(Touch::state)
                .containsExactly(TouchState.CONFIRMED);
    }
}
