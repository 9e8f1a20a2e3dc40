package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.frequency.ledger.domain.Assignment;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.Chance;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Campaigns that hold people out, over two instances. */
@RealServers
class HoldoutsIT {

    private static final int PERCENT = 10;
    private static final Duration SOON = Duration.ofSeconds(60);

    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(2);
        world.channel("search", "site", Duration.ofMinutes(10));
        world.channel("best", "site", Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static UUID campaign(int holdoutPercent, int priority, String channel, int target) {
        UUID id = UUID.randomUUID();
        world.feeds.heldOut(
                id, new AudienceRef("EVERYONE", null, 0), holdoutPercent, priority, Feeds.row(channel, target));
        world.awaitCampaign(id);
        return id;
    }

    /** For these alone, so that its report does not depend on what else is here. */
    private static void campaignFor(List<String> names, UUID id, int holdoutPercent, int target) {
        world.feeds.audience(
                id,
                1,
                names.stream()
                        .map(name -> ProfileIds.foundedBy(Feeds.cookie(name).key()))
                        .toList());
        await().atMost(SOON)
                .until(() ->
                        world.count("select count(*) from audience_member where campaign_id = ?", id) == names.size());
        world.feeds.heldOut(id, new AudienceRef("LIST", null, 1), holdoutPercent, 100, Feeds.row("search", target));
        world.awaitCampaign(id);
    }

    private static int bucket(UUID campaign, String name) {
        return Assignment.bucketOf(
                campaign, ProfileIds.foundedBy(Feeds.cookie(name).key()));
    }

    /** Somebody new who is held out, or is not. */
    private static String anyName(UUID campaign, int holdoutPercent, boolean heldOut) {
        while (true) {
            String name = "h-" + UUID.randomUUID();
            if (Assignment.isHeldOut(bucket(campaign, name), holdoutPercent) == heldOut) {
                return name;
            }
        }
    }

    private static String outcome(UUID campaign, String name) {
        return told(world.decide("search", campaign, World.cookie(name)));
    }

    private static String told(JsonNode decision) {
        return decision.path("outcome").asString().equals("ALLOW")
                ? "ALLOW"
                : decision.path("reason").asString();
    }

    private static JsonNode reach(UUID campaign) {
        return world.platform().get("/api/v1/campaigns/" + campaign + "/reach").json();
    }

    private static void awaitReach(UUID campaign, Consumer<JsonNode> asserted) {
        await().atMost(SOON).untilAsserted(() -> asserted.accept(reach(campaign)));
    }

    /** The report, once it knows of everything until now. */
    private static JsonNode reachAsOfNow(UUID campaign) {
        Instant now = Instant.now();
        return await().atMost(SOON)
                .until(
                        () -> reach(campaign),
                        report -> Instant.parse(report.path("asOf").asString()).isAfter(now));
    }

    private static void expose(UUID campaign, String name) {
        HttpProbe.Answer answer = world.expose(List.of(World.exposure(
                UUID.randomUUID().toString(), campaign, "search", List.of(World.cookie(name)), Instant.now())));
        assertThat(answer.json().path("accepted").asInt()).as(answer.body()).isEqualTo(1);
    }

    private static Set<String> heldOut(UUID campaign, List<String> names, int instance) {
        Set<String> heldOut = new HashSet<>();
        for (int from = 0; from < names.size(); from += 1_000) {
            List<String> part = names.subList(from, from + 1_000);
            HttpProbe.Answer answer = world.probe(instance)
                    .withToken(World.PLATFORM)
                    .post(
                            "/api/v1/decisions",
                            Map.of(
                                    "requests",
                                    part.stream()
                                            .map(name -> World.ask(
                                                    UUID.randomUUID().toString(),
                                                    "search",
                                                    campaign,
                                                    List.of(World.cookie(name))))
                                            .toList()));
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            for (int i = 0; i < part.size(); i++) {
                JsonNode decision = answer.json().path("decisions").path(i);
                String told = told(decision);
                assertThat(told).as(decision.toString()).isIn("ALLOW", "HOLDOUT");
                if (told.equals("HOLDOUT")) {
                    heldOut.add(part.get(i));
                }
            }
        }
        return heldOut;
    }

    @Test
    void holdsOneInTenOutTheSameOnEveryAskAndLeavesThemOutOfTheReport() {
        UUID campaign = UUID.fromString("0b1d3a60-0d7c-4d21-9a53-0d7c2ad0a001");
        List<String> names =
                IntStream.range(0, 2_000).mapToObj(i -> "customer-" + i).toList();
        campaignFor(names, campaign, PERCENT, 2);
        Set<String> expected = new HashSet<>();
        names.stream()
                .filter(name -> Assignment.isHeldOut(bucket(campaign, name), PERCENT))
                .forEach(expected::add);
        assertThat(expected).as("of 2,000, about").hasSizeBetween(150, 250);

        assertThat(heldOut(campaign, names, 0)).isEqualTo(expected);
        assertThat(heldOut(campaign, names, 1)).isEqualTo(expected);

        awaitReach(campaign, report -> {
            assertThat(report.path("eligible").asInt()).as(report.toString()).isEqualTo(2_000 - expected.size());
            assertThat(report.path("excluded").path("HOLDOUT").asInt())
                    .as(report.toString())
                    .isEqualTo(expected.size());
            assertThat(report.path("arms").toString())
                    .isEqualTo("{\"holdoutPercent\":10,\"heldOut\":" + expected.size() + ",\"mixed\":0}");
        });
    }

    @Test
    void thePostgresqlFunctionIsThatOfTheLedger() {
        UUID[] ids = IntStream.range(0, 20_000)
                .mapToObj(i -> i == 0 ? new UUID(0, 0) : i == 1 ? new UUID(-1, -1) : UUID.randomUUID())
                .toArray(UUID[]::new);
        UUID campaign = UUID.randomUUID();
        List<Integer> expected = new ArrayList<>();
        for (UUID id : ids) {
            expected.add(Assignment.bucketOf(campaign, id));
        }
        assertThat(world.jdbc()
                        .queryForList(
                                "select holdout_bucket(?, id) from unnest(?) with ordinality as ids(id, place) order by place",
                                Integer.class,
                                campaign,
                                ids))
                .isEqualTo(expected);
    }

    @Test
    void whoeverWasNeverAskedIsReportedInTheArmTheyWillBeAskedIn() {
        UUID campaign = UUID.randomUUID();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            names.add(anyName(campaign, 50, i % 3 == 0));
        }
        campaignFor(names, campaign, 50, 1);
        // Known to the ledger by another campaign alone.
        UUID before = campaign(0, 100, "search", 1);
        names.forEach(name -> expose(before, name));
        world.awaitExposures();
        awaitReach(campaign, report -> {
            assertThat(report.path("eligible").asInt()).as(report.toString()).isEqualTo(20);
            assertThat(report.path("excluded").path("HOLDOUT").asInt()).isEqualTo(10);
        });
        JsonNode unasked = reach(campaign);
        names.forEach(name -> outcome(campaign, name));
        assertThat(world.count("select count(*) from holdout_assignment where campaign_id = ?", campaign))
                .isEqualTo(30);
        JsonNode asked = reachAsOfNow(campaign);
        assertThat(asked.path("eligible")).isEqualTo(unasked.path("eligible"));
        assertThat(asked.path("arms")).isEqualTo(unasked.path("arms"));
    }

