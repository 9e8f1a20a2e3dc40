package io.evenreach.frequency.importing;

import static io.evenreach.frequency.running.FeedsOfOthers.row;
import static io.evenreach.frequency.running.FrequencyUnderTest.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.running.FeedsOfOthers;
import io.evenreach.frequency.running.FeedsOfOthers.Campaign;
import io.evenreach.frequency.running.FrequencyUnderTest;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.Chance;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Imports over HTTP, with PostgreSQL and Kafka, and two instances where it matters. */
@RealServers
class ImportIT {

    private static final Path REAL_LOG = Path.of("../../shared/data/touches.csv");
    private static final Instant START = Instant.parse("2018-07-01T00:00:00Z");
    private static final Instant END = Instant.parse("2018-08-01T00:00:00Z");
    private static final Map<String, String> CHANNELS = Map.of(
            "Paid Search", "paid-search",
            "Facebook", "facebook",
            "Online Video", "online-video",
            "Instagram", "instagram",
            "Online Display", "online-display");
    private static final Map<String, Object> LOG_MAPPING = Map.of(
            "channels", CHANNELS, "interaction", Map.of("column", "interaction", "exposures", List.of("impression")));

    private static FeedsOfOthers feeds;
    private static FrequencyUnderTest service;

    @BeforeAll
    static void start() {
        feeds = new FeedsOfOthers();
        CHANNELS.values().forEach(feeds::channel);
        service = FrequencyUnderTest.start();
    }

    @AfterAll
    static void stop() {
        service.close();
        feeds.close();
    }

    @Test
    void takesAnUploadOnceUnderOneKeyWhateverItsBoundary() {
        Campaign campaign = audit();
        String log = "customer_id,time,channel\n1,2026-01-02T00:00:00Z,paid-search\n";
        String key = UUID.randomUUID().toString();
        Answer first = uploadWithKey(key, "one-boundary", log, campaign);
        assertThat(first.status()).as(first.body()).isEqualTo(202);
        Answer again = uploadWithKey(key, "another-boundary", log, campaign);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(uploadWithKey(key, "one-boundary", log + "2,2026-01-02T00:00:00Z,paid-search\n", campaign)
                        .status())
                .isEqualTo(422);
    }

    private static Answer uploadWithKey(String key, String boundary, String log, Campaign campaign) {
        String body = "--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"log.csv\"\r\n\r\n" + log + "\r\n--"
                + boundary + "\r\nContent-Disposition: form-data; name=\"mapping\"\r\n"
                + "Content-Type: application/json\r\n\r\n"
                + new JsonMapper().writeValueAsString(mapping(campaign.campaignId(), "channel", Map.of())) + "\r\n--"
                + boundary + "--\r\n";
        return service.probe()
                .post(
                        "/api/v1/imports",
                        body,
                        Map.of("Content-Type", "multipart/form-data; boundary=" + boundary, "Idempotency-Key", key));
    }

    @Test
    void countsARealLogExactly() throws IOException {
        if (!Boolean.getBoolean("evenreach.long") || !Files.exists(REAL_LOG)) {
            System.out.println("counted with -Devenreach.long=true where it is here: " + REAL_LOG.toAbsolutePath());
            return;
        }
        List<String> lines = Files.readAllLines(REAL_LOG);
        Campaign campaign = audit();
        long before = System.nanoTime();
        JsonNode job = service.importFile(String.join("\n", lines) + "\n", logMapping(campaign));
        double seconds = (System.nanoTime() - before) / 1e9;
        System.out.printf(
                "%,d rows in %.1f s, %,.0f rows/s%n", lines.size() - 1, seconds, (lines.size() - 1) / seconds);
        assertThat(job.path("rowsRead").asLong()).isEqualTo(38_583);
        assertThat(job.path("rowsAccepted").asLong()).isEqualTo(37_448);
        assertThat(job.path("rowsSkipped").asLong()).isEqualTo(1_135);
        assertThat(job.path("rowsRejected").asLong()).isZero();
        assertRealFigures(campaign);

        JsonNode again = service.importFile(String.join("\n", lines) + "\n", logMapping(campaign));
        assertThat(again.path("rowsAccepted").asLong()).isZero();
        assertThat(again.path("rowsDuplicate").asLong()).isEqualTo(37_448);
        assertRealFigures(campaign);

        Campaign shuffled = audit();
        List<String> rows = new Chance(7).shuffled(lines.subList(1, lines.size()));
        service.importFile(lines.getFirst() + "\r\n" + String.join("\r\n", rows), logMapping(shuffled));
        assertRealFigures(shuffled);
    }

