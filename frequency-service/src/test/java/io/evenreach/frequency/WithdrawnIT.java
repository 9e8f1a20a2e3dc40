package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.identifiers.Hashed;
import io.evenreach.testkit.RealServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Identity says that somebody withdrew advertising. */
@RealServers
class WithdrawnIT {

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

    @Test
    void keepsMarketingFromThemWithinTwoSecondsUntilItIsAllowedAgain() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 500));
        UUID service = UUID.randomUUID();
        world.feeds.campaign(
                service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 1, "SERVICE", Feeds.row("search", 500));
        world.awaitCampaign(service);
        Duration soonest = Duration.ofDays(1);
        // Whatever else the machine does may delay one of them, and hardly five.
        int withdrawn = 0;
        while (withdrawn < 5 && soonest.compareTo(Duration.ofSeconds(2)) > 0) {
            Duration took = untilWithdrawn(campaign, "withdrawn-one-" + ++withdrawn, "withdrawn-other-" + withdrawn);
            soonest = took.compareTo(soonest) < 0 ? took : soonest;
        }
        assertThat(soonest).isLessThan(Duration.ofSeconds(2));
        String nameOfOne = "withdrawn-one-" + withdrawn;
        String nameOfOther = "withdrawn-other-" + withdrawn;
        Hashed one = Feeds.cookie(nameOfOne);
        Hashed other = Feeds.cookie(nameOfOther);
        JsonNode ground =
                world.decide("search", campaign, World.cookie(nameOfOther)).path("ground");
        assertThat(ground.path("kind").asString()).isEqualTo("WITHDRAWAL");
        assertThat(Instant.parse(ground.path("since").asString())).isBefore(Instant.now());
        assertThat(outcome(service, nameOfOther)).isEqualTo("ALLOW");
        assertThat(outcome(campaign, "somebody-else")).isEqualTo("ALLOW");

        world.feeds.withdraw(Instant.now().minusSeconds(1), one);
        world.awaitIdentity();
        assertThat(outcome(campaign, nameOfOne)).isEqualTo("ALLOW");
        assertThat(outcome(campaign, nameOfOther)).isEqualTo("BRAND_HOLD");
        world.feeds.join(one, other);
        world.awaitIdentity();
        assertThat(outcome(campaign, nameOfOther)).as("taken back").isEqualTo("ALLOW");
    }

    /** How long after a withdrawal is told somebody of two identifiers is asked for in vain. */
    private static Duration untilWithdrawn(UUID campaign, String one, String other) {
        world.feeds.join(Feeds.cookie(one), Feeds.cookie(other));
        world.awaitIdentity();
        assertThat(outcome(campaign, one)).isEqualTo("ALLOW");
        assertThat(outcome(campaign, other)).isEqualTo("ALLOW");
        world.feeds.withdraw(null, Feeds.cookie(one), Feeds.cookie(other));
        long begin = System.nanoTime();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> outcome(campaign, one).equals("BRAND_HOLD")
                        && outcome(campaign, other).equals("BRAND_HOLD"));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    void keepsMarketingFromWhomIsKnownForServiceOnlyUntilAdvertisingIsAllowed() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 500));
        Hashed asked = Feeds.cookie("asked-before-told");
        Hashed told = Feeds.cookie("told-before-asked");
        assertThat(outcome(campaign, "asked-before-told")).as("never seen").isEqualTo("ALLOW");

        world.feeds.withdraw(null, asked, told);
        world.awaitIdentity();
        assertThat(outcome(campaign, "asked-before-told")).isEqualTo("BRAND_HOLD");
        assertThat(outcome(campaign, "told-before-asked")).isEqualTo("BRAND_HOLD");

        world.feeds.join(asked, told);
        world.awaitIdentity();
        assertThat(outcome(campaign, "asked-before-told")).isEqualTo("ALLOW");
        assertThat(outcome(campaign, "told-before-asked")).isEqualTo("ALLOW");
    }

    @Test
    void countsThemAsNobodyWhoWasMissed() {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        Hashed one = Feeds.cookie("reach-one");
        world.feeds.join(one);
        world.awaitIdentity();
        assertThat(outcome(campaign, "reach-one")).isEqualTo("ALLOW");
        Instant asked = Instant.now();
        await("everybody of before is counted")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        Instant.parse(reach(campaign).path("asOf").asString()).isAfter(asked));
        long before = reach(campaign).path("eligible").asLong();

        world.feeds.withdraw(null, one);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> reach(campaign).path("excluded").path("BRAND_HOLD").asLong() == 1);
        assertThat(reach(campaign).path("eligible").asLong()).isEqualTo(before - 1);
        world.feeds.join(one);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> reach(campaign).path("excluded").path("BRAND_HOLD").isMissingNode());
        assertThat(reach(campaign).path("eligible").asLong()).isEqualTo(before);
    }

    @Test
    void countsServiceMessagesOnceForAPersonWhoseIdentifiersAreApartForAdvertising() {
        UUID marketing = world.activeCampaign(Feeds.row("search", 9));
        UUID service = UUID.randomUUID();
        world.feeds.campaign(
                service, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 1, "SERVICE", Feeds.row("search", 1));
        world.awaitCampaign(service);
        List<String> names = List.of("one-of-three", "two-of-three", "three-of-three");
        Hashed[] all = names.stream().map(Feeds::cookie).toArray(Hashed[]::new);
        world.feeds.join(all[0], all[1], all[2]);
        world.awaitIdentity();
        world.feeds.withdraw(null, all);
        world.awaitIdentity();

        assertThat(names)
                .allSatisfy(name -> assertThat(outcome(marketing, name)).isEqualTo("BRAND_HOLD"));
        assertThat(names.stream()
                        .map(name -> world.decide("search", marketing, World.cookie(name))
                                .path("profileId")
                                .asString()))
                .doesNotHaveDuplicates();
        assertThat(names.stream().map(name -> outcome(service, name)))
                .containsExactly("ALLOW", "PLAN_REACHED", "PLAN_REACHED");

        world.feeds.join(all[0], all[1], all[2]);
        world.awaitIdentity();
        assertThat(names.stream().map(name -> outcome(service, name))).containsOnly("PLAN_REACHED");
        assertThat(names)
                .allSatisfy(name -> assertThat(outcome(marketing, name)).isEqualTo("ALLOW"));
        assertThat(world.count("select count(*) from service_owner where key = any(?)", (Object)
                        List.of(all).stream().map(one -> one.key().bytes()).toArray(byte[][]::new)))
                .isZero();
    }

    /** What is decided, or why it is not allowed. */
    private static String outcome(UUID campaign, String cookie) {
        JsonNode decision = world.decide("search", campaign, World.cookie(cookie));
        return decision.path("reason").asString(decision.path("outcome").asString());
    }

    private static JsonNode reach(UUID campaign) {
        return world.platform().get("/api/v1/campaigns/" + campaign + "/reach").json();
    }
}