    @Test
    void aMergeOfTwoArmsServesTheEarlierAndIsMixedAndASplitGivesBackWhatEachHad() {
        UUID campaign = UUID.randomUUID();
        String held = anyName(campaign, PERCENT, true);
        String reached = anyName(campaign, PERCENT, false);
        campaignFor(List.of(held, reached), campaign, PERCENT, 9);
        assertThat(outcome(campaign, held)).isEqualTo("HOLDOUT");
        assertThat(outcome(campaign, reached)).isEqualTo("ALLOW");
        awaitReach(campaign, report -> {
            assertThat(report.path("eligible").asInt()).isEqualTo(1);
            assertThat(report.path("arms").toString()).isEqualTo("{\"holdoutPercent\":10,\"heldOut\":1,\"mixed\":0}");
        });

        world.feeds.join(Feeds.cookie(reached), Feeds.cookie(held));
        world.awaitIdentity();
        assertThat(outcome(campaign, reached)).isEqualTo("HOLDOUT");
        assertThat(outcome(campaign, held)).isEqualTo("HOLDOUT");
        assertThat(told(world.platform()
                        .post(
                                "/api/v1/decisions",
                                Map.of(
                                        "requests",
                                        List.of(Map.of(
                                                "requestId",
                                                UUID.randomUUID().toString(),
                                                "channel",
                                                "search",
                                                "campaignId",
                                                campaign,
                                                "profileId",
                                                ProfileIds.foundedBy(
                                                        Feeds.cookie(held).key())))))
                        .json()
                        .path("decisions")
                        .path(0)))
                .isEqualTo("HOLDOUT");
        awaitReach(campaign, report -> {
            assertThat(report.path("eligible").asInt()).as(report.toString()).isZero();
            assertThat(report.path("arms").toString()).isEqualTo("{\"holdoutPercent\":10,\"heldOut\":1,\"mixed\":1}");
        });

        world.feeds.part(Feeds.cookie(reached), Feeds.cookie(held));
        world.awaitIdentity();
        assertThat(outcome(campaign, reached)).isEqualTo("ALLOW");
        assertThat(outcome(campaign, held)).isEqualTo("HOLDOUT");
        awaitReach(campaign, report -> {
            assertThat(report.path("eligible").asInt()).as(report.toString()).isEqualTo(1);
            assertThat(report.path("arms").toString()).isEqualTo("{\"holdoutPercent\":10,\"heldOut\":1,\"mixed\":0}");
        });
    }