    private static void assertRealFigures(Campaign campaign) {
        JsonNode reach = service.reach(campaign.campaignId());
        assertThat(reach.path("eligible").asLong()).isEqualTo(4_874);
        assertThat(figures(reach))
                .containsExactly(
                        "paid-search 3 4213 9847 3277 905 692 1093 5868",
                        "facebook 2 4404 11227 1626 1284 1964 3575 2096",
                        "online-video 1 3681 6977 1193 1624 2057 3296 1193");
        assertThat(reach.path("unplannedChannels").findValuesAsString("channel"))
                .containsExactly("instagram", "online-display");
        assertThat(reach.path("byIdentity").path("person").asLong()).isEqualTo(4_874);
        JsonNode whatIf = service.simulate(Map.of(
                "campaignId",
                campaign.campaignId(),
                "plan",
                campaign.plan().stream()
                        .map(row -> Map.of(
                                "channel", row.channel(), "target", row.target(), "window", Map.of("kind", "CAMPAIGN")))
                        .toList()));
        assertThat(whatIf.path("channels").findValuesAsString("allowed")).containsExactly("8754", "7652", "3681");
        assertThat(whatIf.path("channels").findValuesAsString("underPlan")).containsExactly("3277", "1626", "1193");
    }

    @Test
    void simulatesWhatAnImportBroughtAlone() {
        Campaign set = Campaign.ofDataSet(
                "set-" + UUID.randomUUID(),
                Instant.parse("2018-07-01T00:00:00Z"),
                Instant.parse("2018-08-01T00:00:00Z"),
                row("paid-search", 1));
        feeds.campaign(set);
        Object mapping = mapping(set.campaignId(), "channel", Map.of());
        JsonNode first = service.importFile("""
                customer_id,time,channel
                i1,2018-07-02T10:00:00Z,paid-search
                i1,2018-07-02T11:00:00Z,paid-search
                i2,2018-07-02T10:00:00Z,facebook
                """, mapping);
        JsonNode second = service.importFile("""
                customer_id,time,channel
                i1,2018-07-02T12:00:00Z,paid-search
                i3,2018-07-02T10:00:00Z,paid-search
                i4,2018-07-02T10:00:00Z,facebook
                i5,2018-07-02T10:00:00Z,facebook
                i1,2018-07-02T11:00:00Z,paid-search
                """, mapping);
        assertThat(second.path("rowsDuplicate").asLong()).isEqualTo(1);
        assertSimulated(Map.of("importId", first.path("jobId").asString()), "1 1 1 1");
        assertSimulated(Map.of("importId", second.path("jobId").asString()), "2 0 2 2");
        assertSimulated(Map.of("campaignId", set.campaignId()), "2 2 3 3");
    }

    /** Allowed, denied, customers under plan and leakage, of one touch per customer. */
    private static void assertSimulated(Map<String, Object> source, String expected) {
        Map<String, Object> request = new java.util.HashMap<>(source);
        request.put("plan", List.of(Map.of("channel", "paid-search", "target", 1)));
        JsonNode simulation = service.simulate(request);
        assertThat(simulation.path("importId").asString("")).isEqualTo(source.getOrDefault("importId", ""));
        JsonNode channel = simulation.path("channels").path(0);
        assertThat(List.of("allowed", "denied", "underPlan", "leakageTouches").stream()
                        .map(figure -> channel.path(figure).asString())
                        .collect(java.util.stream.Collectors.joining(" ")))
                .as(simulation.toString())
                .isEqualTo(expected);
    }

