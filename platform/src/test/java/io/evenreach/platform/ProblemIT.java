package io.evenreach.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;

@RealServers
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.hikari.connection-timeout=5000")
@DirtiesContext
class ProblemIT {

    private static final String THING = "{\"name\":\"a\",\"count\":1}";

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private DataSource database;

    private HttpProbe writer = HttpProbe.atPort(1);

    @BeforeEach
    void signIn() {
        writer = HttpProbe.atPort(port).withToken(TestTokens.withScopes(Scopes.CHANNEL_WRITE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"name\":\"a\",\"count\":1          ; 400; MALFORMED_JSON; ''",
                "{\"name\":\"a\",\"count\":1,\"x\":2} ; 400; UNKNOWN_FIELD ; /x",
                "{\"name\":\"a\",\"count\":\"1\"}     ; 400; INVALID_FIELD ; /count",
                "{\"name\":\"a\",\"count\":1.5}       ; 400; INVALID_FIELD ; /count",
                "{\"name\":\"a\",\"count\":0}         ; 400; INVALID_FIELD ; /count",
                "{\"count\":1}                        ; 400; INVALID_FIELD ; /name",
                "{\"name\":\"a\",\"count\":1,\"colour\":\"BLUE\"} ; 400; INVALID_FIELD; /colour",
                "{\"name\":\"a\",\"count\":1,\"at\":\"yesterday\"} ; 400; INVALID_FIELD; /at",
                "{\"name\":\"a\",\"count\":1,\"parts\":[{}]} ; 400; INVALID_FIELD; /parts/0/label",
                "{\"name\":\"a\",\"count\":1,\"parts\":[{\"label\":\"a\"},{\"label\":\"b\"},{\"label\":\"c\"},{\"label\":\"d\"}]}"
                        + " ; 400; TOO_MANY_ITEMS; /parts",
                "{\"name\":\"a\",\"name\":\"b\",\"count\":1} ; 400; MALFORMED_JSON; ''",
                "{\"name\":\"a\",\"count\":99999999999} ; 400; INVALID_FIELD; /count",
                "{\"name\":\"a\",\"count\":1,\"parts\":[{\"label\":\"a\",\"weight\":99999999999}]}"
                        + " ; 400; INVALID_FIELD; /parts/0/weight",
                "{\"name\":\"a\",\"count\":1,\"parts\":[null]} ; 400; INVALID_FIELD; /parts/0",
                "{\"name\":\"a\",\"count\":1,\"words\":[null]} ; 400; INVALID_FIELD; /words/0",
                "{\"name\":5,\"count\":1}              ; 400; INVALID_FIELD; /name",
                "{\"name\":true,\"count\":1}           ; 400; INVALID_FIELD; /name",
                "{\"name\":[\"a\"],\"count\":1}        ; 400; INVALID_FIELD; /name",
                "{\"name\":\"a\",\"count\":1,\"words\":[1]} ; 400; INVALID_FIELD; /words/0",
            })
    void pointsAtWhatIsWrongAndChangesNothing(String body, int status, String code, String pointer) {
        int before = things();

        HttpProbe.Answer answer = writer.post("/api/v1/things", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.pointer()).isEqualTo(pointer);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(things()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "at, 1749081600",
        "at, 1749081600.5",
        "at, '\"1749081600\"'",
        "at, '\"1749081600.5\"'",
        "at, '\"2026-06-05T00:00:00\"'",
        "at, '\"\"'",
        "at, '\" \"'",
        "since, 1749081600",
        "since, '\"1749081600\"'",
        "since, '\"2026-06-05\"'",
        "since, '\"\"'",
        "lasting, 600",
        "lasting, '\"600\"'",
        "lasting, '\"\"'",
        "of, 1",
        "of, '\"\"'",
        "of, '\"  \"'",
        "colour, '\"\"'",
    })
    void takesTimesAsIsoTextOnlyAndNoEmptyTextForNothing(String field, String value) {
        int before = things();

        HttpProbe.Answer answer =
                writer.post("/api/v1/things", "{\"name\":\"a\",\"count\":1,\"" + field + "\":" + value + "}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_FIELD");
        assertThat(answer.pointer()).isEqualTo("/" + field);
        assertThat(things()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "at, 2026-06-05T00:00:00Z",
        "at, 2026-06-05T00:00:00.123+08:00",
        "since, 2026-06-05T00:00:00Z",
        "since, 2026-06-05T00:00:00+08:00",
        "lasting, PT10M",
        "lasting, P7D",
        "of, 7b0c3a52-44d6-4a2e-9a50-0d6a3f9a1c11",
        "name, ''",
    })
    void takesTimesWithAnOffsetAndDurationsInIsoText(String field, String value) {
        Map<String, Object> body = new HashMap<>(Map.of("name", "a", "count", 1));
        body.put(field, value);

        HttpProbe.Answer answer = writer.post("/api/v1/things", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    @Test
    void refusesCharactersThatTheDatabaseCannotKeep() {
        HttpProbe.Answer name = writer.post("/api/v1/things", "{\"name\":\"a\\u0000b\",\"count\":1}");
        HttpProbe.Answer word = writer.post("/api/v1/things", "{\"name\":\"a\",\"count\":1,\"words\":[\"\\u0000\"]}");
        HttpProbe.Answer half = writer.post("/api/v1/things", "{\"name\":\"a\\ud83d\",\"count\":1}");
        HttpProbe.Answer whole = writer.post("/api/v1/things", "{\"name\":\"a\\ud83d\\ude00\",\"count\":1}");
        HttpProbe.Answer cursor = writer.get("/api/v1/words?word=a&cursor=" + Cursor.encode("a\0b"));
        HttpProbe.Answer parameter = writer.get("/api/v1/words?word=a%00b");

        assertThat(whole.status()).isEqualTo(201);
        assertThat(half.pointer()).isEqualTo("/name");
        assertThat(List.of(name.status(), word.status(), half.status(), cursor.status(), parameter.status()))
                .containsOnly(400);
        assertThat(name.code()).isEqualTo("INVALID_FIELD");
        assertThat(name.pointer()).isEqualTo("/name");
        assertThat(word.pointer()).isEqualTo("/words/0");
        assertThat(cursor.code()).isEqualTo("INVALID_PARAMETER");
        assertThat(cursor.pointer()).isEqualTo("cursor");
        assertThat(parameter.code()).isEqualTo("INVALID_PARAMETER");
    }

    @Test
    void asksForATokenAndForItsScope() {
        int before = things();
        String body = "{\"name\":\"a\",\"count\":1}";
        HttpProbe nobody = HttpProbe.atPort(port);
        HttpProbe reader = nobody.withToken(TestTokens.withScopes(Scopes.CHANNEL_READ));
        HttpProbe late = nobody.withToken(TestTokens.mint(
                "late", Map.of(), List.of(Scopes.CHANNEL_WRITE), Instant.now().minusSeconds(600)));

        assertThat(nobody.post("/api/v1/things", body).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(reader.post("/api/v1/things", body).code()).isEqualTo("MISSING_SCOPE");
        assertThat(late.post("/api/v1/things", body).status()).isEqualTo(401);
        assertThat(nobody.withToken("not.a.token").post("/api/v1/things", body).code())
                .isEqualTo("UNAUTHENTICATED");
        assertThat(things()).isEqualTo(before);
    }

    @Test
    void tellsWhoCallsAndForWhom() {
        HttpProbe partner = HttpProbe.atPort(port).withToken(TestTokens.ofPartner("video-site", Scopes.CAMPAIGN_READ));

        assertThat(partner.get("/api/v1/me").json().path("owner").asString()).isEqualTo("partner:video-site");
    }

    @Test
    void answersUnknownPathsAndWrongParametersWithProblems() {
        assertThat(writer.get("/api/v1/nothing").code()).isEqualTo("NOT_FOUND");
        assertThat(writer.get("/api/v1/open/three").status())
                .as("no such thing, whatever an id looks like")
                .isEqualTo(404);
        assertThat(writer.get("/api/v1/open/three").code()).isEqualTo("NOT_FOUND");
        assertThat(writer.get("/api/v1/open/3?times=two").code()).isEqualTo("INVALID_PARAMETER");
        assertThat(writer.get("/api/v1/open/3").status()).isEqualTo(200);
        assertThat(writer.get("/api/v1/words").code()).isEqualTo("MISSING_FIELD");
        assertThat(writer.get("/api/v1/words").pointer()).isEqualTo("word");
        assertThat(writer.get("/api/v1/things").code()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(writer.post("/api/v1/things", "a", Map.of("Content-Type", "text/plain"))
                        .code())
                .isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void answersARepeatedKeyOnce() throws Exception {
        int before = things();
        Map<String, String> key = Map.of("Idempotency-Key", "k-1");
        String body = "{\"name\":\"a\",\"count\":1}";
        List<Callable<HttpProbe.Answer>> calls =
                java.util.Collections.nCopies(50, () -> writer.post("/api/v1/things", body, key));
        List<HttpProbe.Answer> answers;
        try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
            answers = threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
        HttpProbe.Answer repeated = writer.post("/api/v1/things", body, key);

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(201, 409));
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 201)
                        .map(HttpProbe.Answer::body)
                        .distinct())
                .containsExactly(repeated.body());
        assertThat(repeated.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(things()).isEqualTo(before + 1);
        assertThat(writer.post("/api/v1/things", "{\"name\":\"b\",\"count\":1}", key)
                        .code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void takesAKeyWithAnotherQueryForAnotherRequest() {
        Map<String, String> key = Map.of("Idempotency-Key", "k-6");
        HttpProbe.Answer first = writer.post("/api/v1/things?of=one", THING, key);

        assertThat(writer.post("/api/v1/things?of=other", THING, key).code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(writer.post("/api/v1/things", THING, key).code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(writer.post("/api/v1/things?of=one", THING, key).body()).isEqualTo(first.body());
    }

    @Test
    void keepsAKeyFreeThatADryRunCameUnder() {
        Map<String, String> key = Map.of("Idempotency-Key", "k-7");

        HttpProbe.Answer dry = writer.post("/api/v1/things?dryRun=true", THING, key);
        assertThat(writer.post("/api/v1/things?dryRun=Yes", THING, key).status())
                .isEqualTo(201);
        HttpProbe.Answer real = writer.post("/api/v1/things?dryRun=false", THING, key);

        assertThat(List.of(dry.status(), real.status())).containsOnly(201);
        assertThat(real.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(writer.post("/api/v1/things?dryRun=false", THING, key)
                        .headers()
                        .firstValue("Idempotency-Replayed"))
                .hasValue("true");
    }

    @Test
    void repeatsAnAnswerWithItsPlaceAndItsVersion() {
        Map<String, String> key = Map.of("Idempotency-Key", "k-3");
        HttpProbe.Answer first = writer.post("/api/v1/things", "{\"name\":\"a\",\"count\":1}", key);
        HttpProbe.Answer repeated = writer.post("/api/v1/things", "{\"name\":\"a\",\"count\":1}", key);

        assertThat(first.headers().firstValue("ETag")).isPresent();
        assertThat(repeated.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        for (String header : List.of("ETag", "Location", "Content-Type")) {
            assertThat(repeated.headers().firstValue(header))
                    .isEqualTo(first.headers().firstValue(header));
        }
    }

    @Test
    void breaksOffAnAnswerThatFailsWhenHalfOfItIsOnItsWay() {
        assertThatThrownBy(() -> writer.get("/api/v1/lines")).hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void letsACorrectedRequestUseTheKeyOfARefusedOne() {
        Map<String, String> key = Map.of("Idempotency-Key", "k-2");

        assertThat(writer.post("/api/v1/things", "{\"name\":\"a\",\"count\":0}", key)
                        .status())
                .isEqualTo(400);
        assertThat(writer.post("/api/v1/things", "{\"name\":\"a\",\"count\":1}", key)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void tellsOfAStoreOfKeysThatIsBrokenInAProblem() {
        jdbc.execute("alter table idempotency_key rename to broken");
        HttpProbe.Answer answer;
        try {
            answer = writer.post("/api/v1/things", THING, Map.of("Idempotency-Key", "k-4"));
        } finally {
            jdbc.execute("alter table broken rename to idempotency_key");
        }

        assertThat(answer.status()).as(answer.body()).isEqualTo(500);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.code()).isEqualTo("INTERNAL_ERROR");
    }

    @Test
    void tellsOfADatabaseThatDoesNotAnswerAKeyInAProblem() throws SQLException {
        int before = things();
        List<Connection> taken = new ArrayList<>();
        HttpProbe.Answer answer;
        try {
            takeEveryConnection(taken);
            answer = writer.post("/api/v1/things", THING, Map.of("Idempotency-Key", "k-5"));
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }

        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.code()).isEqualTo("DATABASE_UNAVAILABLE");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(things()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40P01", "40001"})
    void asksToTryAgainWhereTheDatabaseLetAnotherRequestGoFirst(String state) {
        jdbc.execute("""
                create function give_way() returns trigger language plpgsql as
                    $$ begin raise exception 'gave way' using errcode = '%s'; end $$
                """.formatted(state));
        jdbc.execute("create trigger give_way before insert on inbox for each row execute function give_way()");
        HttpProbe.Answer answer;
        try {
            answer = writer.post("/api/v1/things", THING);
        } finally {
            jdbc.execute("drop function give_way() cascade");
        }

        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("DATABASE_UNAVAILABLE");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private void takeEveryConnection(List<Connection> taken) throws SQLException {
        while (true) {
            try {
                taken.add(database.getConnection());
            } catch (SQLTransientConnectionException noneLeft) {
                return;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key", "X-Read-By-The-Handler"})
    void refusesAHeaderWithControlCharactersInAProblem(String header) throws IOException {
        int before = things();

        String answer = sent("POST /api/v1/things HTTP/1.1", header + ": a\u00c2\u0085b", THING);

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("\"code\":\"MALFORMED_REQUEST\"");
        assertThat(things()).isEqualTo(before);
    }

    /** Sends what the client of Java would not let through, byte by byte. */
    private String sent(String requestLine, String header, String body) throws IOException {
        String request = String.join(
                "\r\n",
                requestLine,
                "Host: localhost",
                "Authorization: Bearer " + TestTokens.withScopes(Scopes.CHANNEL_WRITE),
                "Content-Type: application/json",
                "Content-Length: " + body.length(),
                "Connection: close",
                header,
                "",
                body);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void refusesAPathThatTheFirewallStopsInAProblem() {
        HttpProbe.Answer answer = writer.get("/api/v1/open/3;x=1");

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.code()).isEqualTo("MALFORMED_REQUEST");
    }

    private int things() {
        Integer count = jdbc.queryForObject("select count(*) from inbox where consumer = 'thing'", Integer.class);
        return count == null ? 0 : count;
    }
}
