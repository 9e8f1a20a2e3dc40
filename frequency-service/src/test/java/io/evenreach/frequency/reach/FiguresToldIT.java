package io.evenreach.frequency.reach;

import static io.evenreach.frequency.running.FeedsOfOthers.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.frequency.HeavyTouched;
import io.evenreach.contracts.frequency.LeakageReported;
import io.evenreach.frequency.running.FeedsOfOthers;
import io.evenreach.frequency.running.FeedsOfOthers.Campaign;
import io.evenreach.frequency.running.FrequencyUnderTest;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import io.evenreach.testkit.TestTokens;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Heavy and leakage as others hear of them: on Kafka and as metrics. */
@RealServers
class FiguresToldIT {

    private static final JsonMapper JSON = new JsonMapper();

    private static FeedsOfOthers feeds;
    private static FrequencyUnderTest service;
    private static PeopleInTest people;

    @BeforeAll
    static void start() {
        feeds = new FeedsOfOthers();
        feeds.channel("told");
        feeds.channel("untold");
        feeds.channel("of-partner", "site", Duration.ofMinutes(10));
        people = new PeopleInTest(feeds);
        service = FrequencyUnderTest.start("evenreach.reach.figures-every=200ms");
    }

    @AfterAll
    static void stop() {
        service.close();
        feeds.close();
    }