    @Test
    void reportsBrokenRowsByLineAndCountsTheRest() {
        Campaign campaign = live(row("paid-search", 1));
        String file = """
                customer_id,time,channel
                a1,2018-07-02T10:00:00Z,paid-search
                a2,"2018-07-02T10:00:00Z,paid-search
                a3,2018-07-02T10:00:00Z,radio
                a4,2099-01-01T00:00:00Z,paid-search
                a5,yesterday,paid-search
                null,2018-07-02T10:00:00Z,paid-search
                a7,2018-07-02T10:00:00Z
                a8,,paid-search
                a1,2018-07-02T10:00:00Z,paid-search
                "a1",2018-07-02T11:00:00Z,"paid-search"
                """;
        JsonNode job = service.importFile(file, mapping(campaign.campaignId(), "channel", Map.of()));
        assertThat(job.path("rowsRead").asLong()).isEqualTo(10);
        assertThat(job.path("rowsAccepted").asLong()).isEqualTo(3);
        assertThat(job.path("rowsRejected").asLong()).isEqualTo(7);
        assertThat(job.path("bytesRead").asLong())
                .isEqualTo(job.path("bytesTotal").asLong());
        List<String> rejections = new ArrayList<>();
        job.path("rejections")
                .forEach(rejection -> rejections.add(rejection.path("line").asLong() + " "
                        + rejection.path("code").asString()));
        assertThat(rejections)
                .containsExactly(
                        "3 MALFORMED_ROW",
                        "4 UNKNOWN_CHANNEL",
                        "5 TIME_IN_FUTURE",
                        "6 INVALID_TIME",
                        "7 INVALID_IDENTIFIER",
                        "8 MALFORMED_ROW",
                        "9 MISSING_VALUE");
        String rest = "/api/v1/imports/" + job.path("jobId").asString() + "/rejections?limit=4";
        JsonNode page = service.get(rest);
        assertThat(page.path("items")).hasSize(4);
        assertThat(service.get(rest + "&cursor=" + page.path("nextCursor").asString())
                        .path("items"))
                .hasSize(3);
        // Three exposures of one person, two of them twins.
        JsonNode channel = service.reach(campaign.campaignId()).path("channels").path(0);
        assertThat(channel.path("reached").asLong()).isEqualTo(1);
        assertThat(channel.path("exposures").asLong()).isEqualTo(3);
        assertThat(channel.path("heavyTouches").asLong()).isEqualTo(2);
    }

    @Test
    void countsTwinsInAnyOrderAndOnlyOnce() {
        Campaign campaign = live(row("paid-search", 1));
        String header = "customer_id,time,channel\n";
        String twin = "t1,2018-07-02T10:00:00Z,paid-search\n";
        String other = "t2,2018-07-02T10:00:00Z,paid-search\n";
        Map<String, Object> mapping = mapping(campaign.campaignId(), "channel", Map.of());
        assertThat(service.importFile(header + twin + other + twin, mapping)
                        .path("rowsAccepted")
                        .asLong())
                .isEqualTo(3);
        JsonNode again = service.importFile(header + other + twin + twin + twin, mapping);
        assertThat(again.path("rowsDuplicate").asLong()).isEqualTo(3);
        assertThat(again.path("rowsAccepted").asLong()).isEqualTo(1);
        assertThat(service.reach(campaign.campaignId())
                        .path("channels")
                        .path(0)
                        .path("exposures")
                        .asLong())
                .isEqualTo(4);
    }

    @Test
    void freezesTheReportOfACompletedCampaignAnewWhereItBringsSomethingAlone() {
        Campaign campaign = live(row("paid-search", 1));
        Map<String, Object> mapping = mapping(campaign.campaignId(), "channel", Map.of());
        String log = "customer_id,time,channel\nf1,2018-07-02T10:00:00Z,paid-search\n";
        service.importFile(log, mapping);
        feeds.campaign(campaign.next("COMPLETED"));
        String path = "/api/v1/campaigns/" + campaign.campaignId() + "/reach";
        assertThat(exposures(service.await(path, reach -> reach.path("frozenAt").isString())))
                .isEqualTo(1);

        service.importFile(log + "f2,2018-07-02T10:00:00Z,paid-search\n", mapping);
        JsonNode anew = service.await(path, reach -> reach.path("frozenAt").isString() && exposures(reach) == 2);
        assertThat(anew.path("restated").isMissingNode()).as(anew.toString()).isTrue();

        expose(campaign, "f3");
        service.await(path, reach -> exposures(reach.path("restated")) == 3);
        assertThat(service.importFile(log, mapping).path("rowsAccepted").asLong())
                .isZero();
        JsonNode still = service.get(path);
        assertThat(still.path("frozenAt").isString()).as(still.toString()).isTrue();
        assertThat(exposures(still)).as(still.toString()).isEqualTo(2);
        assertThat(exposures(still.path("restated"))).as(still.toString()).isEqualTo(3);
    }

