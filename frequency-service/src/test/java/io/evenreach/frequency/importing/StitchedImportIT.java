package io.evenreach.frequency.importing;

import static io.evenreach.frequency.running.FeedsOfOthers.row;
import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.contracts.identity.ObservedHashed;
import io.evenreach.frequency.running.FeedsOfOthers;
import io.evenreach.frequency.running.FeedsOfOthers.Campaign;
import io.evenreach.frequency.running.FrequencyUnderTest;
import io.evenreach.frequency.running.IdentityInTest;
import io.evenreach.testkit.Chance;
import io.evenreach.testkit.RealServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.JsonNode;

/** Logs with several identifier columns: the report right after the import counts people, not cookies. */
@RealServers
class StitchedImportIT {

    private static final Instant START = Instant.parse("2018-07-01T00:00:00Z");
    private static final Instant END = Instant.parse("2018-08-01T00:00:00Z");

    private static FeedsOfOthers feeds;

    @BeforeAll
    static void start() {
        feeds = new FeedsOfOthers();
        feeds.channel("search");
    }

    @AfterAll
    static void stop() {
        feeds.close();
    }

    @Test
    void endsOnlyWhenIdentityHasStitchedWhatItSaw() throws InterruptedException {
        try (IdentityInTest identity = new IdentityInTest(feeds, Duration.ofMillis(20));
                FrequencyUnderTest service = FrequencyUnderTest.start("evenreach.import.batch-rows=50")) {
            Campaign campaign = Campaign.ofDataSet("set-" + UUID.randomUUID(), START, END, row("search", 3));
            feeds.campaign(campaign);
            // Each of 30 people has a phone and five cookies; two rows per cookie, one of them without the phone.
            List<String> rows = new ArrayList<>();
            for (int person = 0; person < 30; person++) {
                for (int cookie = 0; cookie < 5; cookie++) {
                    String key = "c" + person + "-" + cookie;
                    rows.add(key + ",+3361234" + (1000 + person) + ",2018-07-02T10:00:0" + cookie + "Z");
                    rows.add(key + ",,2018-07-03T10:00:0" + cookie + "Z");
                }
            }
            String file = "cookie,phone,time\n" + String.join("\n", new Chance(3).shuffled(rows));
            JsonNode job = service.importFile(
                    file,
                    FrequencyUnderTest.mapping(
                            campaign.campaignId(),
                            Map.of("constant", "search"),
                            Map.of(
                                    "customer",
                                    List.of(
                                            Map.of("column", "cookie", "type", "cookie"),
                                            Map.of("column", "phone", "type", "phone")))));
            assertThat(job.path("rowsAccepted").asLong()).isEqualTo(300);
            assertThat(job.path("identityLate").isMissingNode()).isTrue();
            assertThat(identity.heard()).extracting(ObservedHashed::evidence).containsOnly("IMPORT");
            // One observation for each pair, and the marker.
            assertThat(identity.heard()).hasSize(151);

            JsonNode reach = service.reach(campaign.campaignId());
            assertThat(reach.path("eligible").asLong()).isEqualTo(30);
            JsonNode channel = reach.path("channels").path(0);
            assertThat(channel.path("exposures").asLong()).isEqualTo(300);
            assertThat(channel.path("reached").asLong()).isEqualTo(30);
            assertThat(channel.path("heavyTouches").asLong()).isEqualTo(30 * 7);
            assertThat(reach.path("byIdentity").path("person").asLong()).isEqualTo(30);
        }
    }

