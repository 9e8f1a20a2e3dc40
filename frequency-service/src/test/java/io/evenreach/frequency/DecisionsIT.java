package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.contracts.frequency.ExposureReported;
import io.evenreach.contracts.identity.KeyedIdentifier;
import io.evenreach.frequency.exposure.ExposureLog;
import io.evenreach.frequency.exposure.ExposurePace;
import io.evenreach.frequency.exposure.OutstandingExposures;
import io.evenreach.frequency.ledger.Journal;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalPosition;
import io.evenreach.frequency.ledger.JournalRow;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.HistoryCodec;
import io.evenreach.frequency.ledger.domain.Names;
import io.evenreach.frequency.ledger.domain.OwnerBook;
import io.evenreach.frequency.ledger.domain.TouchHistory;
import io.evenreach.frequency.ledger.domain.TouchIds;
import io.evenreach.frequency.rules.IdentityRules;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierRules.Standing;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identifiers.Strength;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What callers are promised, over HTTP and through the feeds, on real servers. */
@RealServers
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DecisionsIT {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(1);
        world.channel("search", null, Duration.ofMinutes(10));
        world.channel("wechat", null, Duration.ofMinutes(10));
        world.channel("video", null, Duration.ofMinutes(10));
        world.channel("hasty", null, Duration.ofSeconds(2));
        world.channel("notices", null, Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static void expectAllow(JsonNode decision) {
        assertThat(decision.path("outcome").asString()).as(decision.toString()).isEqualTo("ALLOW");
    }

    private static void expectDeny(JsonNode decision, String reason) {
        assertThat(decision.path("outcome").asString()).as(decision.toString()).isEqualTo("DENY");
        assertThat(decision.path("reason").asString()).as(decision.toString()).isEqualTo(reason);
    }

    private static String anyName() {
        return "c-" + UUID.randomUUID();
    }

    private static final Standing COOKIES = new Standing(Strength.COOKIE, 20, false);

    @Test
    void dropsWhatTheIdentityRulesBlockUntilTheyAreRolledBack() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 1_000));
        String name = "till-" + UUID.randomUUID();
        Map<String, Object> till = World.cookie(name);
        Map<String, Object> visitor = World.cookie(anyName());
        String granted = anyName();
        JsonNode before = world.decide(granted, "search", campaign, till);
        expectAllow(before);

        long blocking = world.feeds.rules(IdentifierType.COOKIE, COOKIES, name.toUpperCase(Locale.ROOT) + "*");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.decide("search", campaign, till)
                        .path("reason")
                        .asString("")
                        .equals("UNDETERMINED_IDENTITY"));
        String denied = anyName();
        expectDeny(world.decide(denied, "search", campaign, till), "UNDETERMINED_IDENTITY");
        JsonNode again = world.decide(granted, "search", campaign, till);
        expectAllow(again);
        assertThat(again.path("grantId")).as("what was granted before").isEqualTo(before.path("grantId"));
        assertThat(again.path("profileId")).isEqualTo(before.path("profileId"));
        HttpProbe.Answer shown =
                world.expose(List.of(World.exposure(anyName(), campaign, "search", List.of(till), Instant.now())));
        assertThat(shown.json().path("rejected").path(0).path("code").asString())
                .as(shown.body())
                .isEqualTo("INVALID_IDENTIFIER");
        JsonNode both = decideTogether(campaign, till, visitor);
        expectAllow(both);
        assertThat(both.path("profileId").asString())
                .as("what is left says who it is")
                .isEqualTo(ProfileIds.foundedBy(Feeds.cookie(String.valueOf(visitor.get("value")))
                                .key())
                        .toString());
        assertThat(rulesOf("/api/v1/decisions/explanation?requestId=" + denied)).isEqualTo(blocking);
        assertThat(rulesOf("/api/v1/decisions/" + both.path("grantId").asString() + "/explanation"))
                .isEqualTo(blocking);
        assertThat(rulesOf("/api/v1/decisions/" + before.path("grantId").asString() + "/explanation"))
                .as("what was granted before names the rules of then")
                .isLessThan(blocking);

        world.feeds.rules(IdentifierType.COOKIE, COOKIES);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.decide("search", campaign, till)
                        .path("outcome")
                        .asString()
                        .equals("ALLOW"));
    }

    @Test
    void filesUnderWhatIsTheStrongestByTheIdentityRules() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 1_000));
        Map<String, Object> phone = World.phone("138" + (10_000_000 + new Random().nextInt(89_999_999)));
        Map<String, Object> visitor = World.cookie(anyName());
        Hashed cookie = Feeds.cookie(String.valueOf(visitor.get("value")));
        Hashed number = Feeds.hash(IdentifierType.PHONE, "", String.valueOf(phone.get("value")));
        String byPhone = ProfileIds.foundedBy(number.key()).toString();
        String byCookie = ProfileIds.foundedBy(cookie.key()).toString();
        assertThat(decideTogether(campaign, visitor, phone).path("profileId").asString())
                .isEqualTo(byPhone);

        world.feeds.rules(IdentifierType.COOKIE, new Standing(Strength.PERSON, 500, true));

        expectAllow(await().atMost(Duration.ofSeconds(60))
                .until(() -> decideTogether(campaign, visitor, phone), isOf(byCookie)));
        world.expose(List.of(World.exposure(anyName(), campaign, "search", List.of(phone, visitor), Instant.now())));
        world.awaitExposures();
        assertThat(world.touchesOf(cookie))
                .filteredOn(Touch::isExposure)
                .singleElement()
                .satisfies(touch -> {
                    assertThat(touch.filedUnder()).isEqualTo(cookie.key());
                    assertThat(touch.strength()).isEqualTo(Strength.PERSON);
                });

        world.feeds.rules(IdentifierType.COOKIE, COOKIES);

        expectAllow(await().atMost(Duration.ofSeconds(60))
                .until(() -> decideTogether(campaign, visitor, phone), isOf(byPhone)));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static JsonNode decideTogether(UUID campaign, Map<String, Object>... identifiers) {
        HttpProbe.Answer answer = world.platform()
                .post(
                        "/api/v1/decisions",
                        Map.of("requests", List.of(World.ask(anyName(), "search", campaign, List.of(identifiers)))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("decisions").path(0);
    }

    private static Predicate<JsonNode> isOf(String profileId) {
        return decision -> decision.path("profileId").asString("").equals(profileId);
    }

    @Test
    void waitsForTheNewestIdentityRulesWhereNobodyHasLookedForASecond() throws Exception {
        IdentityRules rules = world.bean(IdentityRules.class);
        long began;
        long known;
        List<Long> read = new ArrayList<>();
        do {
            long told = world.feeds.rules(IdentifierType.COOKIE, COOKIES);
            await().atMost(Duration.ofSeconds(60)).until(() -> newestRules() == told);
            known = told;
            read.clear();
            began = System.nanoTime();
            try (Connection blocking = world.bean(DataSource.class).getConnection();
                    Statement sql = blocking.createStatement();
                    ExecutorService callers = Executors.newFixedThreadPool(2)) {
                tellTheNextRulesWhereNobodyCanLook(sql);
                Future<Long> one = callers.submit(() -> rules.now().version());
                Future<Long> other = callers.submit(() -> rules.now().version());
                Thread.sleep(300);
                blocking.commit();
                read.add(one.get());
                read.add(other.get());
            }
            // Whoever waits for a lock longer than that has given up.
        } while (System.nanoTime() - began > Duration.ofSeconds(4).toNanos());
        assertThat(read).containsExactly(known + 1, known + 1);
        assertThat(world.feeds.rules(IdentifierType.COOKIE, COOKIES)).isEqualTo(known + 1);
    }

    @Test
    void readsByTheNewestIdentityRulesAsSoonAsTheDatabaseIsBack() throws Exception {
        IdentityRules rules = world.bean(IdentityRules.class);
        long tookNanos;
        long known;
        long read;
        do {
            long told = world.feeds.rules(IdentifierType.COOKIE, COOKIES);
            await().atMost(Duration.ofSeconds(60)).until(() -> rules.now().version() == told);
            known = told;
            try (Connection blocking = world.bean(DataSource.class).getConnection();
                    Statement sql = blocking.createStatement();
                    ExecutorService callers = Executors.newFixedThreadPool(2)) {
                tellTheNextRulesWhereNobodyCanLook(sql);
                Future<Long> meanwhile = callers.submit(() -> rules.now().version());
                Future<Long> surely = callers.submit(() -> rules.newest().version());
                assertThat(meanwhile.get()).isEqualTo(known);
                assertThatThrownBy(surely::get).hasCauseInstanceOf(DataAccessException.class);
                blocking.commit();
            }
            long came = System.nanoTime();
            read = rules.now().version();
            tookNanos = System.nanoTime() - came;
            // Whoever waits for as long as that goes on with what was known.
        } while (tookNanos >= Duration.ofMillis(500).toNanos());
        assertThat(read).isEqualTo(known + 1);
        assertThat(world.feeds.rules(IdentifierType.COOKIE, COOKIES)).isEqualTo(known + 1);
    }

    /** Until the transaction ends; returns when what is known is too old to be used without looking. */
    private static void tellTheNextRulesWhereNobodyCanLook(Statement sql) throws Exception {
        sql.getConnection().setAutoCommit(false);
        sql.execute("lock table identity_rules in access exclusive mode");
        sql.execute("""
                insert into identity_rules (version, body)
                select version + 1, jsonb_set(body::jsonb, '{version}', to_jsonb(version + 1))::text
                  from identity_rules order by version desc limit 1""");
        Thread.sleep(1_100);
    }

    private static long newestRules() {
        return world.count("select coalesce(max(version), 1) from identity_rules");
    }

    @Test
    void keepsExposuresWaitingForTheIdentityRulesThatTheyWereReadBy() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 5));
        long known = world.feeds.rules(IdentifierType.COOKIE, COOKIES);
        Hashed visitor = Feeds.cookie(anyName());
        Instant now = Instant.now();
        world.bean(ExposureLog.class)
                .append(List.of(new ExposureLog.Keyed(
                        visitor.key().hex(),
                        new ExposureReported(
                                "platform",
                                anyName(),
                                campaign,
                                "search",
                                List.of(new KeyedIdentifier(
                                        "cookie", "site", visitor.key().hex(), visitor.mask())),
                                null,
                                now,
                                now,
                                null,
                                known + 1))));
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> world.touchesOf(visitor).isEmpty());

        assertThat(world.feeds.rules(IdentifierType.COOKIE, COOKIES)).isEqualTo(known + 1);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.touchesOf(visitor).size() == 1);
    }

    private static long rulesOf(String explanation) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> world.platform().get(explanation), answer -> answer.status() == 200)
                .json()
                .path("identityRulesVersion")
                .asLong(0);
    }

    @Test
    void deniesTheFourthSearchAskAndLeavesTheOtherChannelsAlone() {
        UUID campaign = world.activeCampaign(
                Feeds.row("search", 3), Feeds.row("wechat", 2, Duration.ofDays(7)), Feeds.row("video", 1));
        Map<String, Object> customer = World.cookie(anyName());
        for (int i = 0; i < 3; i++) {
            JsonNode allowed = world.decide("search", campaign, customer);
            expectAllow(allowed);
            assertThat(allowed.path("remaining").asInt()).isEqualTo(2 - i);
            confirm(campaign, "search", allowed.path("grantId").asString());
        }
        world.awaitExposures();
        JsonNode fourth = world.decide("search", campaign, customer);
        expectDeny(fourth, "PLAN_REACHED");
        assertThat(fourth.path("rule").path("count").asInt()).isEqualTo(3);
        assertThat(fourth.path("rule").path("target").asInt()).isEqualTo(3);
        expectAllow(world.decide("wechat", campaign, customer));
        expectAllow(world.decide("wechat", campaign, customer));
        expectDeny(world.decide("wechat", campaign, customer), "PLAN_REACHED");
        expectAllow(world.decide("video", campaign, customer));
        expectDeny(world.decide("video", campaign, customer), "PLAN_REACHED");
    }

    private static void confirm(UUID campaign, String channel, String grantId) {
        Map<String, Object> exposure = new LinkedHashMap<>();
        exposure.put("exposureId", UUID.randomUUID().toString());
        exposure.put("campaignId", campaign);
        exposure.put("channel", channel);
        exposure.put("occurredAt", Instant.now());
        exposure.put("grantId", grantId);
        HttpProbe.Answer answer = world.expose(List.of(exposure));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().path("accepted").asInt()).as(answer.body()).isEqualTo(1);
    }

    @Test
    void givesAnUnconfirmedGrantBackAfterItsTimeToLive() {
        UUID campaign = world.activeCampaign(Feeds.row("hasty", 1));
        long soonest = Long.MAX_VALUE;
        // A machine that stands still may delay one of them, and hardly five.
        for (int given = 1; given <= 5 && soonest > 1_000; given++) {
            Map<String, Object> customer = World.cookie(anyName());
            JsonNode first = world.decide("hasty", campaign, customer);
            expectAllow(first);
            Instant expiresAt = Instant.parse(first.path("expiresAt").asString());
            JsonNode second = world.decide("hasty", campaign, customer);
            if (!Instant.now().isBefore(expiresAt)) {
                continue;
            }
            expectDeny(second, "PLAN_REACHED");
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        JsonNode again = world.decide("hasty", campaign, customer);
                        return again.path("outcome").asString().equals("ALLOW");
                    });
            assertThat(Instant.now()).isAfterOrEqualTo(expiresAt);
            List<Touch> touches = touchesOfCookie(customer);
            assertThat(touches).extracting(Touch::state).containsExactly(TouchState.EXPIRED, TouchState.GRANTED);
            long after = touches.getLast().atMillis() - expiresAt.toEpochMilli();
            assertThat(after).isNotNegative();
            soonest = Math.min(soonest, after);
        }
        assertThat(soonest)
                .as("it came back soon after its expiry: the feed had no lag")
                .isLessThanOrEqualTo(1_000);
    }

    @Test
    void tellsOfAChannelWhoseGrantsExpireBeforeItsExposuresCome() {
        world.channel("overdue", null, Duration.ofMillis(100));
        world.channel("prompt", null, Duration.ofMinutes(10));
        for (String channel : List.of("overdue", "prompt")) {
            UUID campaign = world.activeCampaign(Feeds.row(channel, 1));
            List<Map<String, Object>> asks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                asks.add(World.ask(anyName(), channel, campaign, List.of(World.cookie(anyName()))));
            }
            JsonNode decisions = world.platform()
                    .post("/api/v1/decisions", Map.of("requests", asks))
                    .json()
                    .path("decisions");
            await().pollDelay(Duration.ofMillis(400)).until(() -> true);
            List<Map<String, Object>> exposures = new ArrayList<>();
            decisions.forEach(decision -> {
                Map<String, Object> exposure =
                        World.exposure(anyName(), campaign, channel, List.of(World.cookie("any")), Instant.now());
                exposure.put("grantId", decision.path("grantId").asString());
                exposures.add(exposure);
            });
            assertThat(world.expose(exposures).status()).isEqualTo(202);
        }

        JsonNode overdue = delayOf("overdue");
        assertThat(overdue.path("confirms").asInt()).isEqualTo(100);
        assertThat(overdue.path("grantTtl").asString()).isEqualTo("PT0.1S");
        assertThat(Duration.parse(overdue.path("p99").asString())).isGreaterThan(Duration.ofMillis(350));
        assertThat(overdue.path("exceedsGrantTtl").asBoolean()).isTrue();
        assertThat(delayOf("prompt").path("exceedsGrantTtl").asBoolean(true)).isFalse();
        Gauge p99 = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> world.bean(MeterRegistry.class)
                                .find("evenreach.confirm.delay.p99")
                                .tag("channel", "overdue")
                                .gauge(),
                        Objects::nonNull);
        assertThat(p99.value()).isBetween(0.35, 600.0);
        assertThat(world.probe(0)
                        .withToken(TestTokens.ofPartner("x", Scopes.REACH_READ))
                        .get("/api/v1/confirm-delays")
                        .status())
                .isEqualTo(404);
    }

    /** Once all are told that were sent. */
    private static JsonNode delayOf(String channel) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            for (JsonNode item : world.platform()
                                    .get("/api/v1/confirm-delays?limit=500")
                                    .json()
                                    .path("items")) {
                                if (item.path("channel").asString().equals(channel)) {
                                    return item;
                                }
                            }
                            return MissingNode.getInstance();
                        },
                        item -> item.path("confirms").asInt() == 100);
    }

    private static List<Touch> touchesOfCookie(Map<String, Object> cookie) {
        return world.touchesOf(Feeds.cookie(String.valueOf(cookie.get("value"))));
    }

    @Test
    void keepsWhatWasConfirmedInItsLastMoment() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("hasty", 1));
        boolean inTime = false;
        // A machine that stands still may let one moment pass, and hardly five.
        for (int moment = 1; moment <= 5 && !inTime; moment++) {
            Map<String, Object> customer = World.cookie(anyName());
            JsonNode allowed = world.decide("hasty", campaign, customer);
            expectAllow(allowed);
            Instant expiresAt = Instant.parse(allowed.path("expiresAt").asString());
            sleepUntil(expiresAt.minusMillis(500));
            confirm(campaign, "hasty", allowed.path("grantId").asString());
            inTime = Instant.now().isBefore(expiresAt);
            if (inTime) {
                world.awaitExposures();
                sleepUntil(expiresAt.plusSeconds(1));
                expectDeny(world.decide("hasty", campaign, customer), "PLAN_REACHED");
                assertThat(touchesOfCookie(customer)).extracting(Touch::state).containsExactly(TouchState.CONFIRMED);
            }
        }
        assertThat(inTime).isTrue();
    }

    private static void sleepUntil(Instant time) throws InterruptedException {
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), time).toMillis()));
    }

    @Test
    void takesAReleasedGrantBackAndSaysSoTwice() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 1));
        Map<String, Object> customer = World.cookie(anyName());
        String grantId =
                world.decide("search", campaign, customer).path("grantId").asString();
        for (int i = 0; i < 2; i++) {
            HttpProbe.Answer released = world.platform().post("/api/v1/decisions/" + grantId + ":release", "");
            assertThat(released.status()).as(released.body()).isEqualTo(200);
            assertThat(released.json().path("state").asString()).isEqualTo("RELEASED");
        }
        JsonNode next = world.decide("search", campaign, customer);
        expectAllow(next);
        confirm(campaign, "search", next.path("grantId").asString());
        world.awaitExposures();
        HttpProbe.Answer shown = world.platform()
                .post("/api/v1/decisions/" + next.path("grantId").asString() + ":release", "");
        assertThat(shown.status()).isEqualTo(409);
    }

    @Test
    void answersARepeatedRequestTheSameAndRefusesItForSomethingElse() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        UUID other = world.activeCampaign(Feeds.row("search", 3));
        Map<String, Object> customer = World.cookie(anyName());
        String requestId = UUID.randomUUID().toString();
        JsonNode first = world.decide(requestId, "search", campaign, customer);
        for (int i = 0; i < 20; i++) {
            assertThat(world.decide(requestId, "search", campaign, customer)).isEqualTo(first);
        }
        confirm(campaign, "search", first.path("grantId").asString());
        world.awaitExposures();
        assertThat(world.decide(requestId, "search", campaign, customer)).isEqualTo(first);
        assertThat(touchesOfCookie(customer)).hasSize(1);

        HttpProbe.Answer alone = world.platform()
                .post(
                        "/api/v1/decisions",
                        Map.of("requests", List.of(World.ask(requestId, "search", other, List.of(customer)))));
        assertThat(alone.status()).isEqualTo(409);
        Map<String, Object> stranger = World.cookie(anyName());
        HttpProbe.Answer batch = world.platform()
                .post(
                        "/api/v1/decisions",
                        Map.of(
                                "requests",
                                List.of(
                                        World.ask(requestId, "search", campaign, List.of(stranger)),
                                        World.ask(anyName(), "search", campaign, List.of(stranger)))));
        assertThat(batch.json().path("decisions").path(0).path("outcome").asString())
                .as(batch.body())
                .isEqualTo("CONFLICT");
        expectAllow(batch.json().path("decisions").path(1));
        assertThat(touchesOfCookie(stranger)).hasSize(1);
    }

    @Test
    void repeatsAnswersThatAreInTheJournalFromBeforeThereWereNotes() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        Map<String, Object> customer = World.cookie(anyName());
        String requestId = UUID.randomUUID().toString();
        JsonNode first = world.decide(requestId, "search", campaign, customer);
        confirm(campaign, "search", first.path("grantId").asString());
        world.awaitExposures();
        // A journal row of format 3 is the number of entries, here none, the number of grants, and each as in its note.
        long oldRow = world.count("select nextval('journal_row_id')");
        int moved = world.jdbc()
                .update(
                        """
                        with old as (
                            insert into journal (id, at_millis, body)
                            select ?, j.at_millis, decode('030001', 'hex') || substring(g.note from 8)
                              from grant_request g join journal j on j.id = g.journal_id where g.touch_id = ?
                            returning id)
                        update grant_request g set journal_id = old.id, note = null from old where g.touch_id = ?
                        """,
                        oldRow,
                        TouchIds.ofRequest("platform", requestId),
                        TouchIds.ofRequest("platform", requestId));
        assertThat(moved).isEqualTo(1);
        assertThat(world.decide(requestId, "search", campaign, customer)).isEqualTo(first);
    }

    @Test
    void letsJoinedIdentifiersShareOnePlanAndPartingRestoreWhatWas() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        Map<String, Object> one = World.cookie(anyName());
        Map<String, Object> other = World.cookie(anyName());
        Hashed oneKey = Feeds.cookie(String.valueOf(one.get("value")));
        Hashed otherKey = Feeds.cookie(String.valueOf(other.get("value")));
        expectAllow(world.decide("search", campaign, one));
        expectAllow(world.decide("search", campaign, one));
        JsonNode inFlight = world.decide("search", campaign, other);
        expectAllow(inFlight);
        List<Touch> before = world.touchesOf(otherKey);

        UUID joined = world.feeds.join(oneKey, otherKey);
        world.awaitIdentity();
        expectDeny(world.decide("search", campaign, one), "PLAN_REACHED");
        expectDeny(world.decide("search", campaign, other), "PLAN_REACHED");
        assertThat(world.touchesOf(joined)).hasSize(3);
        assertThat(world.touchesOf(otherKey)).isEmpty();
        // The grant that was under way when they were joined can still be confirmed, and its old profile id still means
        // the same person.
        confirm(campaign, "search", inFlight.path("grantId").asString());
        world.awaitExposures();
        assertThat(world.touchesOf(joined))
                .filteredOn(touch -> touch.state() == TouchState.CONFIRMED)
                .singleElement()
                .satisfies(touch -> assertThat(touch.causes()).contains(TouchCause.IDENTITY_MERGED));
        HttpProbe.Answer byOldId = world.platform()
                .post(
                        "/api/v1/decisions",
                        Map.of(
                                "requests",
                                List.of(Map.of(
                                        "requestId",
                                        anyName(),
                                        "channel",
                                        "search",
                                        "campaignId",
                                        campaign,
                                        "profileId",
                                        ProfileIds.foundedBy(otherKey.key())))));
        expectDeny(byOldId.json().path("decisions").path(0), "PLAN_REACHED");

        world.feeds.part(oneKey, otherKey);
        world.awaitIdentity();
        assertThat(world.touchesOf(otherKey)).singleElement().satisfies(touch -> {
            assertThat(touch.touchId()).isEqualTo(before.getFirst().touchId());
            assertThat(touch.causes()).isEmpty();
        });
        expectAllow(world.decide("search", campaign, one));
        expectDeny(world.decide("search", campaign, one), "PLAN_REACHED");
    }

    @Test
    void holdsAPersonOnEveryChannelAndIdentifierUntilTheHoldIsReleased() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 9), Feeds.row("wechat", 9));
        UUID service = UUID.randomUUID();
        world.feeds.campaign(
                service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 1, "SERVICE", Feeds.row("search", 9));
        world.awaitCampaign(service);
        Map<String, Object> one = World.cookie(anyName());
        Map<String, Object> other = World.cookie(anyName());
        Hashed oneKey = Feeds.cookie(String.valueOf(one.get("value")));
        Hashed otherKey = Feeds.cookie(String.valueOf(other.get("value")));
        world.feeds.join(oneKey, otherKey);
        world.awaitIdentity();
        UUID holdId = UUID.randomUUID();
        world.feeds.hold(holdId, "OPEN", oneKey);
        world.awaitHeldKeys(1);
        for (String channel : List.of("search", "wechat")) {
            expectDeny(world.decide(channel, campaign, one), "BRAND_HOLD");
            expectDeny(world.decide(channel, campaign, other), "BRAND_HOLD");
        }
        expectDeny(world.decide("wechat", null, other), "BRAND_HOLD");
        expectAllow(world.decide("search", service, other));
        // Whoever comes to own a held identifier is held, and whoever no longer does is not.
        world.feeds.part(oneKey, otherKey);
        world.awaitIdentity();
        expectAllow(world.decide("search", campaign, other));
        expectDeny(world.decide("search", campaign, one), "BRAND_HOLD");
        world.feeds.join(oneKey, otherKey);
        world.awaitIdentity();
        expectDeny(world.decide("search", campaign, other), "BRAND_HOLD");

        world.feeds.hold(holdId, "RELEASED", oneKey);
        world.awaitHeldKeys(0);
        expectAllow(world.decide("search", campaign, one));
        expectAllow(world.decide("wechat", campaign, other));
    }

    @Test
    void countsAnExposureOnceHoweverOftenAndUnderWhateverIdentifierItComes() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        Map<String, Object> one = World.cookie(anyName());
        Map<String, Object> other = World.cookie(anyName());
        Hashed oneKey = Feeds.cookie(String.valueOf(one.get("value")));
        Hashed otherKey = Feeds.cookie(String.valueOf(other.get("value")));
        world.feeds.join(oneKey, otherKey);
        world.awaitIdentity();
        String exposureId = UUID.randomUUID().toString();
        Instant at = Instant.now();
        for (int i = 0; i < 50; i++) {
            List<Map<String, Object>> twice = List.of(
                    World.exposure(exposureId, campaign, "search", List.of(i % 2 == 0 ? one : other), at),
                    World.exposure(exposureId, campaign, "search", List.of(other), at));
            assertThat(world.expose(twice).status()).isEqualTo(202);
        }
        world.awaitExposures();
        assertThat(world.touchesOf(oneKey)).singleElement().satisfies(touch -> {
            assertThat(touch.state()).isEqualTo(TouchState.UNGRANTED);
            assertThat(touch.causes()).contains(TouchCause.NEVER_GRANTED);
        });
        HttpProbe.Answer again =
                world.expose(List.of(World.exposure(exposureId, campaign, "search", List.of(one), at)));
        assertThat(again.json().path("duplicates").asInt()).isEqualTo(1);
        HttpProbe.Answer different =
                world.expose(List.of(World.exposure(exposureId, campaign, "wechat", List.of(one), at)));
        assertThat(different.json().path("rejected").path(0).path("code").asString())
                .isEqualTo("CONFLICTING_DUPLICATE");
    }

    @Test
    void countsAnExposureIdForOnePersonOnlyAndTellsTheOther() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        Map<String, Object> one = World.cookie(anyName());
        Map<String, Object> other = World.cookie(anyName());
        Instant at = Instant.now();
        String known = anyName();
        world.expose(List.of(World.exposure(known, campaign, "search", List.of(one), at)));
        world.awaitExposures();
        HttpProbe.Answer conflict =
                world.expose(List.of(World.exposure(known, campaign, "search", List.of(other), at)));
        assertThat(conflict.json().path("rejected").path(0).path("code").asString())
                .as(conflict.body())
                .isEqualTo("CONFLICTING_DUPLICATE");

        // Before the first is applied nobody can tell; then the ledger keeps one and tells of the other.
        Counter conflicts = world.bean(MeterRegistry.class).counter("evenreach.ledger.conflicts");
        double before = conflicts.count();
        String quick = anyName();
        world.expose(List.of(
                World.exposure(quick, campaign, "search", List.of(one), at),
                World.exposure(quick, campaign, "search", List.of(other), at)));
        world.awaitExposures();
        assertThat(conflicts.count()).isEqualTo(before + 1);
        assertThat(touchesOfCookie(one).size() + touchesOfCookie(other).size()).isEqualTo(2);
    }

    @Test
    void countsAnUngrantedExposureAgainstTheNextAsk() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 1));
        Map<String, Object> customer = World.cookie(anyName());
        world.expose(List.of(World.exposure(anyName(), campaign, "search", List.of(customer), Instant.now())));
        world.awaitExposures();
        expectDeny(world.decide("search", campaign, customer), "PLAN_REACHED");
    }

    @Test
    void allowsOnlyWhoIsOnTheList() {
        Map<String, Object> member = World.cookie(anyName());
        Map<String, Object> joinedToMember = World.cookie(anyName());
        Hashed memberKey = Feeds.cookie(String.valueOf(member.get("value")));
        Hashed joinedKey = Feeds.cookie(String.valueOf(joinedToMember.get("value")));
        UUID campaign = UUID.randomUUID();
        world.feeds.audience(campaign, 1, List.of(ProfileIds.foundedBy(memberKey.key())));
        world.feeds.campaign(
                campaign, "ACTIVE", new AudienceRef("LIST", null, 1), 1, "MARKETING", Feeds.row("video", 9));
        world.awaitCampaign(campaign);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.count("select count(*) from audience_member where campaign_id = ?", campaign) == 1);
        expectAllow(world.decide("video", campaign, member));
        expectDeny(world.decide("video", campaign, joinedToMember), "NOT_IN_AUDIENCE");
        // The list names the member; after a join under another profile id the member is still meant.
        world.feeds.own(ProfileIds.foundedBy(joinedKey.key()), List.of(joinedKey, memberKey));
        world.awaitIdentity();
        expectAllow(world.decide("video", campaign, joinedToMember));
        expectAllow(world.decide("video", campaign, member));
    }

    @Test
    void deniesASharedIdentifierAndKeepsItsExposuresAside() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        Map<String, Object> kiosk = World.cookie(anyName());
        Hashed key = Feeds.cookie(String.valueOf(kiosk.get("value")));
        world.feeds.own(null, List.of(key));
        world.awaitIdentity();
        expectDeny(world.decide("search", campaign, kiosk), "UNDETERMINED_IDENTITY");
        world.expose(List.of(World.exposure(anyName(), campaign, "search", List.of(kiosk), Instant.now())));
        world.awaitExposures();
        assertThat(world.touchesOf(key)).isEmpty();
        assertThat(world.touchesOf(ProfileIds.foundedBy(key.key(), "undetermined")))
                .hasSize(1);
        world.feeds.own(ProfileIds.foundedBy(key.key()), List.of(key));
        world.awaitIdentity();
        assertThat(world.touchesOf(key)).hasSize(1);
    }

    @Test
    void deniesACampaignThatIsNotActiveAndAChannelThatIsNotPlanned() {
        UUID draft = UUID.randomUUID();
        world.feeds.campaign(
                draft, "DRAFT", new AudienceRef("EVERYONE", null, 0), 1, "MARKETING", Feeds.row("search", 1));
        world.awaitCampaign(draft);
        expectDeny(world.decide("search", draft, World.cookie("x")), "CAMPAIGN_NOT_ACTIVE");
        UUID campaign = world.activeCampaign(Feeds.row("search", 1));
        expectDeny(world.decide("video", campaign, World.cookie("x")), "CHANNEL_NOT_PLANNED");
    }

    @Test
    void decidesByAChangedPlanAtOnce() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 1));
        TouchLedger ledger = world.bean(TouchLedger.class);
        Subject customer = new Subject.Identifiers(List.of(Feeds.cookie(anyName())));
        for (int plan = 1; plan <= 10; plan++) {
            if (plan > 1) {
                world.feeds.campaign(
                        campaign,
                        "ACTIVE",
                        new AudienceRef("EVERYONE", null, 0),
                        1,
                        "MARKETING",
                        Feeds.row("search", plan));
                awaitStored(campaign, plan);
            }
            // Nobody waits until the instance has looked for changed plans by itself.
            List<LedgerVerdict> verdicts = ledger.apply(List.of(
                    new Ask("platform", anyName(), "search", campaign, customer),
                    new Ask("platform", anyName(), "search", campaign, customer)));
            assertThat(verdicts.getFirst()).isInstanceOf(Allowed.class);
            assertThat(((Denied) verdicts.getLast()).rules())
                    .extracting(RuleFinding::rule)
                    .containsExactly(new RuleFinding.Rule.Plan(campaign, plan, 0, "search"));
        }
    }

    private static void awaitStored(UUID campaign, int version) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() ->
                        world.count("select version from campaign_policy where campaign_id = ?", campaign) == version);
    }

    @Test
    void letsAPersonWhoseTimeIsAheadMoveNobodyElsesInTheBatch() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 9));
        Map<String, Object> ahead = World.cookie(anyName());
        Map<String, Object> other = World.cookie(anyName());
        world.decide("search", campaign, ahead);
        HistoryCodec codec = new HistoryCodec(world.bean(Names.class));
        UUID id = ProfileIds.foundedBy(
                Feeds.cookie(String.valueOf(ahead.get("value"))).key());
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        byte[] state = Objects.requireNonNull(
                world.jdbc().queryForObject("select state from touch_history where profile_id = ?", byte[].class, id));
        world.jdbc()
                .update(
                        "update touch_history set state = ? where profile_id = ?",
                        codec.encode(codec.decode(state).apply(List.of(), tomorrow.toEpochMilli())),
                        id);
        JsonNode decisions = world.platform()
                .post(
                        "/api/v1/decisions",
                        Map.of(
                                "requests",
                                List.of(
                                        World.ask(anyName(), "search", campaign, List.of(ahead)),
                                        World.ask(anyName(), "search", campaign, List.of(other)))))
                .json()
                .path("decisions");
        assertThat(Instant.parse(decisions.path(0).path("expiresAt").asString()))
                .isAfter(tomorrow);
        assertThat(Instant.parse(decisions.path(1).path("expiresAt").asString()))
                .isBefore(tomorrow);
    }

    @Test
    void tellsWhatEveryPlanRowSaid() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 5, Duration.ofDays(7)), Feeds.row("search", 1));
        Map<String, Object> customer = World.cookie(anyName());
        String grantId =
                world.decide("search", campaign, customer).path("grantId").asString();
        JsonNode granted = world.platform()
                .get("/api/v1/decisions/" + grantId + "/explanation")
                .json()
                .path("rules");
        assertThat(List.of(
                        granted.path(0).path("target").asInt(),
                        granted.path(1).path("target").asInt()))
                .containsExactly(1, 5);
        JsonNode denied = world.decide("search", campaign, customer);
        expectDeny(denied, "PLAN_REACHED");
        assertThat(denied.path("rule").path("target").asInt()).isEqualTo(1);
        assertThat(denied.path("rules")).hasSize(2);
        assertThat(denied.path("rules").path(1).path("target").asInt()).isEqualTo(5);
        assertThat(denied.path("rules").path(1).path("count").asInt()).isEqualTo(1);
    }

    @Test
    void saysOfNoTimeThatItIsAppliedWhileSomethingAcceptedBeforeMayStillCome() {
        String watermark = "select min(applied_through) from exposure_watermark";
        OutstandingExposures.Hold sending =
                world.bean(OutstandingExposures.class).accept();
        String otherInstance = "another-instance";
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> world.count(watermark) <= sending.acceptedMillis());
        world.jdbc()
                .update(
                        "insert into exposure_producer values (?, ?, clock_timestamp() + interval '1 hour')",
                        otherInstance,
                        sending.acceptedMillis() + 100);
        sending.close();
        await().atMost(Duration.ofSeconds(60)).until(() -> world.count(watermark) == sending.acceptedMillis() + 100);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> world.count(watermark) == sending.acceptedMillis() + 100);
        // An instance that was silent for long is gone.
        world.jdbc()
                .update(
                        "update exposure_producer set seen_at = seen_at - interval '2 hours' where instance = ?",
                        otherInstance);
        world.awaitExposures();
    }

    @Test
    void holdsReportsUpWhileThoseBeforeThemWaitTooLongForTheLedger() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        Timer heldUp = world.bean(MeterRegistry.class).timer("evenreach.exposures.held.up");
        long before = heldUp.count();
        AtomicInteger sent = new AtomicInteger();
        Runnable send = () -> {
            expectAccepted(world.expose(fullReport(anyName(), campaign)));
            sent.incrementAndGet();
        };
        // Those sent while nothing can be counted have waited when it can, and are more than are read at a time; what
        // is
        // sent next is held up, if it comes in time.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            try (Connection blocking = world.bean(DataSource.class).getConnection();
                    Statement sql = blocking.createStatement()) {
                blocking.setAutoCommit(false);
                sql.execute("lock table exposure_claim in exclusive mode");
                long began = System.nanoTime();
                for (int i = 0;
                        i < 6
                                || System.nanoTime() - began
                                        < Duration.ofMillis(500).toNanos();
                        i++) {
                    send.run();
                }
                blocking.commit();
            }
            for (int i = 0; i < 6 && heldUp.count() == before; i++) {
                send.run();
            }
            return heldUp.count() > before;
        });
        world.awaitExposures();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.count("select count(*) from touch_view where campaign_id = ?", campaign)
                        == 1_000L * sent.get());
    }

    @Test
    void keepsWhatIsReportedBeforeItHoldsTheAnswerUp() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        ExposurePace pace = world.bean(ExposurePace.class);
        Timer heldUp = world.bean(MeterRegistry.class).timer("evenreach.exposures.held.up");
        Thread behind = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                pace.applied(Duration.ofHours(1));
                LockSupport.parkNanos(100_000);
            }
        });
        try (ExecutorService partner = Executors.newSingleThreadExecutor()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                String name = anyName();
                // It is told of at the end of the time for which the answer was held up.
                long before = heldUp.count();
                Future<HttpProbe.Answer> answer = partner.submit(() -> world.expose(fullReport(name, campaign)));
                boolean countedFirst = false;
                while (!answer.isDone()) {
                    boolean counted = !world.touchesOf(Feeds.cookie(name)).isEmpty();
                    countedFirst |= counted && heldUp.count() == before;
                }
                expectAccepted(answer.get());
                return countedFirst && heldUp.count() == before + 1;
            });
        } finally {
            behind.interrupt();
            behind.join();
        }
        world.awaitExposures();
    }

    @Test
    void holdsNobodyUpWhereNothingIsLeftToCountWhateverTheClockOfAnotherInstanceSays() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        world.awaitExposures();
        Timer heldUp = world.bean(MeterRegistry.class).timer("evenreach.exposures.held.up");
        long before = heldUp.count();
        for (int i = 0; i < 10; i++) {
            Hashed visitor = Feeds.cookie(anyName());
            Instant now = Instant.now();
            world.feeds.exposure(
                    new ExposureReported(
                            "platform",
                            anyName(),
                            campaign,
                            "search",
                            List.of(new KeyedIdentifier(
                                    "cookie", "site", visitor.key().hex(), visitor.mask())),
                            null,
                            now,
                            now,
                            null,
                            null),
                    visitor.key().hex(),
                    now.minus(Duration.ofHours(1)));
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> world.touchesOf(visitor).size() == 1);
            String name = anyName();
            expectAccepted(world.expose(
                    List.of(World.exposure(name, campaign, "search", List.of(World.cookie(name)), Instant.now()))));
        }
        assertThat(heldUp.count()).isEqualTo(before);
    }

    /** As many as one request may bring, each of somebody else; one of them is whoever has the name as a cookie. */
    private static List<Map<String, Object>> fullReport(String name, UUID campaign) {
        Instant now = Instant.now();
        return IntStream.range(0, ExposurePace.FULL_REPORT)
                .mapToObj(i -> World.exposure(
                        name + "-" + i, campaign, "search", List.of(World.cookie(i == 0 ? name : name + "-" + i)), now))
                .toList();
    }

    private static void expectAccepted(HttpProbe.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    @Test
    void givesNoPlaceBackWhileSomethingAcceptedBeforeMayStillCome() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("hasty", 1));
        Map<String, Object> customer = World.cookie(anyName());
        try (OutstandingExposures.Hold sending =
                world.bean(OutstandingExposures.class).accept()) {
            JsonNode allowed = world.decide("hasty", campaign, customer);
            expectAllow(allowed);
            Instant expiresAt = Instant.parse(allowed.path("expiresAt").asString());
            assertThat(sending.acceptedMillis()).isLessThan(expiresAt.toEpochMilli());
            sleepUntil(expiresAt.plusSeconds(1));
            expectDeny(world.decide("hasty", campaign, customer), "PLAN_REACHED");
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.decide("hasty", campaign, customer)
                        .path("outcome")
                        .asString()
                        .equals("ALLOW"));
    }

    @Test
    void showsAGrantAsExpiredOnceItHasGivenItsPlaceBack() {
        UUID campaign = world.activeCampaign(Feeds.row("hasty", 1));
        JsonNode allowed = world.decide("hasty", campaign, World.cookie(anyName()));
        String touches = "/api/v1/profiles/" + allowed.path("profileId").asString() + "/touches";
        await().atMost(Duration.ofSeconds(60)).until(() -> stateOfOnly(touches).equals("EXPIRED"));
        assertThat(Instant.now())
                .isAfterOrEqualTo(Instant.parse(allowed.path("expiresAt").asString()));
    }

    private static String stateOfOnly(String touches) {
        return world.platform()
                .get(touches)
                .json()
                .path("items")
                .path(0)
                .path("state")
                .asString("");
    }

    @Test
    void answersARepeatedKeyOnceForAsksAndExposures() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 1));
        Map<String, Object> customer = World.cookie(anyName());
        world.decide("search", campaign, customer);
        Map<String, Object> asks =
                Map.of("requests", List.of(World.ask(anyName(), "search", campaign, List.of(customer))));
        Map<String, String> key = Map.of("Idempotency-Key", anyName());
        HttpProbe.Answer denied = world.platform().post("/api/v1/decisions", asks, key);
        expectDeny(denied.json().path("decisions").path(0), "PLAN_REACHED");
        world.feeds.campaign(
                campaign, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 100, "MARKETING", Feeds.row("search", 2));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.decide("search", campaign, customer)
                        .path("outcome")
                        .asString()
                        .equals("ALLOW"));
        HttpProbe.Answer again = world.platform().post("/api/v1/decisions", asks, key);
        assertThat(again.body()).isEqualTo(denied.body());
        Map<String, Object> others =
                Map.of("requests", List.of(World.ask(anyName(), "search", campaign, List.of(customer))));
        assertThat(world.platform().post("/api/v1/decisions", others, key).status())
                .isEqualTo(422);

        Map<String, Object> exposures = Map.of(
                "exposures", List.of(World.exposure(anyName(), campaign, "search", List.of(customer), Instant.now())));
        HttpProbe.Answer accepted = world.platform().post("/api/v1/exposures", exposures, key);
        assertThat(accepted.status()).isEqualTo(202);
        world.awaitExposures();
        assertThat(world.platform().post("/api/v1/exposures", exposures, key).body())
                .isEqualTo(accepted.body());

        // While the first still runs a second waits its turn; where the first died, the next one runs.
        world.jdbc().update("update idempotency_key set status = null, body = null where route = '/api/v1/exposures'");
        assertThat(world.platform().post("/api/v1/exposures", exposures, key).status())
                .isEqualTo(409);
        world.jdbc()
                .update("update idempotency_key set created_at = created_at - interval '2 minutes'"
                        + " where route = '/api/v1/exposures'");
        assertThat(world.platform()
                        .post("/api/v1/exposures", exposures, key)
                        .json()
                        .path("duplicates")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void refusesToKeepARefusalUnderAKey() {
        Map<String, String> key = Map.of("Idempotency-Key", anyName());
        assertThat(world.platform()
                        .post("/api/v1/decisions", Map.of("requests", List.of()), key)
                        .status())
                .isGreaterThanOrEqualTo(400);
        UUID campaign = world.activeCampaign(Feeds.row("search", 1));
        Map<String, Object> asks =
                Map.of("requests", List.of(World.ask(anyName(), "search", campaign, List.of(World.cookie(anyName())))));
        assertThat(world.platform().post("/api/v1/decisions", asks, key).status())
                .isEqualTo(200);
    }

    @Test
    void explainsAGrant() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        Map<String, Object> customer = World.cookie(anyName());
        world.decide("search", campaign, customer);
        String grantId =
                world.decide("search", campaign, customer).path("grantId").asString();
        JsonNode explanation = world.platform()
                .get("/api/v1/decisions/" + grantId + "/explanation")
                .json();
        assertThat(explanation.path("state").asString()).isEqualTo("GRANTED");
        assertThat(explanation.path("campaignId").asString()).isEqualTo(campaign.toString());
        assertThat(explanation.path("remaining").asInt()).isEqualTo(1);
        JsonNode rule = explanation.path("rules").path(0);
        assertThat(rule.path("count").asInt()).isEqualTo(1);
        assertThat(rule.path("target").asInt()).isEqualTo(3);
        assertThat(rule.path("window").asString()).isEqualTo("CAMPAIGN");
        assertThat(rule.path("campaignVersion").asInt()).isEqualTo(1);
        confirm(campaign, "search", grantId);
        world.awaitExposures();
        assertThat(world.platform()
                        .get("/api/v1/decisions/" + grantId + "/explanation")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("CONFIRMED");
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void foldsItsJournalToTheSameBytes() {
        HistoryCodec codec = new HistoryCodec(world.bean(Names.class));
        Journal journal = world.bean(Journal.class);
        Map<UUID, TouchHistory> folded = new HashMap<>();
        Map<UUID, Long> versions = new HashMap<>();
        JournalPosition place = JournalPosition.START;
        while (true) {
            List<JournalRow> rows = journal.readAfter(place, 7, journal.horizon());
            if (rows.isEmpty()) {
                break;
            }
            for (JournalRow row : rows) {
                assertThat(row.position()).isGreaterThan(place);
                place = row.position();
                for (JournalEntry entry : row.entries()) {
                    assertThat(entry.version()).isEqualTo(versions.merge(entry.profileId(), 1L, Long::sum));
                    TouchHistory before = folded.getOrDefault(entry.profileId(), TouchHistory.EMPTY);
                    folded.put(entry.profileId(), before.apply(entry.changes(), entry.nowMillis()));
                }
            }
        }
        List<UUID> seen = new ArrayList<>();
        world.jdbc().query("select profile_id, version, state from touch_history where version > 0", row -> {
            UUID profile = row.getObject(1, UUID.class);
            seen.add(profile);
            assertThat(versions.get(profile)).isEqualTo(row.getLong(2));
            assertThat(codec.encode(Objects.requireNonNull(folded.get(profile))))
                    .isEqualTo(row.getBytes(3));
        });
        assertThat(seen).hasSizeGreaterThan(5);
        assertThat(folded.keySet()).containsExactlyInAnyOrderElementsOf(seen);
    }

    // ---- service messages, by who is one person for them

    private static UUID serviceCampaign(String channel, int plan) {
        UUID service = UUID.randomUUID();
        world.feeds.campaign(
                service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 1, "SERVICE", Feeds.row(channel, plan));
        world.awaitCampaign(service);
        return service;
    }

    /** What becomes of one ask after the other. */
    private static List<String> outcomes(UUID campaign, Hashed... asked) {
        List<String> outcomes = new ArrayList<>();
        for (Hashed one : asked) {
            JsonNode decision = world.decide("notices", campaign, byKey(one));
            outcomes.add(
                    decision.path("reason").asString(decision.path("outcome").asString()));
        }
        return outcomes;
    }

    private static final Map<Hashed, String> COOKIES_BY_KEY = new HashMap<>();

    private static Hashed anyCookie() {
        String name = anyName();
        Hashed cookie = Feeds.cookie(name);
        COOKIES_BY_KEY.put(cookie, name);
        return cookie;
    }

    private static Map<String, Object> byKey(Hashed cookie) {
        return World.cookie(Objects.requireNonNull(COOKIES_BY_KEY.get(cookie)));
    }

    private static final String ALLOW = "ALLOW";
    private static final String REACHED = "PLAN_REACHED";

    @Test
    void countsServiceMessagesOnceForWhoeverIsOnePersonForServiceOnly() {
        UUID service = serviceCampaign("notices", 3);
        Hashed y = anyCookie();
        Hashed z = anyCookie();
        world.feeds.joinFor("SERVICE", y, z);
        world.awaitIdentity();
        String request = anyName();
        JsonNode first = world.decide(request, "notices", service, byKey(y));
        expectAllow(first);
        assertThat(world.decide(request, "notices", service, byKey(z)).path("grantId"))
                .as("asked again under the other identifier")
                .isEqualTo(first.path("grantId"));
        assertThat(outcomes(service, y, z, z)).containsExactly(ALLOW, ALLOW, REACHED);
        UUID marketing = world.activeCampaign(Feeds.row("notices", 1));
        assertThat(outcomes(marketing, y, z)).as("two people for advertising").containsExactly(ALLOW, ALLOW);

        world.feeds.partFor("SERVICE", z);
        world.awaitIdentity();
        assertThat(outcomes(service, y, y)).as("who had two").containsExactly(ALLOW, REACHED);
        assertThat(outcomes(service, z, z, z)).as("who had one").containsExactly(ALLOW, ALLOW, REACHED);
        assertThat(world.count(
                        "select count(*) from service_owner where key = ?",
                        z.key().bytes()))
                .isZero();
    }

    @Test
    void takesInWhoFoundedAProfileAfterWhoeverWasTakenForItIsSomebodyElseForService() {
        Hashed founder = anyCookie();
        Hashed recycled = anyCookie();
        UUID person = ProfileIds.foundedBy(founder.key());
        UUID other = ProfileIds.foundedBy(anyCookie().key());
        UUID another = ProfileIds.foundedBy(anyCookie().key());
        Instant since = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        world.feeds.change(List.of(world.feeds.move(recycled, since, null, person, false)));
        world.feeds.changeFor("SERVICE", world.feeds.move(recycled, since, null, other, false));
        world.awaitIdentity();
        world.feeds.change(List.of(world.feeds.move(founder, null, null, person, false)));
        world.awaitIdentity();
        world.feeds.changeFor("SERVICE", world.feeds.move(founder, null, null, another, false));
        world.awaitIdentity();
        assertThat(world.jdbc()
                        .queryForList(
                                "select profile_id from service_span where filed_under = ?",
                                UUID.class,
                                OwnerBook.nameOf(person).bytes()))
                .containsExactly(another);
        world.feeds.part(founder, recycled);
        world.awaitIdentity();
    }

    @Test
    void countsServiceMessagesApartForWhoeverIsOnePersonForAdvertisingOnly() {
        UUID service = serviceCampaign("notices", 3);
        UUID marketing = world.activeCampaign(Feeds.row("notices", 3));
        Hashed a = anyCookie();
        Hashed b = anyCookie();
        world.feeds.joinFor("ADS", a, b);
        world.awaitIdentity();
        assertThat(outcomes(service, a, a, a, a, b, b, b, b))
                .containsExactly(ALLOW, ALLOW, ALLOW, REACHED, ALLOW, ALLOW, ALLOW, REACHED);
        assertThat(outcomes(marketing, a, a, b, b)).containsExactly(ALLOW, ALLOW, ALLOW, REACHED);

        world.feeds.joinFor("SERVICE", a, b);
        world.awaitIdentity();
        UUID another = serviceCampaign("notices", 7);
        assertThat(outcomes(another, a, b)).containsExactly(ALLOW, ALLOW);
        assertThat(outcomes(service, a, b)).as("had six together").containsExactly(REACHED, REACHED);
        world.feeds.part(b);
        world.awaitIdentity();
        assertThat(outcomes(another, a, b)).containsExactly(ALLOW, ALLOW);
        assertThat(outcomes(service, a, b)).as("had three each").containsExactly(REACHED, REACHED);
        assertThat(outcomes(marketing, b, b, b)).as("had one").containsExactly(ALLOW, ALLOW, REACHED);
    }

    @Test
    void countsAnExposureUnderAnyIdentifierOfWhoeverIsOnePersonForService() {
        UUID service = serviceCampaign("notices", 2);
        Hashed y = anyCookie();
        Hashed z = anyCookie();
        world.expose(List.of(World.exposure(anyName(), service, "notices", List.of(byKey(z)), Instant.now())));
        world.awaitExposures();
        world.feeds.joinFor("SERVICE", y, z);
        world.awaitIdentity();
        JsonNode granted = world.decide("notices", service, byKey(y));
        expectAllow(granted);
        assertThat(granted.path("remaining").asInt()).isZero();
        Map<String, Object> shown = World.exposure(anyName(), service, "notices", List.of(byKey(z)), Instant.now());
        shown.put("grantId", granted.path("grantId").asString());
        world.expose(List.of(shown));
        world.awaitExposures();
        JsonNode denied = world.decide("notices", service, byKey(z));
        expectDeny(denied, REACHED);
        assertThat(denied.path("rules").path(0).path("count").asInt())
                .as("%s", denied)
                .isEqualTo(2);
    }
}