    @Test
    void freezesTheReportAnewForWhatAnImportBroughtThatFailedAfterwards() {
        Campaign campaign = live(row("paid-search", 1));
        Map<String, Object> mapping = mapping(campaign.campaignId(), "channel", Map.of());
        String log = "customer_id,time,channel\nf1,2018-07-02T10:00:00Z,paid-search\n";
        JsonNode brought = service.importFile(log, mapping);
        feeds.campaign(campaign.next("COMPLETED"));
        String path = "/api/v1/campaigns/" + campaign.campaignId() + "/reach";
        service.await(path, reach -> reach.path("frozenAt").isString());
        expose(campaign, "f2");
        service.await(path, reach -> exposures(reach.path("restated")) == 2);
        // As it is left by a worker that could not end it, and nobody could since.
        JdbcTemplate jdbc = service.context().getBean(JdbcTemplate.class);
        assertThat(jdbc.update(
                        "update job set status = 'FAILED', finished_at = clock_timestamp() where job_id = ?",
                        UUID.fromString(brought.path("jobId").asString())))
                .isEqualTo(1);

        assertThat(service.importFile(log, mapping).path("rowsAccepted").asLong())
                .isZero();
        service.await(path, reach -> reach.path("frozenAt").isString() && exposures(reach) == 2);

        expose(campaign, "f3");
        service.await(path, reach -> exposures(reach.path("restated")) == 3);
        assertThat(service.importFile(log, mapping).path("rowsAccepted").asLong())
                .isZero();
        JsonNode still = service.get(path);
        assertThat(exposures(still)).as("frozen anew once: " + still).isEqualTo(2);
    }

    /** Shown in 2018, and reported only now. */
    private static void expose(Campaign campaign, String customer) {
        Answer late = service.probe()
                .post(
                        "/api/v1/exposures",
                        Map.of(
                                "exposures",
                                List.of(Map.of(
                                        "exposureId",
                                        UUID.randomUUID().toString(),
                                        "campaignId",
                                        campaign.campaignId(),
                                        "channel",
                                        "paid-search",
                                        "identifiers",
                                        List.of(Map.of("type", "login_id", "scope", "test", "value", customer)),
                                        "occurredAt",
                                        "2018-07-02T10:00:00Z"))));
        assertThat(late.status()).as(late.body()).isEqualTo(202);
    }

    private static long exposures(JsonNode reach) {
        return reach.path("channels").path(0).path("exposures").asLong();
    }

    @Test
    void usesTheSendersOwnIdsWhereThereAreSome() {
        Campaign campaign = live(row("paid-search", 1));
        Map<String, Object> mapping =
                mapping(campaign.campaignId(), Map.of("constant", "paid-search"), Map.of("exposureId", "id"));
        String unique = UUID.randomUUID().toString();
        JsonNode job = service.importFile(
                "customer_id,time,id\nu1,1530500000,%s-1\nu1,1530500000,%s-2\nu1,1530500000,%s-1\nu1,1530500099,%s-2\n"
                        .replace("%s", unique),
                mapping);
        assertThat(job.path("rowsAccepted").asLong()).isEqualTo(2);
        assertThat(job.path("rowsDuplicate").asLong()).isEqualTo(1);
        assertThat(job.path("rejections").path(0).path("code").asString()).isEqualTo("CONFLICTING_ID");
    }

    @Test
    void readsNdjson() {
        Campaign campaign = live(row("paid-search", 1));
        JsonNode job = service.importFile("""
                {"customer_id":"n1","time":"2018-07-02T10:00:00Z","channel":"paid-search"}
                {"customer_id":"n1","time":1530500000000,"channel":"paid-search","extra":{"deep":[1]}}
                {"customer_id":
                """, mapping(campaign.campaignId(), "channel", Map.of()));
        assertThat(job.path("rowsAccepted").asLong()).isEqualTo(2);
        assertThat(job.path("rowsRejected").asLong()).isEqualTo(1);
    }

