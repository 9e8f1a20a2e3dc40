package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.campaign.CampaignChanged.AudienceRef;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever names what is not known here waits a moment for it, and costs nobody else anything. */
@RealServers
class PolicyWaitIT {

    private static final int CALLERS = 50;
    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(1, "--evenreach.policy.feed-wait=3s", "--evenreach.policy.unknown-for=1h");
        world.channel("search", null, Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void asksTheDatabaseAFewTimesHoweverManyWait() throws Exception {
        long before = looks();

        List<HttpProbe.Answer> answers = together(UUID::randomUUID);

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("UNKNOWN_CAMPAIGN");
        });
        // Connections tell what they did with a delay of a second. Each caller alone would have looked a hundred times.
        Thread.sleep(2_500);
        assertThat(looks() - before).isBetween(1L, 200L);
    }

    @Test
    void waitsOnceForWhatIsNotThere() {
        UUID nothing = UUID.randomUUID();
        ask(nothing);
        Instant asked = Instant.now();

        assertThat(ask(nothing).code()).isEqualTo("UNKNOWN_CAMPAIGN");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void findsWhatArrivesMeanwhile() throws Exception {
        UUID late = UUID.randomUUID();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> defined = thread.submit(() -> {
                Thread.sleep(300);
                world.feeds.campaign(
                        late, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 1, "MARKETING", Feeds.row("search", 500));
                return null;
            });

            assertThat(together(() -> late))
                    .allSatisfy(answer -> assertThat(answer.json()
                                    .path("decisions")
                                    .path(0)
                                    .path("outcome")
                                    .asString())
                            .as(answer.body())
                            .isEqualTo("ALLOW"));
            defined.get();
        }
    }

    @Test
    void findsWhatArrivesAfterItWasUnknown() {
        UUID later = UUID.randomUUID();
        ask(later);
        world.feeds.campaign(
                later, "ACTIVE", new AudienceRef("EVERYONE", null, 0), 1, "MARKETING", Feeds.row("search", 500));

        await().atMost(Duration.ofSeconds(60)).until(() -> ask(later).status() == 200);
    }

    /** How often the revision was read, by whatever connection. */
    private static long looks() {
        return world.count("select seq_scan + coalesce(idx_scan, 0) from pg_stat_user_tables"
                + " where schemaname = 'frequency' and relname = 'policy_revision'");
    }

    private static List<HttpProbe.Answer> together(Supplier<UUID> campaigns) throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<HttpProbe.Answer>> asked = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                UUID campaign = campaigns.get();
                asked.add(callers.submit(() -> ask(campaign)));
            }
            List<HttpProbe.Answer> answers = new ArrayList<>();
            for (Future<HttpProbe.Answer> answer : asked) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static HttpProbe.Answer ask(UUID campaign) {
        return world.platform()
                .post(
                        "/api/v1/decisions",
                        Map.of(
                                "requests",
                                List.of(World.ask(
                                        UUID.randomUUID().toString(),
                                        "search",
                                        campaign,
                                        List.of(World.cookie(UUID.randomUUID().toString()))))));
    }
}