    @Test
    void whoAlwaysWasOnePersonIsNotMixedUnderHoweverManyIdentifiers() {
        UUID campaign = campaign(PERCENT, 100, "search", 9);
        String held = anyName(campaign, PERCENT, true);
        String other = anyName(campaign, PERCENT, false);
        world.feeds.join(Feeds.cookie(held), Feeds.cookie(other));
        world.awaitIdentity();
        assertThat(outcome(campaign, held)).isEqualTo("HOLDOUT");
        assertThat(outcome(campaign, other)).isEqualTo("HOLDOUT");
        assertThat(world.count("select count(*) from holdout_assignment where campaign_id = ?", campaign))
                .isEqualTo(2);
        assertThat(reachAsOfNow(campaign).path("arms").path("mixed").asInt(-1)).isZero();

        // Split, one of them was held out as somebody who they are not.
        world.feeds.part(Feeds.cookie(held), Feeds.cookie(other));
        world.awaitIdentity();
        assertThat(outcome(campaign, other)).isEqualTo("ALLOW");
        assertThat(reachAsOfNow(campaign).path("arms").path("mixed").asInt(-1)).isEqualTo(1);
    }

    @Test
    void anIdentifierThatIsHandedDownLeavesItsArmWithWhomHadIt() {
        UUID campaign = campaign(50, 100, "search", 9);
        String handed = anyName(campaign, 50, true);
        String before = anyName(campaign, 50, false);
        String after = anyName(campaign, 50, false);
        assertThat(outcome(campaign, handed)).isEqualTo("HOLDOUT");
        world.feeds.join(Feeds.cookie(before), Feeds.cookie(handed));
        assertThat(outcome(campaign, after)).isEqualTo("ALLOW");
        Instant now = Instant.now();
        world.feeds.change(List.of(
                world.feeds.move(
                        Feeds.cookie(handed),
                        null,
                        now,
                        ProfileIds.foundedBy(Feeds.cookie(before).key()),
                        false),
                world.feeds.move(
                        Feeds.cookie(handed),
                        now,
                        null,
                        ProfileIds.foundedBy(Feeds.cookie(after).key()),
                        false)));
        world.awaitIdentity();
        assertThat(outcome(campaign, handed)).as("is reached as who has it now").isEqualTo("ALLOW");
        assertThat(outcome(campaign, before)).as("was held out under it").isEqualTo("HOLDOUT");
    }

