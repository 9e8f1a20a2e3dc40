package io.evenreach.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a stranger sends is refused with a problem that points at it, and changes nothing. */
@RealServers
class BrokenInputIT {

    private static final String USERS = "/api/v1/users";
    private static final String CLIENTS = "/api/v1/clients";
    private static final String PASSWORD = USERS + "/" + RunningGateway.ADMIN + ":password";

    private static final JsonMapper JSON = new JsonMapper();

    @SuppressWarnings("NullAway.Init")
    private static RunningGateway gateway;

    @SuppressWarnings("NullAway.Init")
    private static HttpProbe first;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start();
        first = gateway.asFirstClient();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "username | \"\"           | 400 | /username",
                "username | \"a/b\"        | 400 | /username",
                "username | \"a\\u0000\"   | 400 | /username",
                "username | \"a\\n\"       | 400 | /username",
                "username | LONG           | 400 | /username",
                "password | null           | 400 | /password",
                "password | \"        \"   | 400 | /password",
                "password | LONG           | 400 | /password",
                "password | \"abcdefg\\ud800\" | 400 | /password",
                "roles    | []             | 400 | /roles",
                "roles    | {}             | 400 | /roles",
                "roles    | \"viewer\"     | 400 | /roles",
                "roles    | [null]         | 400 | /roles/0",
                "roles    | [\"king\"]     | 422 | /roles/0",
                "roles    | [LONG]         | 400 | /roles/0",
                "guideId  | \"\"           | 400 | /guideId",
                "guideId  | LONG           | 400 | /guideId",
            })
    void refusesAUser(String field, String value, int status, String pointer) {
        refusedAt(pointer, status, () -> first.post(USERS, body(user(), field, value)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clientId   | \"\"          | 400 | /clientId",
                "clientId   | \"a b\"       | 400 | /clientId",
                "clientId   | LONG          | 400 | /clientId",
                "scopes     | []            | 400 | /scopes",
                "scopes     | [[]]          | 400 | /scopes/0",
                "scopes     | [null]        | 400 | /scopes/0",
                "scopes     | [LONG]        | 400 | /scopes/0",
                "scopes     | [\"all\"]     | 422 | /scopes/0",
                "partnerId  | \"\"          | 400 | /partnerId",
                "partnerId  | \" \"         | 400 | /partnerId",
                "partnerId  | \"a\\nb\"     | 400 | /partnerId",
                "partnerId  | LONG          | 400 | /partnerId",
                "merchantId | \"a:b\"       | 400 | /merchantId",
                "merchantId | {}            | 400 | /merchantId",
            })
    void refusesAClient(String field, String value, int status, String pointer) {
        refusedAt(pointer, status, () -> first.post(CLIENTS, body(client(), field, value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "1", "[]", "[null]", "\"x\"", "{", "{\"x\":1,\"x\":2}", "{} {}", "DEEP", "\u0000"})
    void refusesWhatIsNoBodyOfOurs(String body) {
        String sent = body.equals("DEEP") ? "{\"username\":" + "[".repeat(100_000) : body;

        refused(() -> first.post(USERS, sent));
        refused(() -> first.post(CLIENTS, sent));
        refused(() -> first.post(PASSWORD, sent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "garbage", "application/json;charset=none"})
    void refusesABodyOfAnotherType(String type) {
        Map<String, String> headers = Map.of("Content-Type", type);

        assertThat(refused(() -> first.post(USERS, user(), headers)).status()).isEqualTo(415);
        assertThat(refused(() -> first.post(CLIENTS, client(), headers)).status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {USERS, CLIENTS})
    void refusesPagesThatAreNone(String list) {
        for (String limit : List.of("0", "-1", "501", "abc", "99999999999", "%00")) {
            refusedAt("limit", 400, () -> first.get(list + "?limit=" + limit));
        }
        refusedAt("cursor", 400, () -> first.get(list + "?cursor=%21"));
        refusedAt("cursor", 400, () -> first.get(list + "?cursor=AA"));
    }

    @ParameterizedTest
    @ValueSource(strings = {USERS, CLIENTS})
    void findsNothingUnderNamesThatAreNone(String list) {
        for (String name : List.of("%20", "%F0%9F%98%80", "a".repeat(5_000))) {
            assertThat(refused(() -> first.get(list + "/" + name)).status()).isEqualTo(404);
            assertThat(refused(() -> first.post(list + "/" + name + ":disable", ""))
                            .status())
                    .isEqualTo(404);
        }
        refused(() -> first.get(list + "/%00"));
        refused(() -> first.get(list + "/%FF"));
    }

    private static void refusedAt(String pointer, int status, Supplier<Answer> request) {
        Answer answer = refused(request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.pointer()).as(answer.body()).isEqualTo(pointer);
    }

    private static Answer refused(Supplier<Answer> request) {
        String before = everything();
        Answer answer = request.get();
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        assertThat(answer.code()).as(answer.body()).isNotEmpty();
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(everything()).isEqualTo(before);
        return answer;
    }

    private static String everything() {
        return gateway.bean(JdbcClient.class).sql("""
                        select (select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from subject t)
                            || (select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from account t)
                            || (select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from client t)
                        """).query(String.class).single();
    }

    /** A body in which one field has this JSON for its value; LONG stands for a text of a million characters. */
    private static String body(Map<String, Object> valid, String field, String value) {
        Map<String, Object> others = new LinkedHashMap<>(valid);
        others.remove(field);
        String json = JSON.writeValueAsString(others);
        return json.substring(0, json.length() - 1) + ",\"" + field + "\":"
                + value.replace("LONG", "\"" + "a".repeat(1_000_000) + "\"") + "}";
    }

    private static Map<String, Object> user() {
        return Map.of("username", "broken", "password", "12345678", "roles", List.of("viewer"));
    }

    private static Map<String, Object> client() {
        return Map.of("clientId", "broken", "scopes", List.of("reach:read"));
    }
}
