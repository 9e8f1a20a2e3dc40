package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.testkit.RealServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two instances, many callers, one customer. */
@RealServers
class OverGrantIT {

    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(2);
        world.channel("search", null, Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void sixtyFourCallersOverTwoInstancesNeverGetMoreThanThePlan() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        for (int round = 0; round < 20; round++) {
            // Nobody has ever seen this person, so that the first ask of both instances makes the history.
            Map<String, Object> customer = World.cookie("hot-" + round);
            assertThat(allowedOf(64, campaign, List.of(customer))).isEqualTo(3);
            assertThat(world.touchesOf(Feeds.cookie("hot-" + round)))
                    .filteredOn(touch -> touch.state() == TouchState.GRANTED)
                    .hasSize(3);
        }
    }

    @Test
    void callersWhoNameTwoPeopleShareTheirPlan() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 3));
        for (int round = 0; round < 5; round++) {
            Map<String, Object> one = World.cookie("pair-a-" + round);
            Map<String, Object> other = World.cookie("pair-b-" + round);
            assertThat(allowedOf(32, campaign, List.of(one, other), List.of(other, one)))
                    .isEqualTo(3);
        }
    }

    @Test
    void batchesOverTwoInstancesNeverGetMoreThanThePlan() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("search", 2));
        int people = 50;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> allowed = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                int instance = caller;
                List<Map<String, Object>> asks = new ArrayList<>();
                for (int person = 0; person < people; person++) {
                    asks.add(World.ask(
                            "batch-" + caller + "-" + person,
                            "search",
                            campaign,
                            List.of(World.cookie("crowd-" + person))));
                }
                allowed.add(threads.submit(() -> {
                    JsonNode answer = world.probe(instance)
                            .withToken(World.PLATFORM)
                            .post("/api/v1/decisions", Map.of("requests", asks))
                            .json();
                    int count = 0;
                    for (JsonNode decision : answer.path("decisions")) {
                        count += decision.path("outcome").asString().equals("ALLOW") ? 1 : 0;
                    }
                    return count;
                }));
            }
            int total = 0;
            for (Future<Integer> one : allowed) {
                total += one.get();
            }
            assertThat(total).isEqualTo(people * 2);
        }
    }

    @Test
    void callersOfTwoCampaignsOverTwoInstancesNeverGetMoreThanTheCeiling() throws Exception {
        world.channel("tv", null, Duration.ofMinutes(10));
        List<UUID> campaigns =
                List.of(world.activeCampaign(Feeds.row("tv", 20)), world.activeCampaign(Feeds.row("tv", 20)));
        world.feeds.ceiling("tv-week", 3, Feeds.rolling(Duration.ofDays(7)), List.of(), "tv");
        world.awaitGovernance();
        for (int round = 0; round < 10; round++) {
            Map<String, Object> customer = World.cookie("capped-" + round);
            assertThat(allowedOf(64, "tv", campaigns, "CEILING_REACHED", List.of(customer)))
                    .isEqualTo(3);
            assertThat(world.touchesOf(Feeds.cookie("capped-" + round)))
                    .filteredOn(touch -> touch.state() == TouchState.GRANTED)
                    .hasSize(3);
        }
    }

    @SafeVarargs
    private int allowedOf(int callers, UUID campaign, List<Map<String, Object>>... identifiers) throws Exception {
        return allowedOf(callers, "search", List.of(campaign), "PLAN_REACHED", identifiers);
    }

    /** The callers take turns with the campaigns and with whom they name. */
    @SafeVarargs
    private int allowedOf(
            int callers, String channel, List<UUID> campaigns, String reason, List<Map<String, Object>>... identifiers)
            throws Exception {
        CountDownLatch together = new CountDownLatch(callers);
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                int number = caller;
                answers.add(threads.submit(() -> {
                    together.countDown();
                    together.await();
                    JsonNode decision = world.probe(number)
                            .withToken(World.PLATFORM)
                            .post(
                                    "/api/v1/decisions",
                                    Map.of(
                                            "requests",
                                            List.of(World.ask(
                                                    UUID.randomUUID().toString(),
                                                    channel,
                                                    campaigns.get(number / 2 % campaigns.size()),
                                                    identifiers[number % identifiers.length]))))
                            .json()
                            .path("decisions")
                            .path(0);
                    String outcome = decision.path("outcome").asString();
                    if (outcome.equals("DENY")) {
                        assertThat(decision.path("reason").asString()).isEqualTo(reason);
                    }
                    return outcome.equals("ALLOW");
                }));
            }
            int allowed = 0;
            for (Future<Boolean> answer : answers) {
                allowed += answer.get() ? 1 : 0;
            }
            return allowed;
        }
    }
}