    private static Campaign campaign(io.evenreach.contracts.campaign.CampaignChanged.PlanRow... plan) {
        Instant now = Instant.now();
        return told(Campaign.ofEveryone(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)), plan));
    }

    private static Campaign told(Campaign campaign) {
        feeds.campaign(campaign);
        service.await("/api/v1/campaigns/" + campaign.campaignId() + "/reach", answer -> true);
        return campaign;
    }

    private static void expose(HttpProbe as, Campaign campaign, String channel, String cookie) {
        HttpProbe.Answer answer = as.post(
                "/api/v1/exposures",
                Map.of(
                        "exposures",
                        List.of(Map.of(
                                "exposureId", UUID.randomUUID().toString(),
                                "campaignId", campaign.campaignId().toString(),
                                "channel", channel,
                                "identifiers", List.of(Map.of("type", "cookie", "scope", "test", "value", cookie)),
                                "occurredAt", Instant.now().toString()))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().path("accepted").asInt()).as(answer.body()).isEqualTo(1);
    }

    /** Everything on a topic of one campaign, oldest first. */
    private static <T> List<T> told(String topic, String type, Class<T> event, Campaign campaign) {
        List<T> told = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.current().kafka()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    JsonNode body = JSON.readTree(record.value());
                    if (body.path("campaignId")
                            .asString("")
                            .equals(campaign.campaignId().toString())) {
                        assertThat(new String(
                                        record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8))
                                .isEqualTo(type);
                        told.add(JSON.treeToValue(body, event));
                    }
                }
            }
        }
        return told;
    }

    private static List<HeavyTouched> heavy(Campaign campaign, int count) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> told(Topics.HEAVY, EventTypes.HEAVY_TOUCHED, HeavyTouched.class, campaign),
                        told -> told.size() >= count);
    }

    @Test
    void tellsEachTouchBeyondPlanOnceWithItsCauseAndWhoShowedIt() throws InterruptedException {
        Campaign campaign = campaign(row("told", 2), row("of-partner", 0));
        HttpProbe site = service.probe().withToken(TestTokens.ofPartner("site", Scopes.EXPOSURE_WRITE));
        for (int i = 0; i < 4; i++) {
            expose(service.probe(), campaign, "told", "often");
        }
        expose(service.probe(), campaign, "told", "seldom");
        expose(site, campaign, "of-partner", "often");

        List<HeavyTouched> first = heavy(campaign, 3);
        assertThat(first).hasSize(3).allSatisfy(event -> {
            assertThat(event.cause()).isEqualTo("NEVER_GRANTED");
            assertThat(event.profileId()).isEqualTo(people.foundedBy("often"));
            assertThat(event.sequence()).isPositive();
            assertThat(event.detectedAt()).isAfterOrEqualTo(event.occurredAt());
        });
        assertThat(first.stream().filter(event -> event.channel().equals("told")))
                .extracting(HeavyTouched::overBy, HeavyTouched::partnerId)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(1, null), org.assertj.core.groups.Tuple.tuple(2, null));
        assertThat(first.stream().filter(event -> event.channel().equals("of-partner")))
                .extracting(HeavyTouched::overBy, HeavyTouched::partnerId)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, "site"));
        JsonNode listed = service.get("/api/v1/campaigns/" + campaign.campaignId() + "/heavy?channel=told");
        assertThat(listed.toString())
                .contains(first.stream()
                        .filter(event -> event.channel().equals("told"))
                        .map(HeavyTouched::touchId)
                        .toList());

        expose(service.probe(), campaign, "told", "often");
        assertThat(heavy(campaign, 4)).hasSize(4);
        // What was told stays told when more is read of the same people.
        expose(service.probe(), campaign, "told", "seldom");
        service.await(
                "/api/v1/campaigns/" + campaign.campaignId() + "/reach",
                reach -> reach.path("channels").path(0).path("exposures").asLong() == 7);
        Thread.sleep(500);
        assertThat(heavy(campaign, 4))
                .extracting(HeavyTouched::touchId)
                .hasSize(4)
                .doesNotHaveDuplicates();
    }

    @Test
    void tellsServiceMessagesBeyondPlanByWhoIsOnePersonForThem() throws InterruptedException {
        Instant now = Instant.now();
        Campaign campaign =
                told(Campaign.ofEveryone(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)), row("told", 1))
                        .ofServiceMessages());
        for (String cookie : List.of("y", "z", "a", "b")) {
            people.born(cookie, now);
        }
        people.give("z", people.foundedBy("y"), List.of("SERVICE"));
        people.give("b", people.foundedBy("a"), List.of("ADS"));
        var jdbc = service.context().getBean(org.springframework.jdbc.core.JdbcTemplate.class);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Integer.valueOf(2)
                        .equals(jdbc.queryForObject("select count(distinct key) from service_owner", Integer.class)));
        for (String cookie : List.of("a", "b", "y", "z")) {
            expose(service.probe(), campaign, "told", cookie);
        }

        assertThat(heavy(campaign, 1)).singleElement().satisfies(event -> {
            assertThat(event.profileId()).isEqualTo(people.foundedBy("y"));
            assertThat(event.overBy()).isEqualTo(1);
        });
        JsonNode reach = service.await(
                "/api/v1/campaigns/" + campaign.campaignId() + "/reach",
                all -> all.path("channels").path(0).path("exposures").asLong() == 4);
        assertThat(reach.path("channels").path(0).path("heavyTouches").asLong()).isEqualTo(1);
        Thread.sleep(500);
        assertThat(heavy(campaign, 1)).hasSize(1);
    }

    @Test
    void countsFiguresOfActiveCampaignsAndTellsThemWhenTheyAreCompleted() {
        Campaign campaign = campaign(row("told", 1), row("untold", 3));
        for (int i = 0; i < 3; i++) {
            expose(service.probe(), campaign, "told", "counted");
        }
        String path = "/api/v1/campaigns/" + campaign.campaignId() + "/reach";
        JsonNode reach = service.await(
                path,
                report -> report.path("channels").path(0).path("exposures").asLong() == 3);
        assertThat(reach.path("channels").path(0).path("heavyTouches").asLong()).isEqualTo(2);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode channels = service.get(path).path("channels");
            assertThat(gauge("evenreach.heavy.touches", campaign, "told")).isEqualTo(2);
            assertThat(gauge("evenreach.heavy.touches", campaign, "untold")).isEqualTo(0);
            assertThat(gauge("evenreach.leakage.touches", campaign, "told"))
                    .isEqualTo(channels.path(0).path("leakageTouches").asDouble());
            assertThat(gauge("evenreach.leakage.touches", campaign, "untold"))
                    .isEqualTo(channels.path(1).path("leakageTouches").asDouble())
                    .isPositive();
        });

        feeds.campaign(campaign.next("COMPLETED"));

        JsonNode frozen = service.await(path, report -> report.path("frozenAt").isString());
        List<LeakageReported> told = await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> told(Topics.LEAKAGE, EventTypes.LEAKAGE_REPORTED, LeakageReported.class, campaign),
                        events -> events.size() >= 2);
        assertThat(told).extracting(LeakageReported::channel).containsExactly("told", "untold");
        for (int i = 0; i < 2; i++) {
            JsonNode channel = frozen.path("channels").path(i);
            LeakageReported event = told.get(i);
            assertThat(event.row()).isEqualTo(i);
            assertThat(event.eligible()).isEqualTo(frozen.path("eligible").asLong());
            assertThat(event.under()).isEqualTo(channel.path("under").asLong());
            assertThat(event.leakageTouches())
                    .isEqualTo(channel.path("leakageTouches").asLong());
            assertThat(event.heavyTouches())
                    .isEqualTo(channel.path("heavyTouches").asLong());
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> find("evenreach.heavy.touches", campaign, "told") == null);
    }

    @Test
    void countsWhatHeldOutPeopleAreShownTooOftenAlikeWhereverItIsTold() {
        Instant now = Instant.now();
        Campaign campaign =
                Campaign.ofEveryone(now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)), row("told", 1));
        feeds.campaign(campaign, 100);
        String path = "/api/v1/campaigns/" + campaign.campaignId() + "/reach";
        service.await(path, report -> report.path("arms").path("holdoutPercent").asInt() == 100);
        for (int i = 0; i < 3; i++) {
            expose(service.probe(), campaign, "told", "held-out");
        }
        JsonNode reach = service.await(
                path,
                report -> report.path("channels").path(0).path("exposures").asLong() == 3);
        assertThat(reach.path("eligible").asLong()).isZero();
        assertThat(reach.path("channels").path(0).path("heavyTouches").asLong()).isEqualTo(2);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(gauge("evenreach.heavy.touches", campaign, "told"))
                        .isEqualTo(2));
        assertThat(heavy(campaign, 2)).hasSize(2);
        JsonNode tried = service.simulate(Map.of(
                        "campaignId",
                        campaign.campaignId(),
                        "plan",
                        List.of(Map.of("channel", "told", "target", 1, "window", Map.of("kind", "CAMPAIGN")))))
                .path("channels")
                .path(0);
        assertThat(tried.path("heavyAvoided").asLong()).as(tried.toString()).isEqualTo(2);
        assertThat(tried.path("allowed").asLong()).isEqualTo(1);
        assertThat(tried.path("underPlan").asLong(-1)).isZero();

        feeds.campaign(campaign.next("COMPLETED"), 100);

        JsonNode frozen = service.await(path, report -> report.path("frozenAt").isString());
        assertThat(frozen.path("channels").path(0).path("heavyTouches").asLong())
                .isEqualTo(2);
        assertThat(await().atMost(Duration.ofSeconds(60))
                        .until(
                                () -> told(
                                        Topics.LEAKAGE, EventTypes.LEAKAGE_REPORTED, LeakageReported.class, campaign),
                                events -> !events.isEmpty()))
                .extracting(LeakageReported::heavyTouches)
                .containsExactly(2L);
    }

    private static @org.jspecify.annotations.Nullable Gauge find(String name, Campaign campaign, String channel) {
        return service.context()
                .getBean(MeterRegistry.class)
                .find(name)
                .tags("campaign", campaign.campaignId().toString(), "channel", channel)
                .gauge();
    }

    private static double gauge(String name, Campaign campaign, String channel) {
        Gauge gauge = find(name, campaign, channel);
        return gauge == null ? Double.NaN : gauge.value();
    }
}
