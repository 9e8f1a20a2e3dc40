package io.evenreach.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.CampaignChanged.WindowSpec;
import io.evenreach.contracts.campaign.GovernanceChanged;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GovernanceIT extends ServiceTestBase {

    private static final String CEILINGS = "/api/v1/ceilings";
    private static final String QUIET_HOURS = "/api/v1/quiet-hours";
    private static final String ASK_LIMITS = "/api/v1/ask-limits";
    private static final String NO_ID = "7b0c3a52-44d6-4a2e-9a50-0d6a3f9a1c11";

    @BeforeEach
    void defineChannels() {
        channel("paid-search", null);
        channel("video-preroll", null);
    }

    @Test
    void definesACeilingAndAnswersIt() {
        String campaignId = campaign();
        Answer created = brand().put(
                        CEILINGS + "/paid-media",
                        Map.of(
                                "name", " Paid media ",
                                "channels", List.of("paid-search", "video-preroll"),
                                "count", 5,
                                "window", Map.of("kind", "ROLLING", "duration", "P7D"),
                                "shares", List.of(Map.of("campaignId", campaignId, "count", 2))));

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue(CEILINGS + "/paid-media");
        assertThat(created.headers().firstValue("ETag")).hasValue("\"1\"");
        Answer read = brand().get(CEILINGS + "/paid-media");
        assertThat(read.headers().firstValue("ETag")).hasValue("\"1\"");
        assertThat(read.json()).isEqualTo(created.json());
        JsonNode ceiling = read.json();
        assertThat(ceiling.path("ceilingId").asString()).isEqualTo("paid-media");
        assertThat(ceiling.path("name").asString()).isEqualTo("Paid media");
        assertThat(ceiling.path("channels").toString()).isEqualTo("[\"paid-search\",\"video-preroll\"]");
        assertThat(ceiling.path("count").asInt()).isEqualTo(5);
        assertThat(ceiling.path("window").toString()).isEqualTo("{\"kind\":\"ROLLING\",\"duration\":\"P7D\"}");
        assertThat(ceiling.path("shares").toString())
                .isEqualTo("[{\"campaignId\":\"" + campaignId + "\",\"count\":2}]");
    }

    @Test
    void countsEveryChannelAndGuaranteesNothingWhereACeilingDoesNotSay() {
        JsonNode ceiling = brand().put(CEILINGS + "/plain", ceilingBody()).json();

        assertThat(ceiling.has("name")).isFalse();
        assertThat(ceiling.path("channels").toString()).isEqualTo("[]");
        assertThat(ceiling.path("shares").toString()).isEqualTo("[]");
        assertThat(ceiling.path("window").toString())
                .isEqualTo("{\"kind\":\"CALENDAR\",\"unit\":\"DAY\",\"zone\":\"Asia/Shanghai\"}");
        assertThat(brand().put(CEILINGS + "/plain", with(ceilingBody(), "channels", List.of()))
                        .json()
                        .path("version")
                        .asLong())
                .as("no channels and none said are the same")
                .isEqualTo(1);
    }

    @Test
    void takesACeilingOfNothing() {
        Answer nothing = brand().put(CEILINGS + "/nothing", with(ceilingBody(), "count", 0));

        assertThat(nothing.status()).isEqualTo(201);
        assertThat(nothing.json().path("count").asInt(-1)).isZero();
    }

    @Test
    void definesQuietHoursInTheBrandsZoneUnlessTheySay() {
        Answer created = brand().put(QUIET_HOURS + "/night", quietBody());

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue(QUIET_HOURS + "/night");
        JsonNode quiet = brand().get(QUIET_HOURS + "/night").json();
        assertThat(quiet).isEqualTo(created.json());
        assertThat(quiet.path("quietHoursId").asString()).isEqualTo("night");
        assertThat(quiet.path("from").asString()).isEqualTo("22:00");
        assertThat(quiet.path("to").asString()).isEqualTo("08:00");
        assertThat(quiet.path("zone").asString()).isEqualTo("Asia/Shanghai");
        assertThat(brand().put(QUIET_HOURS + "/paris", with(quietBody(), "zone", "Europe/Paris"))
                        .json()
                        .path("zone")
                        .asString())
                .isEqualTo("Europe/Paris");
    }

    @Test
    void limitsTheAsksOfAPartnerPerMinuteUnlessItSays() {
        Answer created = brand().put(ASK_LIMITS + "/acme", Map.of("count", 6000));

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue(ASK_LIMITS + "/acme");
        assertThat(brand().get(ASK_LIMITS + "/acme").json().toString())
                .isEqualTo("{\"partnerId\":\"acme\",\"version\":1,\"count\":6000,\"per\":\"PT1M\"}");
        assertThat(brand().put(ASK_LIMITS + "/acme", Map.of("count", 6000, "per", "PT60S"))
                        .json()
                        .path("version")
                        .asLong())
                .as("a minute and none said are the same")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {CEILINGS, QUIET_HOURS, ASK_LIMITS})
    void changesNothingWhenTheSameIsDefinedAgain(String path) {
        brand().put(path + "/same", bodyFor(path));
        String before = everything();

        Answer again = brand().put(path + "/same", bodyFor(path));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("version").asLong()).isEqualTo(1);
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {CEILINGS, QUIET_HOURS, ASK_LIMITS})
    void redefinesAtTheVersionTheCallerHasSeen(String path) {
        brand().put(path + "/renamed", bodyFor(path));
        Map<String, Object> renamed = path.equals(ASK_LIMITS)
                ? with(bodyFor(path), "per", "PT30S")
                : with(bodyFor(path), "name", "Another name");

        Answer changed = brand().put(path + "/renamed", renamed, Map.of("If-Match", "\"1\""));

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag")).hasValue("\"2\"");
        refused(412, "STALE_VERSION", () -> brand().put(path + "/renamed", bodyFor(path), Map.of("If-Match", "\"1\"")));
        refused(
                412,
                "STALE_VERSION",
                () -> brand().put(path + "/not-there-yet", bodyFor(path), Map.of("If-Match", "*")));
    }

    @ParameterizedTest
    @ValueSource(strings = {CEILINGS, QUIET_HOURS, ASK_LIMITS})
    void continuesTheVersionsWhenARemovedRuleIsWrittenAgain(String path) {
        brand().put(path + "/back", bodyFor(path));

        assertThat(brand().delete(path + "/back").status()).isEqualTo(204);
        String gone = everything();
        assertThat(brand().delete(path + "/back").status()).isEqualTo(204);
        assertThat(everything()).as("removed once").isEqualTo(gone);
        refused(404, "NOT_FOUND", () -> brand().get(path + "/back"));
        assertThat(ids(brand().get(path + "?limit=500"))).doesNotContain("back");
        refused(412, "STALE_VERSION", () -> brand().put(path + "/back", bodyFor(path), Map.of("If-Match", "\"2\"")));

        Answer again = brand().put(path + "/back", bodyFor(path));
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().path("version").asLong()).isEqualTo(3);
        assertThat(brand().get(path + "/back").status()).isEqualTo(200);
        refused(404, "NOT_FOUND", () -> brand().delete(path + "/never-was"));
    }

    @Test
    void keepsTheIdsOfCeilingsAndQuietHoursApart() {
        brand().put(CEILINGS + "/shared", ceilingBody());
        brand().put(QUIET_HOURS + "/shared", quietBody());

        brand().delete(CEILINGS + "/shared");

        assertThat(brand().get(QUIET_HOURS + "/shared").json().path("version").asLong())
                .isEqualTo(1);
    }

    @Test
    void refusesAWindowOfACampaign() {
        Answer refused = refused(
                422,
                "INVALID_FIELD",
                () -> brand().put(CEILINGS + "/refused", with(ceilingBody(), "window", Map.of("kind", "CAMPAIGN"))));
        assertThat(refused.pointer()).isEqualTo("/window/kind");
    }

    @ParameterizedTest
    @CsvSource({"PT59S", "P367D"})
    void holdsRollingWindowsBetweenTheirBounds(String duration) {
        Answer refused = refused(
                422,
                "OUT_OF_RANGE",
                () -> brand().put(
                                CEILINGS + "/refused",
                                with(ceilingBody(), "window", Map.of("kind", "ROLLING", "duration", duration))));
        assertThat(refused.pointer()).isEqualTo("/window/duration");
    }

    @Test
    void refusesChannelsThatDoNotExistOrStandTwice() {
        for (String path : List.of(CEILINGS, QUIET_HOURS)) {
            Answer unknown = refused(
                    422,
                    "UNKNOWN_CHANNEL",
                    () -> brand().put(
                                    path + "/refused",
                                    with(bodyFor(path), "channels", List.of("paid-search", "nowhere"))));
            assertThat(unknown.pointer()).isEqualTo("/channels/1");
            Answer twice = refused(
                    422,
                    "DUPLICATE_ITEM",
                    () -> brand().put(
                                    path + "/refused",
                                    with(bodyFor(path), "channels", List.of("paid-search", "paid-search"))));
            assertThat(twice.pointer()).isEqualTo("/channels/1");
        }
    }

    @Test
    void refusesSharesThatCannotBeKept() {
        String one = campaign();
        String two = campaign();

        refusedShares("UNKNOWN_CAMPAIGN", "/shares/1/campaignId", share(one, 1), share(NO_ID, 1));
        refusedShares("DUPLICATE_ITEM", "/shares/1", share(one, 1), share(one, 1));
        refusedShares("OUT_OF_RANGE", "/shares/0/count", share(one, 0));
        refusedShares("OUT_OF_RANGE", "/shares", share(one, 3), share(two, 3));
        refusedShares("OUT_OF_RANGE", "/shares", share(one, Integer.MAX_VALUE), share(two, Integer.MAX_VALUE));
        assertThat(brand().put(
                                CEILINGS + "/all-given-away",
                                with(ceilingBody(), "shares", List.of(share(one, 3), share(two, 2))))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void refusesQuietHoursThatBeginAsTheyEnd() {
        Answer refused = refused(
                422, "INVALID_FIELD", () -> brand().put(QUIET_HOURS + "/refused", with(quietBody(), "to", "22:00")));
        assertThat(refused.pointer()).isEqualTo("/to");
    }

    @ParameterizedTest
    @ValueSource(strings = {CEILINGS, QUIET_HOURS, ASK_LIMITS})
    void asksForTheScope(String path) {
        brand().put(path + "/scoped", bodyFor(path));

        refused(401, "UNAUTHENTICATED", () -> nobody().put(path + "/scoped", bodyFor(path)));
        HttpProbe reader = person("ada", Scopes.GOVERNANCE_READ, Scopes.GOVERNANCE_RELEASE);
        refused(403, "MISSING_SCOPE", () -> reader.put(path + "/scoped", bodyFor(path)));
        refused(403, "MISSING_SCOPE", () -> reader.delete(path + "/scoped"));
        assertThat(reader.get(path + "/scoped").status()).isEqualTo(200);
        HttpProbe writer = person("ada", Scopes.GOVERNANCE_WRITE);
        refused(403, "MISSING_SCOPE", () -> writer.get(path));
        refused(403, "MISSING_SCOPE", () -> writer.get(path + "/scoped"));
        assertThat(writer.put(path + "/scoped", bodyFor(path)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {CEILINGS, QUIET_HOURS, ASK_LIMITS})
    void showsNothingToOthersThanTheBrand(String path) {
        brand().put(path + "/of-the-brand", bodyFor(path));

        for (HttpProbe stranger : List.of(partner("acme"), merchant("shop"), guide("g-1"))) {
            refused(404, "NOT_FOUND", () -> stranger.get(path));
            refused(404, "NOT_FOUND", () -> stranger.get(path + "/of-the-brand"));
            refused(404, "NOT_FOUND", () -> stranger.put(path + "/of-the-brand", bodyFor(path)));
            refused(404, "NOT_FOUND", () -> stranger.delete(path + "/of-the-brand"));
        }
        refused(404, "NOT_FOUND", () -> partner("acme").get("/api/v1/campaign-feeds/governance"));
    }

    @ParameterizedTest
    @ValueSource(strings = {CEILINGS, QUIET_HOURS, ASK_LIMITS})
    void listsEveryRuleOncePageByPage(String path) {
        for (int number = 10; number < 17; number++) {
            brand().put(path + "/paged-" + number, bodyFor(path));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = brand().get(path + "?limit=3&cursor=" + cursor).json();
            assertThat(page.path("items").size()).isLessThanOrEqualTo(3);
            seen.addAll(ids(page));
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());

        assertThat(seen).isSorted().doesNotHaveDuplicates().contains("paged-10", "paged-13", "paged-16");
    }

    @Test
    void tellsTheFeedWhatHoldsNowAndWhatIsGone() {
        String campaignId = campaign();
        brand().put(
                        CEILINGS + "/told",
                        Map.of(
                                "name",
                                "Not told",
                                "channels",
                                List.of("paid-search"),
                                "count",
                                5,
                                "window",
                                Map.of("kind", "ROLLING", "duration", "P7D"),
                                "shares",
                                List.of(Map.of("campaignId", campaignId, "count", 2))));
        brand().delete(CEILINGS + "/told");
        brand().put(CEILINGS + "/told", ceilingBody());
        brand().put(QUIET_HOURS + "/told", with(quietBody(), "channels", List.of("video-preroll")));
        brand().delete(QUIET_HOURS + "/told");
        brand().put(ASK_LIMITS + "/told", Map.of("count", 50, "per", "PT10S"));
        brand().delete(ASK_LIMITS + "/told");

        List<GovernanceChanged> told = messages().stream()
                .filter(message -> message.ruleId().equals("told"))
                .toList();

        assertThat(told)
                .extracting(message -> message.kind() + " " + message.version() + (message.removed() ? " removed" : ""))
                .containsExactly(
                        "CEILING 1",
                        "CEILING 2 removed",
                        "CEILING 3",
                        "QUIET_HOURS 1",
                        "QUIET_HOURS 2 removed",
                        "ASK_LIMIT 1",
                        "ASK_LIMIT 2 removed");
        assertThat(told)
                .extracting(GovernanceChanged::ceiling)
                .containsExactly(
                        new GovernanceChanged.Ceiling(
                                List.of("paid-search"),
                                5,
                                new WindowSpec("ROLLING", "P7D", null, null),
                                List.of(new GovernanceChanged.Share(UUID.fromString(campaignId), 2))),
                        null,
                        new GovernanceChanged.Ceiling(
                                List.of(), 5, new WindowSpec("CALENDAR", null, "DAY", "Asia/Shanghai"), List.of()),
                        null,
                        null,
                        null,
                        null);
        assertThat(told)
                .extracting(GovernanceChanged::quietHours)
                .containsExactly(
                        null,
                        null,
                        null,
                        new GovernanceChanged.QuietHours(List.of("video-preroll"), "22:00", "08:00", "Asia/Shanghai"),
                        null,
                        null,
                        null);
        assertThat(told)
                .extracting(GovernanceChanged::askLimit)
                .containsExactly(
                        null, null, null, null, null, new GovernanceChanged.AskLimit(50, Duration.ofSeconds(10)), null);
        assertThat(told)
                .allSatisfy(message ->
                        assertThat(message.changedAt()).isBetween(Instant.now().minusSeconds(60), Instant.now()));
    }

    @Test
    void readsTheFeedOverHttpToo() {
        brand().put(CEILINGS + "/over-http", ceilingBody());
        long last = lastSequence(Topics.GOVERNANCE);

        JsonNode message = brand().get("/api/v1/campaign-feeds/governance?after=" + (last - 1))
                .json()
                .path("items")
                .path(0);

        assertThat(message.path("type").asString()).isEqualTo(EventTypes.GOVERNANCE_CHANGED);
        assertThat(message.path("payload").path("ruleId").asString()).isEqualTo("over-http");
    }

    @Test
    void beatsWhileNothingChanges() {
        try (Feed feed = new Feed(Topics.GOVERNANCE)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> feed.poll().stream()
                            .anyMatch(record -> EventHeaders.type(record).equals(EventTypes.HEARTBEAT)
                                    && new EventCodec()
                                            .read(record.value(), Heartbeat.class)
                                            .at()
                                            .isAfter(Instant.now().minusSeconds(5))));
        }
    }

    @Test
    void writesEveryChangeIntoTheAuditLog() {
        HttpProbe ada = person("ada", Scopes.GOVERNANCE_WRITE);
        ada.put(CEILINGS + "/audited", ceilingBody());
        ada.put(CEILINGS + "/audited", with(ceilingBody(), "count", 6));
        ada.delete(CEILINGS + "/audited");
        ada.put(QUIET_HOURS + "/audited", quietBody());
        ada.put(ASK_LIMITS + "/audited", Map.of("count", 50));

        JsonNode entries = brand().get("/api/v1/audit?targetId=audited").json().path("items");

        List<String> actions = new ArrayList<>();
        entries.forEach(entry -> actions.add(entry.path("subject").asString() + " "
                + entry.path("action").asString() + " "
                + entry.path("targetKind").asString() + " "
                + entry.path("detail").path("version").asLong()));
        assertThat(actions)
                .containsExactly(
                        "ada ask-limit.define ask-limit 1",
                        "ada quiet-hours.define quiet-hours 1",
                        "ada ceiling.remove ceiling 3",
                        "ada ceiling.redefine ceiling 2",
                        "ada ceiling.define ceiling 1");
    }

    private void refusedShares(String code, String pointer, Object... shares) {
        Answer refused = refused(
                422, code, () -> brand().put(CEILINGS + "/refused", with(ceilingBody(), "shares", List.of(shares))));
        assertThat(refused.pointer()).isEqualTo(pointer);
    }

    private static Map<String, Object> share(String campaignId, int count) {
        return Map.of("campaignId", campaignId, "count", count);
    }

    private String campaign() {
        return brand().post(
                        "/api/v1/campaigns",
                        Map.of(
                                "name", "618 live night",
                                "startsAt", "2026-06-05T00:00:00+08:00",
                                "endsAt", "2026-06-21T00:00:00+08:00",
                                "audience", Map.of("kind", "EVERYONE"),
                                "plan",
                                        List.of(Map.of(
                                                "channel",
                                                "paid-search",
                                                "target",
                                                3,
                                                "window",
                                                Map.of("kind", "CAMPAIGN")))))
                .json()
                .path("campaignId")
                .asString();
    }

    private List<GovernanceChanged> messages() {
        try (Feed feed = new Feed(Topics.GOVERNANCE)) {
            return feed.readTo(lastSequence(Topics.GOVERNANCE), GovernanceChanged.class, GovernanceChanged::sequence);
        }
    }

    private static List<String> ids(Answer answer) {
        return ids(answer.json());
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("items")
                .forEach(item -> ids.add(item.path("ceilingId")
                        .asString(item.path("quietHoursId")
                                .asString(item.path("partnerId").asString("")))));
        return ids;
    }

    private static Map<String, Object> bodyFor(String path) {
        return switch (path) {
            case CEILINGS -> ceilingBody();
            case QUIET_HOURS -> quietBody();
            default -> Map.of("count", 6000);
        };
    }

    private static Map<String, Object> ceilingBody() {
        return Map.of("count", 5, "window", Map.of("kind", "CALENDAR", "unit", "DAY", "zone", "Asia/Shanghai"));
    }

    private static Map<String, Object> quietBody() {
        return Map.of("from", "22:00", "to", "08:00");
    }
}
