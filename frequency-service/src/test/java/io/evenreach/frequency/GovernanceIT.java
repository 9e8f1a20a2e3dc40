package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.contracts.campaign.CampaignChanged.Exemption;
import io.evenreach.contracts.campaign.GovernanceChanged.Share;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Ceilings, quiet hours and exemptions, from their feed to the decision. */
@RealServers
class GovernanceIT {

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(1);
        world.channel("search", null, Duration.ofMinutes(10));
        world.channel("wechat", null, Duration.ofMinutes(10));
        world.channel("channel-of-x", "x", Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @AfterEach
    void noRules() {
        world.feeds.removeRule("CEILING", "brand");
        world.feeds.removeRule("QUIET_HOURS", "brand");
        world.awaitGovernance();
    }

    private static Map<String, Object> anybody() {
        return World.cookie("g-" + UUID.randomUUID());
    }

    private static void expectAllow(JsonNode decision) {
        assertThat(decision.path("outcome").asString()).as(decision.toString()).isEqualTo("ALLOW");
    }

    private static void expectDeny(JsonNode decision, String reason) {
        assertThat(decision.path("reason").asString()).as(decision.toString()).isEqualTo(reason);
    }

    private static void brandCeiling(int count, Share... shares) {
        world.feeds.ceiling("brand", count, Feeds.rolling(Duration.ofDays(7)), List.of(shares));
        world.awaitGovernance();
    }

    private static UUID exemptCampaign(boolean fromCaps, boolean counted) {
        UUID id = UUID.randomUUID();
        world.feeds.campaign(
                id,
                "ACTIVE",
                new AudienceRef("EVERYONE", null, 0),
                100,
                "MARKETING",
                new Exemption(fromCaps, counted),
                Feeds.row("search", 9));
        world.awaitCampaign(id);
        return id;
    }

    @Test
    void bindsTheSumOfChannelsAndCampaignsAndSetsThemFreeWhenItIsRemoved() {
        UUID one = world.activeCampaign(Feeds.row("search", 9), Feeds.row("wechat", 9));
        UUID other = world.activeCampaign(Feeds.row("search", 9));
        brandCeiling(2);
        Map<String, Object> customer = anybody();
        JsonNode first = world.decide("wechat", one, customer);
        expectAllow(first);
        assertThat(first.path("remaining").asInt()).isEqualTo(1);
        expectAllow(world.decide("search", other, customer));
        JsonNode denied = world.decide("search", one, customer);
        expectDeny(denied, "CEILING_REACHED");
        JsonNode rule = denied.path("rule");
        assertThat(rule.path("kind").asString()).isEqualTo("CEILING");
        assertThat(rule.path("id").asString()).isEqualTo("brand");
        assertThat(rule.path("version").asInt()).isPositive();
        assertThat(rule.path("count").asInt()).isEqualTo(2);
        assertThat(rule.path("target").asInt()).isEqualTo(2);
        assertThat(rule.has("campaignId")).isFalse();
        // The first grant may still be given back.
        assertThat(denied.path("retryAt").asString())
                .isEqualTo(first.path("expiresAt").asString());
        assertThat(denied.path("rules").path(1).path("kind").asString()).isEqualTo("PLAN");
        assertThat(denied.path("rules").path(1).path("campaignVersion").asInt()).isEqualTo(1);
        JsonNode explained = world.platform()
                .get("/api/v1/decisions/" + first.path("grantId").asString() + "/explanation")
                .json();
        assertThat(explained.path("rules").path(0).path("id").asString()).isEqualTo("brand");

        world.feeds.removeRule("CEILING", "brand");
        world.awaitGovernance();
        expectAllow(world.decide("search", one, customer));
    }

    @Test
    void keepsAShareAndLetsExemptCampaignsPass() {
        UUID sharing = world.activeCampaign(Feeds.row("search", 9));
        UUID other = world.activeCampaign(Feeds.row("search", 9));
        UUID passing = exemptCampaign(true, false);
        brandCeiling(2, new Share(sharing, 1));
        Map<String, Object> customer = anybody();
        expectAllow(world.decide("search", passing, customer));
        expectAllow(world.decide("search", other, customer));
        JsonNode denied = world.decide("search", other, customer);
        expectDeny(denied, "CEILING_REACHED");
        assertThat(denied.path("rule").path("reserved").asInt()).isEqualTo(1);
        expectAllow(world.decide("search", sharing, customer));
        expectDeny(world.decide("search", sharing, customer), "CEILING_REACHED");
        expectAllow(world.decide("search", passing, customer));
    }

    @Test
    void tellsWhyNobodyWasChosen() {
        String channel = "chosen-" + UUID.randomUUID();
        world.channel(channel, null, Duration.ofMinutes(10));
        UUID one = world.activeCampaign(Feeds.row(channel, 1));
        UUID other = world.activeCampaign(Feeds.row(channel, 9));
        brandCeiling(1);
        Map<String, Object> customer = anybody();
        expectAllow(world.decide(channel, one, customer));
        String request = UUID.randomUUID().toString();
        JsonNode denied = world.decide(request, channel, null, customer);
        expectDeny(denied, "NO_CANDIDATE");
        assertThat(denied.path("candidates")).hasSize(2);
        for (JsonNode candidate : denied.path("candidates")) {
            boolean first = candidate.path("campaignId").asString().equals(one.toString());
            assertThat(candidate.path("reason").asString()).isEqualTo(first ? "PLAN_REACHED" : "CEILING_REACHED");
            assertThat(first || candidate.path("campaignId").asString().equals(other.toString()))
                    .isTrue();
            assertThat(candidate.path("rules").path(0).path("kind").asString()).isEqualTo(first ? "PLAN" : "CEILING");
        }
        JsonNode explained = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> world.platform().get("/api/v1/decisions/explanation?requestId=" + request),
                        answer -> answer.status() == 200)
                .json();
        assertThat(explained.path("candidates").path(0).path("rules"))
                .isEqualTo(denied.path("candidates").path(0).path("rules"));
        assertThat(explained.path("candidates").path(1).path("rules"))
                .isEqualTo(denied.path("candidates").path(1).path("rules"));
    }