    @Test
    void guessesColumns() {
        Answer answer = service.upload(
                service.probe(), "user_id;timestamp;source;event\nu1;1530500000;Radio;impression\n", null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode guess = answer.json();
        assertThat(guess.path("separator").asString()).isEqualTo(";");
        assertThat(guess.path("mapping").path("time").asString()).isEqualTo("timestamp");
        assertThat(guess.path("mapping").path("channel").asString()).isEqualTo("source");
        assertThat(guess.path("mapping").path("customer").path(0).path("type").asString())
                .isEqualTo("login_id");
        assertThat(guess.path("mapping")
                        .path("interaction")
                        .path("exposures")
                        .path(0)
                        .asString())
                .isEqualTo("impression");
        assertThat(guess.path("samples").path("source").path(0).asString()).isEqualTo("Radio");
    }

    @Test
    void refusesWhatItCannotReadAndStoresNothing() {
        Campaign campaign = live(row("paid-search", 1));
        int before = imports();
        String file = "customer_id,time,channel\na1,2018-07-02T10:00:00Z,paid-search\n";
        UUID id = campaign.campaignId();
        assertRefused(file, mapping(id, "chanel", Map.of()), 422, "UNKNOWN_COLUMN", "/mapping/channel");
        assertRefused(file, mapping(id, "channel", Map.of("time", "when")), 422, "UNKNOWN_COLUMN", "/mapping/time");
        assertRefused(
                file,
                mapping(
                        id,
                        "channel",
                        Map.of("customer", List.of(Map.of("column", "customer_id", "type", "passport")))),
                422,
                "UNKNOWN_IDENTIFIER_TYPE",
                "/mapping/customer/0/type");
        assertRefused(
                file,
                mapping(id, "channel", Map.of("customer", List.of(Map.of("column", "customer_id", "type", "cookie")))),
                422,
                "SCOPE_MISSING",
                "/mapping/customer/0/scope");
        assertRefused(
                file,
                mapping(id, "channel", Map.of("channels", Map.of("a/b", "radio"))),
                422,
                "UNKNOWN_CHANNEL",
                "/mapping/channels/a~1b");
        assertRefused(
                file, mapping(id, "channel", Map.of("zone", "Mars/Phobos")), 422, "UNKNOWN_ZONE", "/mapping/zone");
        assertRefused(
                file, mapping(id, "channel", Map.of("dataSetId", "x")), 422, "DATA_SET_MISMATCH", "/mapping/dataSetId");
        assertRefused(
                file, mapping(UUID.randomUUID(), "channel", Map.of()), 422, "UNKNOWN_CAMPAIGN", "/mapping/campaignId");
        assertRefused(
                file,
                mapping(id, "channel", Map.of("customer", java.util.Collections.singletonList(null))),
                422,
                "INVALID_FIELD",
                "/mapping/customer/0");
        assertRefused(
                file,
                mapping(id, "channel", Map.of("customer", List.of(Map.of("column", List.of())))),
                422,
                "INVALID_FIELD",
                "/mapping/customer/0/column");
        assertRefused(
                file,
                mapping(id, "channel", Map.of("channels", java.util.Collections.singletonMap("x", null))),
                422,
                "INVALID_FIELD",
                "/mapping/channels/x");
        assertRefused(file, "[]", 422, "INVALID_FIELD", "/mapping");
        assertRefused(file, "null", 422, "MISSING_FIELD", "/mapping/campaignId");
        assertRefused(file, mapping(id, "channel", Map.of("colour", "red")), 400, "UNKNOWN_FIELD", "/mapping/colour");
        assertRefused(file, "{", 400, "MALFORMED_JSON", "/mapping");
        assertRefused("", mapping(id, "channel", Map.of()), 422, "UNREADABLE_FILE", "/file");
        assertThat(service.upload(
                                service.probe(),
                                "customer_id,time,channel,créé\n",
                                StandardCharsets.ISO_8859_1,
                                mapping(id, "channel", Map.of()))
                        .code())
                .isEqualTo("UNREADABLE_FILE");
        assertThat(service.upload(service.withScopes(Scopes.IMPORT_READ), file, mapping(id, "channel", Map.of()))
                        .status())
                .isEqualTo(403);
        assertThat(imports()).isEqualTo(before);
        assertThat(service.probe().get("/api/v1/imports/" + UUID.randomUUID()).status())
                .isEqualTo(404);
        assertThat(service.probe().get("/api/v1/jobs/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }

    private static void assertRefused(String file, Object mapping, int status, String code, String pointer) {
        Answer answer = service.upload(service.probe(), file, mapping);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.pointer()).isEqualTo(pointer);
    }

    private static int imports() {
        return service.get("/api/v1/imports?limit=500").path("items").size();
    }

    /** A worker that dies in the middle, and another instance that goes on. */
    @Test
    void anotherInstanceGoesOnWhereADeadOneStopped() {
        Campaign campaign = live(row("paid-search", 2));
        StringBuilder file = new StringBuilder("customer_id,time,channel\n");
        int rows = 12_000;
        for (int i = 0; i < rows; i++) {
            // Twins in every batch, so that resuming at the wrong number would show.
            file.append("r")
                    .append(i % 3_000)
                    .append(',')
                    .append(1_530_500_000 + i % 6_000)
                    .append(",paid-search\n");
        }
        service.context()
                .getBean("importWorker", org.springframework.context.SmartLifecycle.class)
                .stop();
        String jobId;
        FrequencyUnderTest dying = FrequencyUnderTest.start("evenreach.import.batch-rows=25", "evenreach.job.lease=2s");
        jobId = service.startImport(file.toString(), mapping(campaign.campaignId(), "channel", Map.of()));
        service.await("/api/v1/imports/" + jobId, job -> job.path("rowsRead").asLong() > 300);
        dying.context()
                .getBean("importWorker", org.springframework.context.SmartLifecycle.class)
                .stop();
        JsonNode left = service.get("/api/v1/imports/" + jobId);
        dying.close();
        assertThat(left.path("status").asString()).isEqualTo("RUNNING");
        assertThat(left.path("rowsRead").asLong()).isBetween(300L, rows - 1L);
        service.context()
                .getBean("importWorker", org.springframework.context.SmartLifecycle.class)
                .start();

        JsonNode done = service.await("/api/v1/jobs/" + jobId, FrequencyUnderTest::isOver);
        assertThat(done.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(done.path("rowsRead").asLong()).isEqualTo(rows);
        assertThat(done.path("rowsAccepted").asLong()).isEqualTo(rows);
        JsonNode channel = service.reach(campaign.campaignId()).path("channels").path(0);
        assertThat(channel.path("exposures").asLong()).isEqualTo(rows);
        assertThat(channel.path("reached").asLong()).isEqualTo(3_000);
        assertThat(channel.path("heavyTouches").asLong()).isEqualTo(6_000);
    }

    private static Campaign audit() {
        Campaign campaign = Campaign.ofDataSet(
                "audit-" + UUID.randomUUID(),
                START,
                END,
                row("paid-search", 3),
                row("facebook", 2),
                row("online-video", 1));
        feeds.campaign(campaign);
        return campaign;
    }

    private static Campaign live(io.evenreach.contracts.campaign.CampaignChanged.PlanRow... plan) {
        Campaign campaign = Campaign.ofEveryone(START, END.plus(Duration.ofDays(10_000)), plan);
        feeds.campaign(campaign);
        return campaign;
    }

    private static Map<String, Object> logMapping(Campaign campaign) {
        return mapping(campaign.campaignId(), "channel", LOG_MAPPING);
    }

    private static List<String> figures(JsonNode reach) {
        List<String> figures = new ArrayList<>();
        reach.path("channels")
                .forEach(channel -> figures.add(channel.path("channel").asString() + " "
                        + channel.path("target").asLong() + " "
                        + channel.path("reached").asLong() + " "
                        + channel.path("exposures").asLong() + " "
                        + channel.path("under").asLong() + " "
                        + channel.path("exact").asLong() + " "
                        + channel.path("over").asLong() + " "
                        + channel.path("heavyTouches").asLong() + " "
                        + channel.path("leakageTouches").asLong()));
        return figures;
    }
}