    @Test
    void tellsIdentityTheSameWhateverTheOrderOfRowsAndWhereverAWorkerDied() throws InterruptedException {
        try (IdentityInTest identity = new IdentityInTest(feeds, Duration.ZERO);
                FrequencyUnderTest service = FrequencyUnderTest.start("evenreach.import.batch-rows=7")) {
            Chance.forSeeds(1, chance -> {
                Campaign campaign = Campaign.ofDataSet("set-" + UUID.randomUUID(), START, END, row("search", 3));
                feeds.campaign(campaign);
                List<String> rows = new ArrayList<>();
                for (int i = 0; i < 150; i++) {
                    // Few of each, so that sets come again at other times, with columns swapped and values written
                    // differently; some rows at the very same time.
                    String one = "s" + chance.below(6);
                    String other = "s" + chance.below(6);
                    String phone = chance.percent(30)
                            ? ""
                            : chance.pick(List.of("+33 6 12 34 50 0", "+3361234500")) + chance.below(4);
                    Instant at = START.plusSeconds(60L * chance.below(500));
                    rows.add(one + "," + other + "," + phone + "," + at);
                }
                List<ObservedHashed> first = told(identity, campaign, () -> importRows(service, campaign, rows));
                assertThat(first).hasSizeGreaterThan(30).isSortedAccordingTo(comparing(ObservedHashed::observedAt));
                for (int shuffle = 0; shuffle < 2; shuffle++) {
                    List<String> shuffled = chance.shuffled(rows);
                    assertThat(told(identity, campaign, () -> importRows(service, campaign, shuffled)))
                            .isEqualTo(first);
                }
                List<String> shuffled = chance.shuffled(rows);
                assertThat(told(identity, campaign, () -> importWithADeath(service, campaign, shuffled)))
                        .isEqualTo(first);
            });
        }
    }

    /** What identity hears of one import. */
    private static List<ObservedHashed> told(IdentityInTest identity, Campaign campaign, Runnable anImport) {
        int before = identity.heard().size();
        anImport.run();
        return identity.heard().stream()
                .skip(before)
                .filter(observed -> observed.observationId().startsWith("import:" + campaign.campaignId()))
                .toList();
    }

    private static final Map<String, Object> THREE_COLUMNS = Map.of(
            "customer",
            List.of(
                    Map.of("column", "one", "type", "cookie"),
                    Map.of("column", "other", "type", "cookie"),
                    Map.of("column", "phone", "type", "phone")));

    private static void importRows(FrequencyUnderTest service, Campaign campaign, List<String> rows) {
        service.importFile(
                "one,other,phone,time\n" + String.join("\n", rows),
                FrequencyUnderTest.mapping(campaign.campaignId(), Map.of("constant", "search"), THREE_COLUMNS));
    }

    private static void importWithADeath(FrequencyUnderTest service, Campaign campaign, List<String> rows) {
        SmartLifecycle worker = service.context().getBean("importWorker", SmartLifecycle.class);
        worker.stop();
        String jobId;
        try (FrequencyUnderTest dying =
                FrequencyUnderTest.start("evenreach.import.batch-rows=2", "evenreach.job.lease=2s")) {
            jobId = service.startImport(
                    "one,other,phone,time\n" + String.join("\n", rows),
                    FrequencyUnderTest.mapping(campaign.campaignId(), Map.of("constant", "search"), THREE_COLUMNS));
            dying.await("/api/v1/imports/" + jobId, job -> job.path("rowsRead").asLong() > 20);
        }
        worker.start();
        service.await("/api/v1/imports/" + jobId, FrequencyUnderTest::isOver);
    }

    @Test
    void doesNotWaitForEverWhenIdentityIsAway() {
        try (FrequencyUnderTest service = FrequencyUnderTest.start("evenreach.import.identity-wait=1s")) {
            Campaign campaign = Campaign.ofDataSet("set-" + UUID.randomUUID(), START, END, row("search", 3));
            feeds.campaign(campaign);
            JsonNode job = service.importFile(
                    "cookie,phone,time\nc1,+33612341000,2018-07-02T10:00:00Z\n",
                    FrequencyUnderTest.mapping(
                            campaign.campaignId(),
                            Map.of("constant", "search"),
                            Map.of(
                                    "customer",
                                    List.of(
                                            Map.of("column", "cookie", "type", "cookie"),
                                            Map.of("column", "phone", "type", "phone")))));
            assertThat(job.path("identityLate").asBoolean()).isTrue();
            assertThat(job.path("rowsAccepted").asLong()).isEqualTo(1);
        }
    }
}