    @Test
    void tellsAPartnerOfNoRuleButItsPlan() {
        UUID campaign = world.activeCampaign(Feeds.row("channel-of-x", 9));
        brandCeiling(1);
        HttpProbe partner = world.probe(0).withToken(TestTokens.ofPartner("x", Scopes.DECISION_ASK));
        Map<String, Object> customer = anybody();
        for (String outcome : List.of("ALLOW", "DENY")) {
            JsonNode decision = partner.post(
                            "/api/v1/decisions",
                            Map.of(
                                    "requests",
                                    List.of(World.ask(
                                            UUID.randomUUID().toString(),
                                            "channel-of-x",
                                            campaign,
                                            List.of(customer)))))
                    .json()
                    .path("decisions")
                    .path(0);
            assertThat(decision.path("outcome").asString()).isEqualTo(outcome);
            if (outcome.equals("DENY")) {
                expectDeny(decision, "NOT_ALLOWED");
                assertThat(decision.has("rule") || decision.has("rules") || decision.has("retryAt"))
                        .isFalse();
            }
        }
    }

    @Test
    void holdsMarketingUntilQuietHoursAreOver() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 9), Feeds.row("wechat", 9));
        UUID service = UUID.randomUUID();
        world.feeds.campaign(
                service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 1, "SERVICE", Feeds.row("search", 9));
        world.awaitCampaign(service);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        Instant over = now.plus(Duration.ofHours(2));
        world.feeds.quietHours(
                "brand", CLOCK.format(now.minus(Duration.ofHours(1))), CLOCK.format(over), "UTC", "search");
        world.awaitGovernance();
        JsonNode denied = world.decide("search", campaign, anybody());
        expectDeny(denied, "QUIET_HOURS");
        assertThat(Instant.parse(denied.path("retryAt").asString())).isEqualTo(over);
        assertThat(denied.path("rule").path("kind").asString()).isEqualTo("QUIET_HOURS");
        assertThat(denied.path("rule").path("id").asString()).isEqualTo("brand");
        expectAllow(world.decide("wechat", campaign, anybody()));
        expectAllow(world.decide("search", service, anybody()));
        world.feeds.quietHours(
                "brand",
                CLOCK.format(now.plus(Duration.ofHours(1))),
                CLOCK.format(now.plus(Duration.ofHours(2))),
                "UTC");
        world.awaitGovernance();
        expectAllow(world.decide("search", campaign, anybody()));
    }

    @Test
    void holdsMarketingInTheCustomersOwnNight() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 9), Feeds.row("wechat", 9));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        Instant over = now.plus(Duration.ofHours(2));
        // Where clocks are ten hours ahead it is quiet now, and by the rule's own it will be.
        DateTimeFormatter ahead = DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.of("Etc/GMT-10"));
        world.feeds.quietHours(
                "brand", ahead.format(now.minus(Duration.ofHours(1))), ahead.format(over), "UTC", "search");
        world.awaitGovernance();
        String phone = "g-" + UUID.randomUUID();
        String tablet = "g-" + UUID.randomUUID();
        expectAllow(world.decide("search", campaign, World.cookie(phone)));
        world.feeds.zone(Feeds.cookie(phone), "Etc/GMT-10", now, "m1");
        world.feeds.zone(Feeds.cookie(phone), "UTC", now.minusSeconds(1), "m2");
        world.awaitTraits();
        JsonNode denied = world.decide("search", campaign, World.cookie(phone));
        expectDeny(denied, "QUIET_HOURS");
        assertThat(Instant.parse(denied.path("retryAt").asString())).isEqualTo(over);
        assertThat(denied.path("rule").path("window").asString()).endsWith(" Etc/GMT-10");
        expectAllow(world.decide("wechat", campaign, World.cookie(phone)));

        expectAllow(world.decide("search", campaign, World.cookie(tablet)));
        world.feeds.join(Feeds.cookie(tablet), Feeds.cookie(phone));
        world.awaitIdentity();
        expectDeny(world.decide("search", campaign, World.cookie(tablet)), "QUIET_HOURS");
        world.feeds.zone(Feeds.cookie(tablet), "UTC", now.plusSeconds(1), "m3");
        world.awaitTraits();
        JsonNode allowed = world.decide("search", campaign, World.cookie(phone));
        expectAllow(allowed);
        assertThat(world.platform()
                        .get("/api/v1/decisions/" + allowed.path("grantId").asString() + "/explanation")
                        .body())
                .contains("QUIET_HOURS")
                .contains(" UTC\"");
        world.feeds.part(Feeds.cookie(phone), Feeds.cookie(tablet));
        world.awaitIdentity();
        expectDeny(world.decide("search", campaign, World.cookie(phone)), "QUIET_HOURS");
        expectAllow(world.decide("search", campaign, World.cookie(tablet)));
    }

    @Test
    void deniesMarketingOnQuietChannelsOnlyWhileNothingIsHeardOfWhereCustomersLive() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 500), Feeds.row("wechat", 500));
        Map<String, Object> customer = anybody();
        Instant now = Instant.now();
        world.feeds.quietHours(
                "brand",
                CLOCK.format(now.plus(Duration.ofHours(1))),
                CLOCK.format(now.plus(Duration.ofHours(2))),
                "UTC",
                "search");
        world.awaitGovernance();
        expectAllow(world.decide("search", campaign, customer));
        world.feeds.saying(false);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> world.decide("search", campaign, customer)
                            .path("reason")
                            .asString("")
                            .equals("FEED_STALE"));
            assertThat(world.decide("search", campaign, customer)
                            .path("ground")
                            .path("feed")
                            .asString())
                    .isEqualTo(Topics.TRAITS);
            expectAllow(world.decide("wechat", campaign, customer));
        } finally {
            world.feeds.saying(true);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.decide("search", campaign, customer)
                        .path("outcome")
                        .asString()
                        .equals("ALLOW"));
    }

    @Test
    void deniesMarketingWhileNothingIsHeardOfGovernance() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 500));
        Map<String, Object> customer = anybody();
        expectAllow(world.decide("search", campaign, customer));
        world.feeds.governing(false);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> world.decide("search", campaign, customer)
                            .path("reason")
                            .asString("")
                            .equals("FEED_STALE"));
            JsonNode stale = world.decide("search", campaign, customer).path("ground");
            assertThat(stale.path("kind").asString()).isEqualTo("FEED");
            assertThat(stale.path("feed").asString()).isEqualTo(Topics.GOVERNANCE);
            assertThat(Duration.parse(stale.path("behind").asString())).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        } finally {
            world.feeds.governing(true);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.decide("search", campaign, customer)
                        .path("outcome")
                        .asString()
                        .equals("ALLOW"));
    }
}
