package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.frequency.feeds.FeedFollower;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.platform.inbox.FeedGaps;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** An event never comes: nothing is applied over the hole, and everything goes on once it is sent again. */
@RealServers
class FeedGapsIT {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(1);
        world.channel("search", null, Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @AfterEach
    void nothingIsMissingInTheEnd() {
        world.feeds.answering(true);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.bean(FeedGaps.class).missing().isEmpty());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.probe(0).get("/actuator/health").status() == 200);
    }

    @Test
    void saysInHealthAndMetricsWhichFeedIsBehind() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 500));
        world.feeds.governing(false);
        try {
            awaitReason(campaign, "FEED_STALE");
            HttpProbe.Answer health = world.probe(0).get("/actuator/health");
            assertThat(health.status()).isEqualTo(503);
            JsonNode feeds = health.json().path("components").path("feeds");
            assertThat(feeds.path("status").asString()).isEqualTo("OUT_OF_SERVICE");
            assertThat(feeds.path("details").path("stale").propertyNames()).containsExactly(Topics.GOVERNANCE);
            assertThat(age(Topics.GOVERNANCE)).isGreaterThanOrEqualTo(10);
            assertThat(age(Topics.HOLDS)).isLessThan(10);
            assertThat(world.probe(0).get("/actuator/health/readiness").status())
                    .isEqualTo(200);
            assertThat(world.probe(0).get("/actuator/health/liveness").status()).isEqualTo(200);
        } finally {
            world.feeds.governing(true);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        outcome(campaign, "somebody").path("outcome").asString().equals("ALLOW"));
    }

    private static double age(String topic) {
        return world.bean(MeterRegistry.class)
                .get("evenreach.feed.age")
                .tag("feed", topic)
                .gauge()
                .value();
    }

    @Test
    void deniesMarketingWhileAnIdentityChangeIsMissingAndNotOnceItIsSentAgain() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 500));
        UUID service = UUID.randomUUID();
        world.feeds.campaign(
                service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 1, "SERVICE", Feeds.row("search", 500));
        world.awaitCampaign(service);
        Hashed lost = Feeds.cookie("lost");
        Hashed later = Feeds.cookie("later");
        UUID elsewhere = ProfileIds.foundedBy(Feeds.cookie("elsewhere").key());
        expectOutcome(campaign, "lost", "ALLOW");
        expectOutcome(campaign, "later", "ALLOW");

        world.feeds.answering(false);
        world.feeds.loseNext(Topics.IDENTITY_CHANGES);
        world.feeds.join(Feeds.cookie("elsewhere"), lost);
        world.feeds.join(Feeds.cookie("elsewhere"), later);
        awaitReason(campaign, "FEED_STALE");
        assertThat(world.touchesOf(later)).as("applied over a hole").isNotEmpty();
        assertThat(world.touchesOf(elsewhere)).isEmpty();
        expectOutcome(service, "later", "ALLOW");
        expectMissing(Topics.IDENTITY_CHANGES, 2);

        world.feeds.answering(true);
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        outcome(campaign, "somebody").path("outcome").asString().equals("ALLOW"));
        assertThat(world.touchesOf(elsewhere)).hasSize(3);
        assertThat(world.touchesOf(lost)).isEmpty();
        assertThat(world.touchesOf(later)).isEmpty();
    }

    @Test
    void takesInNoChangeOfIdentityThatSomebodyElseTookIn() {
        world.feeds.join(Feeds.cookie("taken-in"));
        world.awaitIdentity();
        FeedFollower follower = world.bean(FeedFollower.class);
        long place = follower.place(Topics.IDENTITY_CHANGES);
        TransactionTemplate transactions = new TransactionTemplate(world.bean(PlatformTransactionManager.class));
        assertThatThrownBy(() -> transactions.executeWithoutResult(
                        status -> follower.nextAll(Topics.IDENTITY_CHANGES, place, place + 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(follower.place(Topics.IDENTITY_CHANGES)).isEqualTo(place);
    }

    @Test
    void deniesMarketingWhileAHoldIsMissingAndHeedsItOnceItIsSentAgain() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 500));
        expectOutcome(campaign, "complainant", "ALLOW");

        world.feeds.answering(false);
        world.feeds.loseNext(Topics.HOLDS);
        world.feeds.hold(UUID.randomUUID(), "OPEN", Feeds.cookie("complainant"));
        awaitReason(campaign, "FEED_STALE");
        expectMissing(Topics.HOLDS, 1);

        world.feeds.answering(true);
        awaitReason(campaign, "complainant", "BRAND_HOLD");
        expectOutcome(campaign, "somebody", "ALLOW");
    }

    @Test
    void appliesCampaignsInOrderOnceALostOneIsSentAgain() {
        world.feeds.answering(false);
        world.feeds.loseNext(Topics.CAMPAIGNS);
        UUID lost = world.feeds.campaign(Feeds.row("search", 1));
        UUID later = world.feeds.campaign(Feeds.row("search", 1));
        expectMissing(Topics.CAMPAIGNS, 2);
        assertThat(world.bean(Policies.class).current().campaign(later)).isEmpty();

        world.feeds.answering(true);
        world.awaitCampaign(lost);
        world.awaitCampaign(later);
    }

    private static void expectMissing(String topic, long events) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.bean(FeedGaps.class).missing(), Map.of(topic, events)::equals);
        assertThat(world.bean(MeterRegistry.class)
                        .get("evenreach.feed.missing")
                        .tag("feed", topic)
                        .gauge()
                        .value())
                .isEqualTo(events);
        assertThat(world.probe(0).get("/actuator/health").status()).isEqualTo(503);
        assertThat(world.probe(0).get("/actuator/health/readiness").status()).isEqualTo(200);
    }

    private static JsonNode outcome(UUID campaign, String cookie) {
        return world.decide("search", campaign, World.cookie(cookie));
    }

    private static void expectOutcome(UUID campaign, String cookie, String outcome) {
        JsonNode decision = outcome(campaign, cookie);
        assertThat(decision.path("outcome").asString()).as(decision.toString()).isEqualTo(outcome);
    }

    private static void awaitReason(UUID campaign, String reason) {
        awaitReason(campaign, "nobody", reason);
    }

    private static void awaitReason(UUID campaign, String cookie, String reason) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() ->
                        outcome(campaign, cookie).path("reason").asString("").equals(reason));
    }
}