    @Test
    void twoInstancesAgreeOnWhatWasFirst() throws Exception {
        UUID campaign = campaign(50, 100, "search", 1_000);
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            for (int person = 0; person < 25; person++) {
                List<String> names = List.of(anyName(campaign, 50, true), anyName(campaign, 50, false));
                world.feeds.join(Feeds.cookie(names.getFirst()), Feeds.cookie(names.getLast()));
                world.awaitIdentity();
                List<Callable<String>> asks = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    int instance = i % 2;
                    String name = names.get(i / 2 % 2);
                    asks.add(() -> told(world.probe(instance)
                            .withToken(World.PLATFORM)
                            .post(
                                    "/api/v1/decisions",
                                    Map.of(
                                            "requests",
                                            List.of(World.ask(
                                                    UUID.randomUUID().toString(),
                                                    "search",
                                                    campaign,
                                                    List.of(World.cookie(name))))))
                            .json()
                            .path("decisions")
                            .path(0)));
                }
                Set<String> told = new HashSet<>();
                for (Future<String> answer : callers.invokeAll(asks)) {
                    told.add(answer.get());
                }
                assertThat(told).as("of one person").hasSize(1);
                assertThat(told).contains(outcome(campaign, names.getFirst()), outcome(campaign, names.getLast()));
            }
        }
    }

    @Test
    void rowsAreWithWhomTheirIdentifierIsHoweverItMoves() {
        Chance.forSeeds(2, chance -> {
            UUID campaign = campaign(50, 100, "search", 1_000);
            List<Hashed> cookies = new ArrayList<>();
            Map<Hashed, String> names = new HashMap<>();
            for (int i = 0; i < 8; i++) {
                String name = "h-" + UUID.randomUUID();
                cookies.add(Feeds.cookie(name));
                names.put(cookies.getLast(), name);
            }
            world.feeds.part(cookies.toArray(Hashed[]::new));
            for (int step = 0; step < 40; step++) {
                Hashed moving = chance.pick(cookies);
                UUID to = ProfileIds.foundedBy(chance.pick(cookies).key());
                switch (chance.below(4)) {
                    case 0 -> world.feeds.own(chance.percent(30) ? null : to, List.of(moving));
                    case 1 -> world.feeds.change(List.of(world.feeds.move(moving, Instant.now(), null, to, false)));
                    default -> outcome(campaign, names.get(moving));
                }
            }
            world.awaitIdentity();
            cookies.forEach(cookie -> outcome(campaign, names.get(cookie)));
            assertThat(world.count("select count(*) from holdout_assignment where campaign_id = ?", campaign))
                    .isGreaterThanOrEqualTo(8);
            assertThat(world.jdbc().queryForList("""
                            select encode(a.filed_under, 'hex') from holdout_assignment a
                            left join lateral (
                                select case when not quarantined then profile_id end as id from owner o
                                 where o.key = a.filed_under and (o.profile_id is not null or o.quarantined)
                                   and o.valid_from <= a.at_millis and o.valid_to > a.at_millis
                                 order by o.valid_from desc limit 1) told on true
                             where a.campaign_id = ? and a.profile_id is distinct from told.id""", String.class, campaign)).isEmpty();
        });
    }

    @Test
    void theBestCampaignIsOneThatReachesThePersonAndTheOthersSayWhyNot() {
        UUID holding = campaign(PERCENT, 200, "best", 3);
        UUID other = campaign(0, 100, "best", 3);
        String earlier = anyName(holding, PERCENT, false);
        assertThat(world.decide("best", null, World.cookie(earlier))
                        .path("campaignId")
                        .asString())
                .isEqualTo(holding.toString());
        String held = anyName(holding, PERCENT, true);
        JsonNode chosen = world.decide("best", null, World.cookie(held));
        assertThat(chosen.path("campaignId").asString()).isEqualTo(other.toString());
        String why = "/api/v1/decisions/" + chosen.path("grantId").asString() + "/explanation";
        JsonNode explained =
                await().atMost(SOON).until(() -> world.platform().get(why).json(), body -> body.has("candidates"));
        assertThat(explained.path("candidates").path(0).path("campaignId").asString())
                .isEqualTo(holding.toString());
        assertThat(explained.path("candidates").path(0).path("reason").asString())
                .isEqualTo("HOLDOUT");

        // As of then, whoever they turn out to be.
        world.feeds.join(Feeds.cookie(held), Feeds.cookie(earlier));
        world.awaitIdentity();
        assertThat(world.decide("best", holding, World.cookie(held))
                        .path("outcome")
                        .asString())
                .isEqualTo("ALLOW");
        assertThat(world.platform().get(why).json().path("candidates")).isEqualTo(explained.path("candidates"));
    }

    @Test
    void aHoldoutIsExplainedToTheBrandAndIsNotToAPartner() {
        UUID campaign = campaign(PERCENT, 100, "search", 3);
        String held = anyName(campaign, PERCENT, true);
        String request = UUID.randomUUID().toString();
        JsonNode denied = world.decide(request, "search", campaign, World.cookie(held));
        assertThat(denied.path("reason").asString()).isEqualTo("HOLDOUT");
        JsonNode ground = denied.path("ground");
        assertThat(ground.path("kind").asString()).isEqualTo("HOLDOUT");
        assertThat(ground.path("campaignId").asString()).isEqualTo(campaign.toString());
        assertThat(ground.path("holdoutPercent").asInt()).isEqualTo(PERCENT);
        assertThat(ground.path("bucket").asInt(-1)).isEqualTo(bucket(campaign, held));
        assertThat(Instant.parse(ground.path("assignedAt").asString())).isBeforeOrEqualTo(Instant.now());
        JsonNode explained = await().atMost(SOON)
                .until(
                        () -> world.platform().get("/api/v1/decisions/explanation?requestId=" + request),
                        answer -> answer.status() == 200)
                .json();
        assertThat(explained.path("reason").asString()).isEqualTo("HOLDOUT");
        assertThat(explained.path("ground")).isEqualTo(ground);

        String token = TestTokens.ofPartner("site", Scopes.DECISION_ASK);
        JsonNode partner = world.probe(0)
                .withToken(token)
                .post(
                        "/api/v1/decisions",
                        Map.of(
                                "requests",
                                List.of(World.ask(
                                        UUID.randomUUID().toString(),
                                        "search",
                                        campaign,
                                        List.of(World.cookie(held))))))
                .json()
                .path("decisions")
                .path(0);
        assertThat(partner.path("reason").asString()).isEqualTo("NOT_ALLOWED");
        assertThat(partner.has("ground")).isFalse();
    }

    @Test
    void whatHeldOutPeopleAreShownAllTheSameCountsAndIsNoLeakage() {
        UUID campaign = campaign(PERCENT, 100, "search", 2);
        String held = anyName(campaign, PERCENT, true);
        String reached = anyName(campaign, PERCENT, false);
        for (int i = 0; i < 3; i++) {
            expose(campaign, held);
        }
        expose(campaign, reached);
        world.awaitExposures();
        UUID heldId = ProfileIds.foundedBy(Feeds.cookie(held).key());
        awaitReach(campaign, report -> {
            JsonNode channel = report.path("channels").path(0);
            assertThat(channel.path("exposures").asInt()).as(report.toString()).isEqualTo(4);
            assertThat(channel.path("reached").asInt()).isEqualTo(1);
            assertThat(channel.path("over").asInt()).isZero();
            assertThat(channel.path("heavyTouches").asInt()).isEqualTo(1);
            assertThat(channel.path("under").asLong() + channel.path("exact").asLong())
                    .isEqualTo(report.path("eligible").asLong());
        });
        String lists = "/api/v1/campaigns/" + campaign;
        assertThat(world.platform()
                        .get(lists + "/heavy?channel=search")
                        .json()
                        .path("items")
                        .path(0)
                        .path("profileId")
                        .asString())
                .isEqualTo(heldId.toString());
        HttpProbe.Answer leaked = world.platform().get(lists + "/leakage?channel=search", Map.of("Accept", "text/csv"));
        assertThat(leaked.body())
                .contains(ProfileIds.foundedBy(Feeds.cookie(reached).key()).toString())
                .doesNotContain(heldId.toString());
    }

    @Test
    void anErasureTakesTheRowsOfWhoIsErasedAlone() {
        UUID campaign = campaign(50, 100, "search", 9);
        String erased = anyName(campaign, 50, true);
        String kept = anyName(campaign, 50, true);
        UUID person = world.feeds.join(Feeds.cookie(erased));
        world.awaitIdentity();
        outcome(campaign, erased);
        outcome(campaign, kept);
        assertThat(world.count("select count(*) from holdout_assignment where campaign_id = ?", campaign))
                .isEqualTo(2);
        world.feeds.erase(person, Instant.now(), Feeds.cookie(erased));
        world.awaitIdentity();
        assertThat(world.jdbc()
                        .queryForList(
                                "select profile_id from holdout_assignment where campaign_id = ?",
                                UUID.class,
                                campaign))
                .containsExactly(ProfileIds.foundedBy(Feeds.cookie(kept).key()));
    }
}
