package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.frequency.decision.persistence.NoteStore;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Why a request was denied, and why a campaign was chosen before the others. */
@RealServers
class ExplanationsIT {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(1);
        world.channel("named", null, Duration.ofMinutes(10));
        world.channel("crowded", null, Duration.ofMinutes(10));
        world.channel("of-partner", "site", Duration.ofMinutes(10));
        world.channel("repeated", null, Duration.ofMinutes(10));
        world.channel("put-away", null, Duration.ofMinutes(10));
        world.channel("hundreds", null, Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String anyName() {
        return "e-" + UUID.randomUUID();
    }

    private static UUID campaign(int priority, String channel, int target, AudienceRef audience) {
        UUID id = UUID.randomUUID();
        world.feeds.campaign(id, "ACTIVE", audience, priority, "MARKETING", Feeds.row(channel, target));
        world.awaitCampaign(id);
        return id;
    }

    private static AudienceRef everyone() {
        return new AudienceRef("EVERYONE", null, 0);
    }

    private static JsonNode explained(HttpProbe as, String query) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> as.get("/api/v1/decisions/explanation?" + query), answer -> answer.status() == 200)
                .json();
    }

    @Test
    void explainsADenialByItsRequestAsItWasDecided() {
        UUID campaign = campaign(100, "named", 1, everyone());
        Map<String, Object> customer = World.cookie(anyName());
        world.decide("named", campaign, customer);
        String request = anyName();
        JsonNode denied = world.decide(request, "named", campaign, customer);
        // What was decided stays, whatever the plan becomes.
        world.feeds.campaign(campaign, "ACTIVE", everyone(), 100, "MARKETING", Feeds.row("named", 7));

        JsonNode why = explained(world.platform(), "requestId=" + request);

        assertThat(why.path("outcome").asString()).isEqualTo("DENY");
        assertThat(why.path("reason").asString()).isEqualTo("PLAN_REACHED");
        assertThat(why.path("requestId").asString()).isEqualTo(request);
        assertThat(why.path("askedCampaignId").asString()).isEqualTo(campaign.toString());
        assertThat(why.path("channel").asString()).isEqualTo("named");
        assertThat(why.path("askedBy").asString()).isEqualTo("platform");
        assertThat(why.path("profileId")).isEqualTo(denied.path("profileId"));
        assertThat(why.path("retryAt")).isEqualTo(denied.path("retryAt"));
        assertThat(why.path("rules")).isEqualTo(denied.path("rules"));
        assertThat(why.path("rules").path(0).path("count").asInt()).isEqualTo(1);
        assertThat(why.path("rules").path(0).path("campaignVersion").asInt()).isEqualTo(1);
        assertThat(why.has("candidates")).isFalse();
    }

    @Test
    void namesEveryCampaignThatWasConsideredAndWhyItLost() {
        UUID chosen = campaign(100, "crowded", 3, everyone());
        UUID lessUrgent = campaign(100, "crowded", 2, everyone());
        UUID lower = campaign(50, "crowded", 9, everyone());
        UUID closed = campaign(200, "crowded", 0, everyone());
        UUID elsewhere = campaign(200, "crowded", 5, new AudienceRef("LIST", null, 1));
        Map<String, Object> customer = World.cookie(anyName());

        JsonNode granted = world.decide("crowded", null, customer);

        assertThat(granted.path("campaignId").asString()).isEqualTo(chosen.toString());
        String path = "/api/v1/decisions/" + granted.path("grantId").asString() + "/explanation";
        JsonNode why = await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> world.platform().get(path).json(), body -> body.has("candidates"));
        assertThat(reasons(why))
                .isEqualTo(Map.of(
                        closed.toString(), "PLAN_REACHED",
                        elsewhere.toString(), "NOT_IN_AUDIENCE",
                        lessUrgent.toString(), "LESS_URGENT",
                        lower.toString(), "LOWER_PRIORITY"));

        // Nobody is left once a hold is on: each candidate says so.
        UUID hold = UUID.randomUUID();
        String value = String.valueOf(customer.get("value"));
        world.feeds.hold(hold, "OPEN", Feeds.cookie(value));
        world.awaitHeldKeys(1);
        String request = anyName();
        world.decide(request, "crowded", null, customer);
        JsonNode denied = explained(world.platform(), "requestId=" + request);
        assertThat(denied.path("reason").asString()).isEqualTo("BRAND_HOLD");
        assertThat(denied.path("profileId").asString())
                .isEqualTo(ProfileIds.foundedBy(Feeds.cookie(value).key()).toString());
        assertThat(reasons(denied)).hasSize(5).containsValues("BRAND_HOLD").doesNotContainValue("LOWER_PRIORITY");
        world.feeds.hold(hold, "RELEASED", Feeds.cookie(value));
        world.awaitHeldKeys(0);
    }

    @Test
    void tellsOfHundredsOfCampaignsWhateverComesOfThemAndHoweverMuchIsAsked() {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(200).toList();
        for (UUID id : ids) {
            world.feeds.campaign(id, "ACTIVE", everyone(), 100, "MARKETING", Feeds.row("hundreds", 0));
        }
        world.awaitCampaigns();
        double dropped = dropped();
        List<String> requests =
                Stream.generate(ExplanationsIT::anyName).limit(4_000).toList();
        for (int from = 0; from < requests.size(); from += 500) {
            JsonNode decisions = world.platform()
                    .post(
                            "/api/v1/decisions",
                            Map.of(
                                    "requests",
                                    requests.subList(from, from + 500).stream()
                                            .map(request -> World.ask(
                                                    request, "hundreds", null, List.of(World.cookie(request))))
                                            .toList()))
                    .json()
                    .path("decisions");
            assertThat(decisions.path(499).path("reason").asString()).isEqualTo("NO_CANDIDATE");
            assertThat(decisions.path(499).path("candidates")).hasSize(20);
        }
        // What was decided stays, whatever becomes of the campaigns.
        ids.forEach(id -> world.feeds.campaign(id, "ACTIVE", everyone(), 100, "MARKETING", Feeds.row("hundreds", 7)));
        world.awaitCampaigns();

        for (String request : List.of(requests.getFirst(), requests.get(1_234), requests.getLast())) {
            JsonNode why = explained(world.platform(), "requestId=" + request);
            assertThat(why.path("reason").asString()).isEqualTo("NO_CANDIDATE");
            assertThat(reasons(why).keySet())
                    .isEqualTo(ids.stream().map(UUID::toString).collect(Collectors.toSet()));
            assertThat(why.path("candidates")).allSatisfy(candidate -> {
                assertThat(candidate.path("reason").asString()).isEqualTo("PLAN_REACHED");
                assertThat(candidate.path("rules").path(0).path("target").asInt())
                        .isZero();
            });
        }
        assertThat(dropped()).isEqualTo(dropped);
    }

    private static double dropped() {
        return world.bean(MeterRegistry.class).find("evenreach.decision.notes.dropped").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void saysOfAGrantThatWentToTheArchiveThatItWasShown() {
        UUID campaign = world.activeCampaign(Feeds.row("put-away", 500, Duration.ofSeconds(1)));
        Map<String, Object> customer = World.cookie(anyName());
        String grantId =
                world.decide("put-away", campaign, customer).path("grantId").asString();
        Map<String, Object> confirm = World.exposure(anyName(), campaign, "put-away", List.of(customer), Instant.now());
        confirm.put("grantId", grantId);
        world.expose(List.of(confirm));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    Instant longAgo = Instant.now().minus(Duration.ofDays(5));
                    world.expose(Stream.generate(
                                    () -> World.exposure(anyName(), campaign, "put-away", List.of(customer), longAgo))
                            .limit(70)
                            .toList());
                    return world.count("select count(*) from touch_archive where touch_id in (select touch_id from"
                                    + " grant_request)")
                            > 0;
                });

        assertThat(world.platform()
                        .get("/api/v1/decisions/" + grantId + "/explanation")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("CONFIRMED");
        assertThat(world.platform()
                        .post("/api/v1/decisions/" + grantId + ":release", "")
                        .status())
                .isEqualTo(409);
    }

    private static Map<String, String> reasons(JsonNode explanation) {
        Map<String, String> reasons = new HashMap<>();
        explanation
                .path("candidates")
                .forEach(candidate -> reasons.put(
                        candidate.path("campaignId").asString(),
                        candidate.path("reason").asString()));
        return reasons;
    }

    @Test
    void explainsTheNewestDenialAndThenTheGrantOfARepeatedRequest() {
        UUID campaign = campaign(100, "repeated", 0, everyone());
        Map<String, Object> customer = World.cookie(anyName());
        String request = anyName();
        world.decide(request, "repeated", campaign, customer);
        explained(world.platform(), "requestId=" + request);
        Instant before = Instant.now();
        world.decide(request, "repeated", campaign, customer);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Instant.parse(explained(world.platform(), "requestId=" + request)
                                .path("decidedAt")
                                .asString())
                        .isAfter(before));
        world.feeds.campaign(campaign, "ACTIVE", everyone(), 100, "MARKETING", Feeds.row("repeated", 1));
        JsonNode granted = await().atMost(Duration.ofSeconds(60))
                .until(() -> world.decide(request, "repeated", campaign, customer), answer -> answer.has("grantId"));

        JsonNode why = explained(world.platform(), "requestId=" + request);

        assertThat(why.path("outcome").asString()).isEqualTo("ALLOW");
        assertThat(why.path("grantId")).isEqualTo(granted.path("grantId"));
        assertThat(why.path("requestId").asString()).isEqualTo(request);
        assertThat(why.path("rules")).hasSize(1);
    }

    @Test
    void explainsATouchOfAPersonByItsGrantToTheBrandOnly() {
        UUID campaign = campaign(100, "named", 2, everyone());
        JsonNode granted = world.decide("named", campaign, World.cookie(anyName()));
        String touches = "/api/v1/profiles/" + granted.path("profileId").asString() + "/touches";
        JsonNode touch = await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> world.platform().get(touches).json().path("items").path(0), item -> item.has("touchId"));
        String query = "touchId=" + touch.path("touchId").asString();

        JsonNode why = explained(world.platform(), query);

        assertThat(why.path("grantId")).isEqualTo(granted.path("grantId"));
        assertThat(why.path("rules").path(0).path("target").asInt()).isEqualTo(2);
        HttpProbe site = world.probe(0).withToken(TestTokens.ofPartner("site", Scopes.DECISION_ASK));
        assertNotFound(site, query);
        assertNotFound(world.platform(), "touchId=0123456789abcdef");
        assertNotFound(world.platform(), "touchId=no-touch");
        assertThat(world.platform().get("/api/v1/decisions/explanation").status())
                .isEqualTo(400);
    }

    @Test
    void tellsAPartnerNoMoreThanItWasAnsweredAndNobodyElseAnything() {
        UUID reached = campaign(100, "of-partner", 0, everyone());
        UUID listed = campaign(100, "of-partner", 1, new AudienceRef("LIST", null, 1));
        HttpProbe site = world.probe(0).withToken(TestTokens.ofPartner("site", Scopes.DECISION_ASK));
        HttpProbe other = world.probe(0).withToken(TestTokens.ofPartner("other", Scopes.DECISION_ASK));
        String plan = anyName();
        String audience = anyName();
        String open = anyName();
        Map<String, Object> customer = World.cookie(anyName());
        JsonNode answers = site.post(
                        "/api/v1/decisions",
                        Map.of(
                                "requests",
                                List.of(
                                        World.ask(plan, "of-partner", reached, List.of(customer)),
                                        World.ask(audience, "of-partner", listed, List.of(customer)),
                                        World.ask(open, "of-partner", null, List.of(customer)))))
                .json()
                .path("decisions");

        JsonNode planReached = explained(site, "requestId=" + plan);
        assertThat(planReached.path("reason").asString()).isEqualTo("PLAN_REACHED");
        assertThat(planReached.path("rules")).isEmpty();
        assertThat(planReached.path("profileId")).isEqualTo(answers.path(0).path("profileId"));
        assertThat(explained(site, "requestId=" + audience).path("reason").asString())
                .isEqualTo("NOT_ALLOWED");
        JsonNode unnamed = explained(site, "requestId=" + open);
        assertThat(unnamed.has("candidates")).isFalse();

        JsonNode brand = explained(world.platform(), "requestId=" + audience + "&partnerId=site");
        assertThat(brand.path("reason").asString()).isEqualTo("NOT_IN_AUDIENCE");
        assertThat(brand.path("askedBy").asString()).isEqualTo("partner:site");
        assertThat(brand.path("profileId")).isNotEqualTo(answers.path(1).path("profileId"));
        assertThat(explained(world.platform(), "requestId=" + open + "&partnerId=site")
                        .path("candidates"))
                .hasSize(2);

        assertNotFound(world.platform(), "requestId=" + plan);
        assertNotFound(other, "requestId=" + plan);
        assertNotFound(other, "requestId=" + plan + "&partnerId=site");
        assertNotFound(site, "requestId=" + anyName());
    }

    private static void assertNotFound(HttpProbe as, String query) {
        HttpProbe.Answer answer = as.get("/api/v1/decisions/explanation?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(answer.json().path("code").asString()).isEqualTo("NOT_FOUND");
    }

    @Test
    void forgetsDenialsAfterSevenDaysAndEmptiesTheSlotOfTomorrowOnly() {
        UUID campaign = campaign(100, "named", 0, everyone());
        String request = anyName();
        world.decide(request, "named", campaign, World.cookie(anyName()));
        explained(world.platform(), "requestId=" + request);
        NoteStore store = world.bean(NoteStore.class);
        store.makeRoom(Instant.now());
        explained(world.platform(), "requestId=" + request);

        world.jdbc()
                .update(
                        "update decision_note set decided_at = decided_at - interval '7 days' where note like ?",
                        "%" + request + "%");

        assertNotFound(world.platform(), "requestId=" + request);
        store.makeRoom(Instant.now().minus(Duration.ofDays(1)));
        assertThat(world.count("select count(*) from decision_note where note like ?", "%" + request + "%"))
                .isZero();
    }
}
