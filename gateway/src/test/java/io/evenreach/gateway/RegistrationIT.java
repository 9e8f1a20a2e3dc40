package io.evenreach.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever registers with e-mail and password has a guide and an account, or neither, whatever stops in between. */
@RealServers
@SuppressWarnings("NullAway.Init")
class RegistrationIT {

    private static final String GUIDES = "/api/v1/guides";
    private static final String PASSWORD = "a long enough one";
    private static final JsonMapper JSON = new JsonMapper();

    private static StubService guides;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        guides = StubService.start("guides");
        gateway = RunningGateway.start(Map.of(
                "evenreach.routing.guides", guides.url(),
                "evenreach.routing.avoid-for", "PT0.1S",
                "evenreach.registration.resume-after", "PT1S",
                "evenreach.registration.answer-within", "PT5S"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        guides.close();
    }

    @BeforeEach
    void makeEveryGuide() {
        guides.answers(exchange -> StubService.json(
                exchange,
                201,
                "{\"guideId\":\"" + exchange.getRequestHeaders().getFirst("X-Evenreach-Guide-Id") + "\"}"));
    }

    @Test
    void signsAGuideInWithWhatTheyRegisteredWith() {
        Answer registered = register("Lin.Wei@example.org", PASSWORD);

        assertThat(registered.status()).as(registered.body()).isEqualTo(201);
        String guideId = registered.json().path("guideId").asString();
        JsonNode claims = Tokens.claims(token("lin.wei@example.org"));
        assertThat(claims.path("guide_id").asString()).isEqualTo(guideId);
        assertThat(claims.path("roles").toString()).isEqualTo("[\"guide\"]");
        assertThat(Tokens.scopes(token("lin.wei@example.org"))).containsExactly("guide:read", "guide:write");
    }

    @Test
    void keepsThePasswordToItself() {
        register("quiet@example.org", "keep-this-to-yourself");

        assertThat(guides.last().bodyStart()).isEqualTo("{\"displayName\":\"\\u6797\"}");
        assertThat(guides.last().header("X-Evenreach-Guide-Email")).isEqualTo("quiet%40example.org");
        assertThat(everything()).doesNotContain("keep-this-to-yourself");
    }

    @Test
    void refusesAnEmailThatIsInUseAndChangesNothing() {
        register("taken@example.org", PASSWORD);
        String before = everything();
        int asked = guides.asked().size();

        for (String email : List.of("taken@example.org", "TAKEN@example.org")) {
            Answer refused = register(email, "another password");

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("EMAIL_IN_USE");
            assertThat(refused.pointer()).isEqualTo("/email");
        }
        assertThat(everything()).isEqualTo(before);
        assertThat(guides.asked()).hasSize(asked);
    }

    @Test
    void answersTheSameRequestWithTheSameGuide() {
        Answer first = register("again@example.org", PASSWORD);
        Answer repeated = register("again@example.org", PASSWORD);

        assertThat(repeated.status()).isEqualTo(201);
        assertThat(repeated.body()).isEqualTo(first.body());
    }

    @Test
    void leavesNoAccountWhereTheGuideIsRefused() {
        guides.answers(exchange -> StubService.json(exchange, 422, "{\"code\":\"UNKNOWN_REFERRAL_CODE\"}"));
        String before = everything();

        Answer refused = register("refused@example.org", PASSWORD);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("UNKNOWN_REFERRAL_CODE");
        assertThat(everything()).isEqualTo(before);
        makeEveryGuide();
        assertThat(register("refused@example.org", "a different one").status()).isEqualTo(201);
    }

    @Test
    void takesUpWhatStoppedBetweenGuideAndAccountWithTheSameGuide() {
        // The guide is made, and the answer never arrives.
        guides.answers(exchange -> exchange.close());
        Answer stopped = register("stopped@example.org", PASSWORD);
        assertThat(stopped.status()).isEqualTo(503);
        assertThat(new Browser(gateway.url())
                        .signIn("stopped@example.org", PASSWORD)
                        .headers()
                        .firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).contains("error"));
        int asked = guides.asked().size();

        makeEveryGuide();

        // Nobody asks again: the gateway itself brings it to its end.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> gateway.bean(JdbcClient.class)
                                .sql("select count(*) from account where username = 'stopped@example.org'")
                                .query(Integer.class)
                                .single()
                        == 1);
        String guideId =
                Tokens.claims(token("stopped@example.org")).path("guide_id").asString();
        Set<String> asksForGuides = guides
                .asked()
                .subList(asked - 1, guides.asked().size())
                .stream()
                .map(request -> request.header("X-Evenreach-Guide-Id"))
                .collect(Collectors.toSet());
        assertThat(asksForGuides).containsExactly(guideId);
        assertThat(register("stopped@example.org", PASSWORD)
                        .json()
                        .path("guideId")
                        .asString())
                .isEqualTo(guideId);
    }

    @Test
    void tellsWhoAGuideIsWithoutAnAccountWhereThereIsNoPassword() {
        Answer made = gateway.probe().post(GUIDES, "{\"displayName\":\"林\",\"email\":\"only@example.org\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(guides.last().header("X-Evenreach-Guide-Email")).isEqualTo("only%40example.org");
        assertThat(guides.last().bodyStart()).doesNotContain("only@").contains("displayName");
        assertThat(register("only@example.org", PASSWORD).status())
                .as("nobody signs in with it yet")
                .isEqualTo(201);
    }

    @Test
    void passesOnWhatHasNoEmailAndWhateverElseItSays() {
        for (String body : List.of("{\"password\":\"x\"}", "{", "{\"email\":5,\"password\":6}", "[]")) {
            gateway.probe().post(GUIDES, body);
            assertThat(guides.last().bodyStart()).isEqualTo(body);
        }
        assertThat(UUID.fromString(guides.last().header("X-Evenreach-Guide-Id")))
                .isNotNull();
    }

    @Test
    void letsNobodyChooseTheIdOfAGuide() {
        String chosen = UUID.randomUUID().toString();

        gateway.probe()
                .post(
                        GUIDES,
                        "{}",
                        Map.of("X-Evenreach-Guide-Id", chosen, "X-Evenreach-Guide-Email", "somebody%40example.org"));

        assertThat(guides.last().headers().get("X-Evenreach-Guide-Id"))
                .hasSize(1)
                .doesNotContain(chosen);
        assertThat(guides.last().header("X-Evenreach-Guide-Email")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "not an address, a long enough one, /email",
        "@example.org, a long enough one, /email",
        "a@b/c, a long enough one, /email",
        "short@example.org, 1234567, /password",
        "blank@example.org, '          ', /password"
    })
    void refusesWhatNobodyCouldSignInWith(String email, String password, String pointer) {
        String before = everything();

        Answer refused = register(email, password);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.pointer()).isEqualTo(pointer);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void refusesABodyOneByteAboveTheBound() {
        String start = "{\"displayName\":\"";
        String largest = start + "a".repeat(64 * 1024 - start.length() - 2) + "\"}";

        assertThat(gateway.probe().post(GUIDES, largest).status()).isEqualTo(201);
        assertThat(gateway.probe().post(GUIDES, largest + " ").status()).isEqualTo(413);
    }

    @Test
    void answersARepeatedKeyWithTheFirstAnswer() {
        Map<String, String> key = Map.of("Idempotency-Key", "guide-1");
        HttpProbe nobody = gateway.probe();

        Answer first = nobody.post(GUIDES, body("keyed@example.org", PASSWORD), key);
        Answer repeated = nobody.post(GUIDES, body("keyed@example.org", PASSWORD), key);
        Answer other = nobody.post(GUIDES, body("keyed2@example.org", PASSWORD), key);

        assertThat(repeated.body()).isEqualTo(first.body());
        assertThat(repeated.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(other.status()).isEqualTo(422);
    }

    private static Answer register(String email, String password) {
        return gateway.probe().post(GUIDES, body(email, password));
    }

    private static Map<String, Object> body(String email, String password) {
        return Map.of("displayName", "林", "email", email, "password", password);
    }

    private static String token(String email) {
        HttpResponse<String> answer = new Browser(gateway.url()).tokenByCode(email, PASSWORD);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("access_token").asString();
    }

    private static String everything() {
        return gateway.bean(JdbcClient.class).sql("""
                        select (select coalesce(string_agg(t::text, '|' order by t::text), '') from subject t)
                            || (select coalesce(string_agg(t::text, '|' order by t::text), '') from account t)
                            || (select coalesce(string_agg(t::text, '|' order by t::text), '') from sign_up t)
                        """).query(String.class).single();
    }
}
