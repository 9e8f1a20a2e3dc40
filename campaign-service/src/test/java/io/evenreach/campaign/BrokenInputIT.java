package io.evenreach.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a stranger sends is refused with a problem that points at it, and changes nothing. */
class BrokenInputIT extends ServiceTestBase {

    private static final String CHANNEL = "/api/v1/channels/broken";
    private static final String CAMPAIGNS = "/api/v1/campaigns";
    private static final String COMPLAINTS = "/api/v1/complaints";
    private static final String CEILING = "/api/v1/ceilings/broken";
    private static final String QUIET_HOURS = "/api/v1/quiet-hours/broken";
    private static final String ASK_LIMIT = "/api/v1/ask-limits/broken";
    private static final String NO_ID = "7b0c3a52-44d6-4a2e-9a50-0d6a3f9a1c11";
    private static final String RELEASE = "/api/v1/holds/" + NO_ID + ":release";

    private static final JsonMapper JSON = new JsonMapper();

    @BeforeEach
    void define() {
        channel("paid-search", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name          | null                       | 400 | /name",
                "name          | {}                         | 400 | /name",
                "name          | []                         | 400 | /name",
                "name          | \" \"                      | 400 | /name",
                "name          | \"\\u2003\"                | 400 | /name",
                "name          | \"\\u0000\"                | 400 | /name",
                "name          | \"a\\ud800\"               | 400 | /name",
                "name          | \"\\udc00\\ud800\"         | 400 | /name",
                "name          | LONG                       | 400 | /name",
                "domain        | \"public\"                 | 400 | /domain",
                "domain        | 0                          | 400 | /domain",
                "family        | \"\"                       | 400 | /family",
                "closed        | 1                          | 400 | /closed",
                "closed        | \"true\"                   | 400 | /closed",
                "partnerId     | \"\"                       | 400 | /partnerId",
                "partnerId     | \"a/b\"                    | 400 | /partnerId",
                "partnerId     | LONG                       | 400 | /partnerId",
                "grantTtl      | \"PT-1S\"                  | 422 | /grantTtl",
                "grantTtl      | \"PT0S\"                   | 422 | /grantTtl",
                "grantTtl      | \"PT1.0000001S\"           | 422 | /grantTtl",
                "grantTtl      | \"PT999999999999999H\"     | 422 | /grantTtl",
                "grantTtl      | \"P999999999999999999D\"   | 400 | /grantTtl",
                "onUnavailable | \"MAYBE\"                  | 400 | /onUnavailable",
            })
    void refusesAChannel(String field, String value, int status, String pointer) {
        refusedAt(pointer, status, () -> brand().put(CHANNEL, body(channelBody(), field, value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name           | \"\\u2003\"                                    | 400 | /name",
                "name           | LONG                                           | 400 | /name",
                "name           | \"a\\ud800\"                                   | 400 | /name",
                "startsAt       | \"0000-01-01T00:00:00Z\"                       | 422 | /startsAt",
                "startsAt       | \"-999999999-01-01T00:00:00+18:00\"            | 422 | /startsAt",
                "endsAt         | \"+999999999-12-31T23:59:59Z\"                 | 422 | /endsAt",
                "endsAt         | \"+999999999-12-31T23:59:59-17:00\"            | 400 | /endsAt",
                "endsAt         | \"+1000000000-12-31T23:59:59Z\"                | 400 | /endsAt",
                "endsAt         | \"2026-02-30T00:00:00Z\"                       | 400 | /endsAt",
                "endsAt         | LONG                                           | 400 | /endsAt",
                "audience       | null                                           | 400 | /audience",
                "audience       | {}                                             | 400 | /audience/kind",
                "audience       | []                                             | 400 | /audience",
                "audience       | {\"kind\":\"EVERYBODY\"}                       | 400 | /audience/kind",
                "audience       | {\"kind\":\"LIST\"}                            | 422 | /audience/profileIds",
                "audience       | {\"kind\":\"LIST\",\"profileIds\":[]}          | 422 | /audience/profileIds",
                "audience       | {\"kind\":\"LIST\",\"profileIds\":[null]}      | 400 | /audience/profileIds/0",
                "audience       | {\"kind\":\"LIST\",\"profileIds\":[\"x\"]}     | 400 | /audience/profileIds/0",
                "audience       | {\"kind\":\"LIST\",\"profileIds\":[{}]}        | 400 | /audience/profileIds/0",
                "audience       | {\"kind\":\"DATA_SET\",\"dataSetId\":\"\"}     | 400 | /audience/dataSetId",
                "audience       | {\"kind\":\"DATA_SET\",\"dataSetId\":\" \"}    | 400 | /audience/dataSetId",
                "audience       | {\"kind\":\"DATA_SET\",\"dataSetId\":\"\\u2003\"} | 400 | /audience/dataSetId",
                "plan           | null                                           | 400 | /plan",
                "plan           | {}                                             | 400 | /plan",
                "plan           | []                                             | 422 | /plan",
                "plan           | [null]                                         | 400 | /plan/0",
                "plan           | [[]]                                           | 400 | /plan/0",
                "priority       | 2147483648                                     | 400 | /priority",
                "priority       | -1                                             | 422 | /priority",
                "priority       | 1.5                                            | 400 | /priority",
                "priority       | \"1\"                                          | 400 | /priority",
                "priority       | 1e400                                          | 400 | /priority",
                "holdoutPercent | -2147483649                                    | 400 | /holdoutPercent",
                "holdoutPercent | 101                                            | 422 | /holdoutPercent",
                "exempt         | []                                             | 400 | /exempt",
                "exempt         | {\"fromCaps\":1}                               | 400 | /exempt/fromCaps",
                "exempt         | {\"counted\":\"no\"}                           | 400 | /exempt/counted",
                "exempt         | {\"counts\":true}                              | 400 | /exempt/counts",
                "messageClass   | \"ALERT\"                                      | 400 | /messageClass",
            })
    void refusesACampaign(String field, String value, int status, String pointer) {
        refusedAt(pointer, status, () -> brand().post(CAMPAIGNS, body(campaign(), field, value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "channel  | LONG                                                   | 400 | /plan/0/channel",
                "channel  | \"no-such\"                                            | 422 | /plan/0/channel",
                "target   | 2147483648                                             | 400 | /plan/0/target",
                "target   | -1                                                     | 422 | /plan/0/target",
                "target   | null                                                   | 400 | /plan/0/target",
                "minimum  | 2147483647                                             | 422 | /plan/0/minimum",
                "maturity | [null]                                                 | 400 | /plan/0/maturity/0",
                "window   | {}                                                     | 400 | /plan/0/window/kind",
                "window   | {\"kind\":\"ROLLING\"}                                 | 422 | /plan/0/window/duration",
                "window   | {\"kind\":\"ROLLING\",\"duration\":\"\"}               | 422 | /plan/0/window/duration",
                "window   | {\"kind\":\"ROLLING\",\"duration\":\"P999999999999999999D\"} | 422 | /plan/0/window/duration",
                "window   | {\"kind\":\"CALENDAR\",\"unit\":\"AGE\",\"zone\":\"UTC\"} | 422 | /plan/0/window/unit",
                "window   | {\"kind\":\"CALENDAR\",\"unit\":\"DAY\",\"zone\":LONG} | 422 | /plan/0/window/zone",
            })
    void refusesAPlanRow(String field, String value, int status, String pointer) {
        Map<String, Object> row = Map.of("channel", "paid-search", "target", 3, "window", Map.of("kind", "CAMPAIGN"));

        refusedAt(
                pointer,
                status,
                () -> brand().post(CAMPAIGNS, body(campaign(), "plan", "[" + body(row, field, value) + "]")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name     | \" \"                                                  | 400 | /name",
                "name     | \"a\\ud800\"                                           | 400 | /name",
                "name     | LONG                                                   | 400 | /name",
                "channels | {}                                                     | 400 | /channels",
                "channels | [null]                                                 | 400 | /channels/0",
                "channels | [\"\"]                                                 | 400 | /channels/0",
                "channels | [LONG]                                                 | 400 | /channels/0",
                "channels | MANY                                                   | 400 | /channels",
                "channels | [\"no-such\"]                                          | 422 | /channels/0",
                "count    | null                                                   | 400 | /count",
                "count    | 1.5                                                    | 400 | /count",
                "count    | \"5\"                                                  | 400 | /count",
                "count    | 2147483648                                             | 400 | /count",
                "count    | -1                                                     | 422 | /count",
                "count    | 1001                                                   | 422 | /count",
                "window   | null                                                   | 400 | /window",
                "window   | {}                                                     | 400 | /window/kind",
                "window   | {\"kind\":\"CAMPAIGN\"}                                | 422 | /window/kind",
                "window   | {\"kind\":\"ROLLING\"}                                 | 422 | /window/duration",
                "window   | {\"kind\":\"ROLLING\",\"duration\":\"P1D\",\"zone\":\"UTC\"} | 422 | /window/zone",
                "window   | {\"kind\":\"ROLLING\",\"duration\":\"P999999999999999999D\"} | 422 | /window/duration",
                "window   | {\"kind\":\"CALENDAR\",\"unit\":\"AGE\",\"zone\":\"UTC\"} | 422 | /window/unit",
                "window   | {\"kind\":\"CALENDAR\",\"unit\":\"DAY\",\"zone\":LONG} | 422 | /window/zone",
                "shares   | {}                                                     | 400 | /shares",
                "shares   | [null]                                                 | 400 | /shares/0",
                "shares   | [{\"count\":1}]                                        | 400 | /shares/0/campaignId",
                "shares   | [{\"campaignId\":\"x\",\"count\":1}]                   | 400 | /shares/0/campaignId",
                "shares   | [{\"campaignId\":\"7b0c3a52-44d6-4a2e-9a50-0d6a3f9a1c11\"}] | 400 | /shares/0/count",
                "shares   | [{\"campaignId\":\"7b0c3a52-44d6-4a2e-9a50-0d6a3f9a1c11\",\"count\":1}] | 422 | /shares/0/campaignId",
                "priority | 1                                                      | 400 | /priority",
            })
    void refusesACeiling(String field, String value, int status, String pointer) {
        refusedAt(pointer, status, () -> brand().put(CEILING, body(ceiling(), field, value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name     | \"\\u2003\"           | 400 | /name",
                "channels | [null]             | 400 | /channels/0",
                "channels | [\"no-such\"]      | 422 | /channels/0",
                "channels | MANY               | 400 | /channels",
                "from     | null               | 400 | /from",
                "from     | \"\"               | 400 | /from",
                "from     | \"24:00\"          | 400 | /from",
                "from     | \"9:00\"           | 400 | /from",
                "from     | \"22:00:30\"       | 400 | /from",
                "from     | \"22:00+08:00\"    | 400 | /from",
                "from     | 22                 | 400 | /from",
                "from     | [22,0]             | 400 | /from",
                "from     | \"08:00\"          | 422 | /to",
                "to       | \"22:60\"          | 400 | /to",
                "to       | LONG               | 400 | /to",
                "zone     | \"\"               | 422 | /zone",
                "zone     | \"Mars/Olympus\"   | 422 | /zone",
                "zone     | LONG               | 422 | /zone",
                "zone     | 8                  | 400 | /zone",
                "zone     | []                 | 400 | /zone",
            })
    void refusesQuietHours(String field, String value, int status, String pointer) {
        refusedAt(pointer, status, () -> brand().put(QUIET_HOURS, body(quietHours(), field, value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "count | null         | 400 | /count",
                "count | 1.5          | 400 | /count",
                "count | 2147483648   | 400 | /count",
                "count | 0            | 422 | /count",
                "count | -1           | 422 | /count",
                "per   | 60           | 400 | /per",
                "per   | \"a minute\" | 400 | /per",
                "per   | \"P1M\"      | 400 | /per",
                "per   | \"PT0S\"     | 422 | /per",
                "per   | \"PT1.5S\"   | 422 | /per",
                "per   | \"PT1H1S\"   | 422 | /per",
                "name  | \"Acme\"     | 400 | /name",
            })
    void refusesAnAskLimit(String field, String value, int status, String pointer) {
        refusedAt(pointer, status, () -> brand().put(ASK_LIMIT, body(askLimit(), field, value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "complaintId | \"\"                                        | 400 | /complaintId",
                "complaintId | \"a/b\"                                     | 400 | /complaintId",
                "complaintId | \"a\\ud83d\"                                | 400 | /complaintId",
                "complaintId | LONG                                        | 400 | /complaintId",
                "identifiers | {}                                          | 400 | /identifiers",
                "identifiers | []                                          | 400 | /identifiers",
                "identifiers | [null]                                      | 400 | /identifiers/0",
                "identifiers | [{\"type\":\"phone\",\"value\":null}]       | 400 | /identifiers/0/value",
                "identifiers | [{\"type\":\"pigeon\",\"value\":\"1\"}]     | 422 | /identifiers/0/type",
                "identifiers | [{\"type\":LONG,\"value\":\"1\"}]           | 422 | /identifiers/0/type",
                "identifiers | [{\"type\":\"cookie\",\"scope\":\"s\",\"value\":LONG}]   | 422 | /identifiers/0/value",
                "identifiers | [{\"type\":\"cookie\",\"scope\":LONG,\"value\":\"1\"}]   | 422 | /identifiers/0/value",
                "domain      | \"a\\nb\"                                   | 400 | /domain",
                "domain      | \"\\u2003\"                                 | 400 | /domain",
                "severity    | \"WORST\"                                   | 400 | /severity",
                "openedAt    | \"0000-01-01T00:00:00Z\"                    | 422 | /openedAt",
                "openedAt    | \"+999999999-12-31T23:59:59Z\"              | 422 | /openedAt",
                "openedAt    | 1                                           | 400 | /openedAt",
            })
    void refusesAComplaint(String field, String value, int status, String pointer) {
        refusedAt(pointer, status, () -> brand().post(COMPLAINTS, body(complaint(), field, value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\" \"", "\"\\u2003\"", "\"a\\ud800\"", "LONG", "[]"})
    void refusesAReasonToRelease(String value) {
        refusedAt("/reason", 400, () -> brand().post(RELEASE, body(Map.of(), "reason", value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "1", "[]", "[null]", "\"x\"", "{", "{\"x\":1,\"x\":2}", "{} {}", "DEEP", "\u0000"})
    void refusesWhatIsNoBodyOfOurs(String body) {
        String sent = body.equals("DEEP") ? "{\"name\":" + "[".repeat(100_000) : body;

        refusedAsInput(() -> brand().put(CHANNEL, sent));
        refusedAsInput(() -> brand().post(CAMPAIGNS, sent));
        refusedAsInput(() -> brand().put(CAMPAIGNS + "/" + NO_ID, sent));
        refusedAsInput(() -> brand().post(COMPLAINTS, sent));
        refusedAsInput(() -> brand().post(RELEASE, sent));
        refusedAsInput(() -> brand().put(CEILING, sent));
        refusedAsInput(() -> brand().put(QUIET_HOURS, sent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "garbage", "application/json;charset=none"})
    void refusesABodyOfAnotherType(String type) {
        Map<String, String> headers = Map.of("Content-Type", type);

        refused(415, "UNSUPPORTED_MEDIA_TYPE", () -> brand().put(CHANNEL, channelBody(), headers));
        refused(415, "UNSUPPORTED_MEDIA_TYPE", () -> brand().post(CAMPAIGNS, campaign(), headers));
        refused(415, "UNSUPPORTED_MEDIA_TYPE", () -> brand().post(COMPLAINTS, complaint(), headers));
        refused(415, "UNSUPPORTED_MEDIA_TYPE", () -> brand().put(CEILING, ceiling(), headers));
        refused(415, "UNSUPPORTED_MEDIA_TYPE", () -> brand().put(QUIET_HOURS, quietHours(), headers));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CAMPAIGNS,
                CAMPAIGNS + "/" + NO_ID + "/versions",
                "/api/v1/channels",
                "/api/v1/holds",
                "/api/v1/audit",
                "/api/v1/ceilings",
                "/api/v1/quiet-hours",
                "/api/v1/campaign-feeds/campaigns"
            })
    void refusesALimitOutsideItsBounds(String list) {
        for (String limit : List.of("0", "-1", "501", "abc", "99999999999", "1.5", "%00")) {
            refusedAt("limit", 400, () -> brand().get(list + "?limit=" + limit));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CAMPAIGNS, CAMPAIGNS + "/" + NO_ID + "/versions", "/api/v1/holds", "/api/v1/audit"})
    void refusesACursorThatItDidNotGive(String list) {
        for (String position : List.of(
                "x",
                " ",
                "\0",
                "99999999999999999999",
                "2026-06-05T00:00:00Z",
                "+999999999-12-31T23:59:59Z " + NO_ID,
                "-999999999-01-01T00:00:00Z " + NO_ID,
                "0 +999999999-12-31T23:59:59Z " + NO_ID,
                "99999999999 2026-06-05T00:00:00Z " + NO_ID)) {
            String cursor = Base64.getUrlEncoder().encodeToString(position.getBytes(StandardCharsets.UTF_8));
            refusedAt("cursor", 400, () -> brand().get(list + "?cursor=" + cursor));
        }
        refusedAt("cursor", 400, () -> brand().get(list + "?cursor=%21"));
    }

    @Test
    void refusesParametersThatAreNone() {
        refusedAt("status", 400, () -> brand().get(CAMPAIGNS + "?status=RUNNING"));
        refusedAt("state", 400, () -> brand().get("/api/v1/holds?state=FROZEN"));
        refusedAt("after", 400, () -> brand().get("/api/v1/campaign-feeds/campaigns?after=-1"));
        refusedAt("after", 400, () -> brand().get("/api/v1/campaign-feeds/campaigns?after=abc"));
    }

    @Test
    void findsNothingUnderIdsThatAreNone() {
        for (String id : List.of("x", "1-1-1-1-1", "a".repeat(5_000), "%F0%9F%98%80")) {
            refused(404, "NOT_FOUND", () -> brand().get(CAMPAIGNS + "/" + id));
            refused(404, "NOT_FOUND", () -> brand().post(CAMPAIGNS + "/" + id + ":submit", ""));
            refused(404, "NOT_FOUND", () -> brand().get("/api/v1/holds/" + id));
            refused(404, "NOT_FOUND", () -> brand().get("/api/v1/channels/" + id));
            refused(404, "NOT_FOUND", () -> brand().get("/api/v1/ceilings/" + id));
            refused(404, "NOT_FOUND", () -> brand().delete("/api/v1/quiet-hours/" + id));
        }
        refusedAt("ceilingId", 400, () -> brand().put("/api/v1/ceilings/" + "a".repeat(101), ceiling()));
        refusedAt("quietHoursId", 400, () -> brand().put("/api/v1/quiet-hours/no%20blanks", quietHours()));
        refusedAt("channelId", 400, () -> brand().put("/api/v1/channels/" + "a".repeat(101), channelBody()));
        refused(404, "NOT_FOUND", () -> brand().post(COMPLAINTS + "/" + "a".repeat(201) + ":resolve", ""));
        refused(404, "NOT_FOUND", () -> brand().post(COMPLAINTS + "/%01:resolve", ""));
        refusedAsInput(() -> brand().get(CAMPAIGNS + "/%00"));
        refusedAsInput(() -> brand().get("/api/v1/ceilings/%00"));
        refusedAsInput(() -> brand().delete("/api/v1/quiet-hours/%00"));
        refusedAsInput(() -> brand().post(COMPLAINTS + "/%00:resolve", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "\"", "\"\"", "\"99999999999999999999\"", "W/\"1\"", ",", "1"})
    void takesAnEntityTagThatIsNoneForAnother(String ifMatch) {
        Map<String, String> headers = Map.of("If-Match", ifMatch);

        refused(
                412,
                "STALE_VERSION",
                () -> brand().put("/api/v1/channels/paid-search", with(channelBody(), "name", "Other"), headers));
    }

    private void refusedAt(String pointer, int status, Supplier<Answer> request) {
        Answer answer = refusedAsInput(request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.pointer()).as(answer.body()).isEqualTo(pointer);
    }

    private Answer refusedAsInput(Supplier<Answer> request) {
        String before = everything();
        Answer answer = request.get();
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.code()).as(answer.body()).isNotEmpty();
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(everything()).isEqualTo(before);
        return answer;
    }

    /**
     * A body in which one field has this JSON for its value; LONG stands for a text of a million characters, MANY for a
     * list of a hundred thousand texts.
     */
    private static String body(Map<String, Object> valid, String field, String value) {
        Map<String, Object> others = new LinkedHashMap<>(valid);
        others.remove(field);
        String json = JSON.writeValueAsString(others);
        String begin = others.isEmpty() ? "{" : json.substring(0, json.length() - 1) + ",";
        String sent = value.equals("MANY")
                ? "[" + "\"a\",".repeat(99_999) + "\"a\"]"
                : value.replace("LONG", "\"" + "a".repeat(1_000_000) + "\"");
        return begin + "\"" + field + "\":" + sent + "}";
    }

    private static Map<String, Object> campaign() {
        return Map.of(
                "name",
                "618 live night",
                "startsAt",
                "2026-06-05T00:00:00+08:00",
                "endsAt",
                "2026-06-21T00:00:00+08:00",
                "audience",
                Map.of("kind", "EVERYONE"),
                "plan",
                List.of(Map.of("channel", "paid-search", "target", 3, "window", Map.of("kind", "CAMPAIGN"))));
    }

    private static Map<String, Object> ceiling() {
        return Map.of("count", 5, "window", Map.of("kind", "ROLLING", "duration", "P7D"));
    }

    private static Map<String, Object> quietHours() {
        return Map.of("from", "22:00", "to", "08:00");
    }

    private static Map<String, Object> askLimit() {
        return Map.of("count", 6000, "per", "PT1M");
    }

    private static Map<String, Object> complaint() {
        return Map.of(
                "complaintId",
                "broken",
                "identifiers",
                List.of(Map.of("type", "phone", "value", "+8613912345678")),
                "domain",
                "wechat",
                "severity",
                "LOW",
                "openedAt",
                "2026-06-05T15:00:00+08:00");
    }
}
