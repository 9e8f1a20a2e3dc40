package io.evenreach.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RealServers
class SignInIT {

    private static final JsonMapper JSON = new JsonMapper();

    @SuppressWarnings("NullAway.Init")
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(Map.of(
                "evenreach.sign-in.standing-for", "PT0.2S",
                "evenreach.accounts.lockout-failures", "3",
                "evenreach.accounts.lockout-for", "PT8S",
                "evenreach.clients.rotation-overlap", "PT10S"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void givesAClientWithoutStatedScopesAllItIsRegisteredFor() {
        HttpProbe.Answer answer = Tokens.of(gateway).ask(RunningGateway.CLIENT, RunningGateway.CLIENT_SECRET, "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("expires_in").asInt()).isGreaterThanOrEqualTo(300);
        assertThat(answer.json().path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.json().path("scope").asString().split(" ")).containsExactlyInAnyOrderElementsOf(Scopes.all());
        String token = answer.json().path("access_token").asString();
        assertThat(Tokens.scopes(token)).containsExactlyElementsOf(Scopes.all());
        assertThat(Tokens.claims(token).path("iss").asString()).isEqualTo(System.getProperty("EVENREACH_ISSUER"));
        assertThat(Tokens.claims(token).path("sub").asString()).isEqualTo(RunningGateway.CLIENT);
    }

    @Test
    void givesAClientOnlyTheScopesItStates() {
        HttpProbe.Answer answer =
                Tokens.of(gateway).ask(RunningGateway.CLIENT, RunningGateway.CLIENT_SECRET, Scopes.CAMPAIGN_READ);

        assertThat(Tokens.scopes(answer.json().path("access_token").asString())).containsExactly(Scopes.CAMPAIGN_READ);
    }

    @Test
    void refusesAScopeTheClientIsNotRegisteredFor() {
        String secret = register("narrow", List.of(Scopes.REACH_READ), Map.of());

        HttpProbe.Answer answer = Tokens.of(gateway).ask("narrow", secret, Scopes.CAMPAIGN_READ);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asString()).isEqualTo("invalid_scope");
    }

    @Test
    void refusesAWrongSecretAndAnUnknownClientAlike() {
        HttpProbe.Answer wrong = Tokens.of(gateway).ask(RunningGateway.CLIENT, "wrong", "");
        HttpProbe.Answer unknown = Tokens.of(gateway).ask("nobody", "wrong", "");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(wrong.json().path("error").asString()).isEqualTo("invalid_client");
        assertThat(unknown.body()).isEqualTo(wrong.body());
    }

    @Test
    void putsTheOwnerOfAClientIntoItsTokens() {
        String secret = register("shop", List.of(Scopes.REACH_READ), Map.of("partnerId", "p1", "merchantId", "m1"));

        JsonNode claims = Tokens.claims(Tokens.of(gateway).of("shop", secret));

        assertThat(claims.path("partner_id").asString()).isEqualTo("p1");
        assertThat(claims.path("merchant_id").asString()).isEqualTo("m1");
        assertThat(claims.has("roles")).isFalse();
    }

    @Test
    void showsTheSecretOfAClientOnlyOnce() {
        String secret = register("once", List.of(Scopes.REACH_READ), Map.of());

        HttpProbe.Answer listed = gateway.asFirstClient().get("/api/v1/clients?limit=500");
        HttpProbe.Answer alone = gateway.asFirstClient().get("/api/v1/clients/once");

        assertThat(listed.status()).isEqualTo(200);
        assertThat(listed.body()).contains("\"once\"").doesNotContain(secret).doesNotContain("bcrypt");
        assertThat(alone.body()).doesNotContain(secret).doesNotContain("bcrypt");
    }

    @Test
    void answersARepeatedRegistrationWithTheSameSecretAndKeepsItSealed() {
        Map<String, String> key = Map.of("Idempotency-Key", "register-1");
        Map<String, Object> body = Map.of("clientId", "repeated", "scopes", List.of(Scopes.REACH_READ));

        HttpProbe.Answer first = gateway.asFirstClient().post("/api/v1/clients", body, key);
        HttpProbe.Answer repeated = gateway.asFirstClient().post("/api/v1/clients", body, key);
        HttpProbe.Answer other = gateway.asFirstClient()
                .post("/api/v1/clients", Map.of("clientId", "other", "scopes", List.of(Scopes.REACH_READ)), key);

        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(repeated.status()).as(repeated.body()).isEqualTo(201);
        assertThat(repeated.body()).isEqualTo(first.body());
        assertThat(repeated.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        String secret = first.json().path("clientSecret").asString();
        assertThat(Tokens.of(gateway).ask("repeated", secret, "").status()).isEqualTo(200);
        assertThat(keptUnder("register-1")).doesNotContain(secret).doesNotContain("clientSecret");
    }

    @Test
    void rotatesOnceUnderAKeyAndAnswersTheSameSecretAgain() {
        register("rotated-once", List.of(Scopes.REACH_READ), Map.of());
        Map<String, String> key = Map.of("Idempotency-Key", "rotate-1");

        HttpProbe.Answer first = gateway.asFirstClient().post("/api/v1/clients/rotated-once:rotate", "", key);
        HttpProbe.Answer repeated = gateway.asFirstClient().post("/api/v1/clients/rotated-once:rotate", "", key);

        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(repeated.body()).isEqualTo(first.body());
        String secret = first.json().path("clientSecret").asString();
        assertThat(Tokens.of(gateway).ask("rotated-once", secret, "").status()).isEqualTo(200);
        assertThat(keptUnder("rotate-1")).doesNotContain(secret);
    }

    @Test
    void createsAUserOnceUnderAKeyAndLeavesNoTraceOfThePassword() throws Exception {
        Map<String, String> key = Map.of("Idempotency-Key", "user-1");
        String body = JSON.writeValueAsString(newUser("once.only", "viewer"));

        HttpProbe.Answer first = gateway.asFirstClient().post("/api/v1/users", body, key);
        HttpProbe.Answer repeated = gateway.asFirstClient().post("/api/v1/users", body, key);
        HttpProbe.Answer disabled = gateway.asFirstClient().post("/api/v1/users/once.only:disable", "", key);
        HttpProbe.Answer again = gateway.asFirstClient().post("/api/v1/users/once.only:disable", "", key);

        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(repeated.status()).as(repeated.body()).isEqualTo(201);
        assertThat(repeated.body()).isEqualTo(first.body());
        assertThat(disabled.status()).as("another route, another key").isEqualTo(200);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        String plainHash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        assertThat(keptUnder("user-1")).doesNotContain("once.only\"").doesNotContain(plainHash);
    }

    @Test
    void acceptsTheOldSecretDuringARotationAndNotAfterIt() {
        String old = register("rotating", List.of(Scopes.REACH_READ), Map.of());
        HttpProbe.Answer rotated = gateway.asFirstClient().post("/api/v1/clients/rotating:rotate", "");
        String fresh = rotated.json().path("clientSecret").asString();

        assertThat(rotated.status()).isEqualTo(200);
        assertThat(fresh).isNotEqualTo(old);
        assertThat(Tokens.of(gateway).ask("rotating", old, "").status()).isEqualTo(200);
        assertThat(Tokens.of(gateway).ask("rotating", fresh, "").status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Tokens.of(gateway).ask("rotating", old, "").status() == 401);
        assertThat(Tokens.of(gateway).ask("rotating", fresh, "").status()).isEqualTo(200);
    }

    @Test
    void refusesTheSecretAndTheTokensOfADisabledClient() {
        String secret = register("leaving", List.of(Scopes.USER_READ), Map.of());
        HttpProbe leaving = gateway.probe().withToken(Tokens.of(gateway).of("leaving", secret));
        assertThat(leaving.get("/api/v1/users").status()).isEqualTo(200);

        assertThat(gateway.asFirstClient()
                        .post("/api/v1/clients/leaving:disable", "")
                        .status())
                .isEqualTo(200);

        assertThat(Tokens.of(gateway).ask("leaving", secret, "").status()).isEqualTo(401);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> leaving.get("/api/v1/users").status() == 401);
        assertThat(leaving.get("/api/v1/users").code()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void signsAPersonInWithCodeAndProofKey() {
        Browser browser = new Browser(gateway.url());

        HttpResponse<String> answer = browser.tokenByCode(RunningGateway.ADMIN, RunningGateway.ADMIN_PASSWORD);

        assertThat(answer.statusCode()).isEqualTo(200);
        String token = JSON.readTree(answer.body()).path("access_token").asString();
        assertThat(JSON.readTree(answer.body()).has("id_token")).isTrue();
        assertThat(Tokens.scopes(token)).containsExactlyElementsOf(Scopes.all());
        assertThat(Tokens.claims(token).path("roles").toString()).isEqualTo("[\"owner\"]");
        HttpProbe.Answer me = gateway.probe().withToken(token).get("/api/v1/me");
        assertThat(me.json().path("subject").asString()).isEqualTo(RunningGateway.ADMIN);
        assertThat(me.json().path("kind").asString()).isEqualTo("USER");
        assertThat(me.json().path("scopes").size()).isEqualTo(Scopes.all().size());
    }

    @Test
    void remembersWhoIsSignedInAndForgetsAtSignOut() {
        Browser browser = new Browser(gateway.url());
        browser.tokenByCode(RunningGateway.ADMIN, RunningGateway.ADMIN_PASSWORD);
        String authorize = browser.authorizePath(gateway.url() + "/callback");

        assertThat(Browser.location(browser.open(authorize))).contains("/callback?code=");
        assertThat(Browser.location(browser.open("/logout"))).endsWith("/");
        assertThat(Browser.location(browser.open(authorize))).contains("/login");
    }

    @Test
    void signsOutThroughOpenIdConnectAlsoWithAStaleHint() {
        String home = System.getProperty("EVENREACH_ISSUER") + "/";
        Browser browser = new Browser(gateway.url());
        String token = browser.tokenByCode(RunningGateway.ADMIN, RunningGateway.ADMIN_PASSWORD)
                .body();
        String hint = JSON.readTree(token).path("id_token").asString();
        String authorize = browser.authorizePath(gateway.url() + "/callback");

        HttpResponse<String> left = browser.open(
                "/connect/logout?id_token_hint=" + hint + "&post_logout_redirect_uri=" + Tokens.encoded(home));
        assertThat(Browser.location(left)).isEqualTo(home);
        assertThat(Browser.location(browser.open(authorize))).contains("/login");

        browser.signIn(RunningGateway.ADMIN, RunningGateway.ADMIN_PASSWORD);
        String next = Browser.location(browser.open("/connect/logout?id_token_hint=stale"));
        assertThat(next).endsWith("/logout");
        browser.open(next);
        assertThat(Browser.location(browser.open(authorize))).contains("/login");
    }

    @Test
    void refusesACodeWithoutItsVerifierAndASecondUse() {
        Browser browser = new Browser(gateway.url());
        String redirectUri = gateway.url() + "/callback";
        browser.open(browser.authorizePath(redirectUri));
        browser.signIn(RunningGateway.ADMIN, RunningGateway.ADMIN_PASSWORD);
        String stolen = Browser.code(Browser.location(browser.open(browser.authorizePath(redirectUri))));
        String own = Browser.code(Browser.location(browser.open(browser.authorizePath(redirectUri))));

        assertThat(browser.exchange(stolen, redirectUri, "another-verifier-of-at-least-forty-three-characters")
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.exchange(own, redirectUri, Browser.VERIFIER).statusCode())
                .isEqualTo(200);
        assertThat(browser.exchange(own, redirectUri, Browser.VERIFIER).statusCode())
                .isEqualTo(400);
    }

    @Test
    void refusesAnAuthorizationWithoutAProofKey() {
        Browser browser = new Browser(gateway.url());
        browser.signIn(RunningGateway.ADMIN, RunningGateway.ADMIN_PASSWORD);

        HttpResponse<String> answer = browser.open("/oauth2/authorize?response_type=code&client_id=" + Browser.CLIENT_ID
                + "&scope=openid&redirect_uri=" + Tokens.encoded(gateway.url() + "/callback"));

        assertThat(Browser.location(answer)).contains("error=invalid_request").doesNotContain("code=");
    }

    @Test
    void sendsACodeToNoAddressButItsOwn() {
        Browser browser = new Browser(gateway.url());
        browser.signIn(RunningGateway.ADMIN, RunningGateway.ADMIN_PASSWORD);

        HttpResponse<String> answer = browser.open(browser.authorizePath("https://elsewhere.example/callback"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(JSON.readTree(answer.body()).path("code").asString()).isEqualTo("MALFORMED_REQUEST");
    }

    @Test
    void closesAnAccountAfterRepeatedFailuresAndOpensItAgain() {
        createUser("careless", "viewer");
        Browser browser = new Browser(gateway.url());
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(Browser.location(browser.signIn("careless", "wrong"))).contains("/login?error");
        }

        assertThat(Browser.location(browser.signIn("careless", "password of careless")))
                .contains("/login?error");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !Browser.location(browser.signIn("careless", "password of careless"))
                        .contains("error"));
    }

    @Test
    void forgetsFailuresAfterASuccess() {
        createUser("typing", "viewer");
        Browser browser = new Browser(gateway.url());
        for (int round = 0; round < 3; round++) {
            browser.signIn("typing", "wrong");
            browser.signIn("typing", "wrong");
            assertThat(Browser.location(browser.signIn("typing", "password of typing")))
                    .doesNotContain("error");
        }
    }

    @Test
    void speaksTheLanguageOfWhoAsks() {
        Browser browser = new Browser(gateway.url());

        assertThat(browser.open("/login?lang=zh").body()).contains("lang=\"zh-CN\"", "用户名", "登录");
        assertThat(browser.open("/login?lang=en").body()).contains("lang=\"en\"", "User name");
        browser.open(browser.authorizePath(gateway.url() + "/callback") + "&ui_locales=zh-CN");
        assertThat(browser.open("/login").body()).contains("密码");
        assertThat(browser.open("/login?lang=zh&error").body()).contains("role=\"alert\"");
    }

    @Test
    void letsNoScriptAndNoFrameIntoTheSignInPage() {
        HttpResponse<String> page = new Browser(gateway.url()).open("/login");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(page.body()).doesNotContain("<script").doesNotContain("{{");
        assertThat(gateway.probe().get("/signin/sign-in.css").status()).isEqualTo(200);
    }

    @Test
    void refusesAFormWithoutItsToken() {
        HttpResponse<String> answer = new Browser(gateway.url())
                .submit("/login", Map.of("username", RunningGateway.ADMIN, "password", RunningGateway.ADMIN_PASSWORD));

        assertThat(Browser.location(answer)).endsWith("/login?expired");
    }

    @Test
    void givesAPersonTheScopesOfTheirRoles() {
        createUser("writer", "author");

        List<String> scopes = Tokens.scopes(userToken("writer"));

        assertThat(scopes)
                .contains(Scopes.CAMPAIGN_WRITE, Scopes.SIMULATION_RUN, Scopes.REACH_READ)
                .doesNotContain(Scopes.CAMPAIGN_APPROVE, Scopes.USER_READ, Scopes.CAMPAIGN_APPROVE_OWN);
    }

    @Test
    void knowsARoleHoweverItIsWritten() {
        HttpProbe.Answer created = gateway.asFirstClient().post("/api/v1/users", newUser("shouted", "VIEWER"));

        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.json().path("roles").toString()).isEqualTo("[\"viewer\"]");
    }

    @Test
    void takesBackTheTokensOfADisabledUserAndOfAnOldPassword() {
        createUser("changing", "operator");
        HttpProbe changing = gateway.probe().withToken(userToken("changing"));
        assertThat(changing.get("/api/v1/me").status()).isEqualTo(200);

        // Tokens know whole seconds: the password has to change in a later one.
        await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
        HttpProbe.Answer changed =
                gateway.asFirstClient().post("/api/v1/users/changing:password", Map.of("password", "a new password"));
        assertThat(changed.status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> changing.get("/api/v1/me").status() == 401);
        HttpProbe again = gateway.probe().withToken(userToken("changing", "a new password"));
        assertThat(again.get("/api/v1/me").status()).isEqualTo(200);

        gateway.asFirstClient().post("/api/v1/users/changing:disable", "");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> again.get("/api/v1/me").status() == 401);
        Browser browser = new Browser(gateway.url());
        assertThat(Browser.location(browser.signIn("changing", "a new password")))
                .contains("error");
        gateway.asFirstClient().post("/api/v1/users/changing:enable", "");
        assertThat(Browser.location(browser.signIn("changing", "a new password")))
                .doesNotContain("error");
    }

    @Test
    void letsNobodyHandOutOrTakeOverMoreThanTheyHold() {
        createUser("second.admin", "admin");
        HttpProbe admin = gateway.probe().withToken(userToken("second.admin"));

        assertThat(admin.post("/api/v1/users", newUser("usurper", "owner")).code())
                .isEqualTo("BEYOND_OWN_SCOPES");
        assertThat(admin.post("/api/v1/users/" + RunningGateway.ADMIN + ":password", Map.of("password", "taken over"))
                        .code())
                .isEqualTo("BEYOND_OWN_SCOPES");
        assertThat(admin.post("/api/v1/clients/" + RunningGateway.CLIENT + ":rotate", "")
                        .code())
                .isEqualTo("BEYOND_OWN_SCOPES");
        assertThat(admin.post("/api/v1/users/second.admin:disable", "").code()).isEqualTo("OWN_ACCOUNT");
        assertThat(admin.post("/api/v1/users", newUser("helper", "viewer")).status())
                .isEqualTo(201);
    }

    @Test
    void refusesPartnersAtTheUsersAndClientsApis() {
        String secret = register(
                "partner-admin",
                List.of(Scopes.USER_READ, Scopes.USER_WRITE, Scopes.CLIENT_READ, Scopes.CLIENT_WRITE),
                Map.of("partnerId", "p2"));
        HttpProbe partner = gateway.probe().withToken(Tokens.of(gateway).of("partner-admin", secret));

        assertThat(partner.get("/api/v1/users").status()).isEqualTo(403);
        assertThat(partner.get("/api/v1/clients").status()).isEqualTo(403);
        assertThat(partner.post("/api/v1/users", newUser("smuggled", "viewer")).status())
                .isEqualTo(403);
        assertThat(partner.post("/api/v1/clients", Map.of("clientId", "smuggled", "scopes", List.of("user:read")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void answersBrokenUsersAndClientsWithTheFieldThatIsWrong() {
        HttpProbe first = gateway.asFirstClient();

        assertThat(first.post("/api/v1/users", "{").code()).isEqualTo("MALFORMED_JSON");
        assertThat(first.post("/api/v1/users", "{\"username\":\"x\",\"surname\":\"y\"}")
                        .code())
                .isEqualTo("UNKNOWN_FIELD");
        HttpProbe.Answer role = first.post("/api/v1/users", newUser("someone", "emperor"));
        assertThat(role.status()).isEqualTo(422);
        assertThat(role.code()).isEqualTo("UNKNOWN_ROLE");
        assertThat(role.pointer()).isEqualTo("/roles/0");
        HttpProbe.Answer weak = first.post(
                "/api/v1/users", Map.of("username", "someone", "password", "1234567", "roles", List.of("viewer")));
        assertThat(weak.code()).isEqualTo("PASSWORD_TOO_SHORT");
        assertThat(weak.pointer()).isEqualTo("/password");
        HttpProbe.Answer name = first.post(
                "/api/v1/users", Map.of("username", "a b", "password", "12345678", "roles", List.of("viewer")));
        assertThat(name.pointer()).isEqualTo("/username");
        HttpProbe.Answer scope =
                first.post("/api/v1/clients", Map.of("clientId", "x", "scopes", List.of("reach:read", "all:all")));
        assertThat(scope.code()).isEqualTo("UNKNOWN_SCOPE");
        assertThat(scope.pointer()).isEqualTo("/scopes/1");
        assertThat(first.post(
                                "/api/v1/clients",
                                Map.of("clientId", "x", "scopes", List.of(Scopes.CAMPAIGN_APPROVE_OWN)))
                        .code())
                .isEqualTo("RESERVED_SCOPE");
        HttpProbe.Answer explaining = first.post(
                "/api/v1/clients",
                Map.of(
                        "clientId",
                        "x",
                        "partnerId",
                        "p1",
                        "scopes",
                        List.of(Scopes.DECISION_ASK, Scopes.DECISION_EXPLAIN)));
        assertThat(explaining.status()).isEqualTo(422);
        assertThat(explaining.code()).isEqualTo("RESERVED_SCOPE");
        assertThat(explaining.pointer()).isEqualTo("/scopes/1");
        assertThat(first.post("/api/v1/clients", "{\"clientId\":\"x\",\"scopes\":[null]}")
                        .pointer())
                .isEqualTo("/scopes/0");
        HttpProbe.Answer roleless =
                first.post("/api/v1/users", "{\"username\":\"someone\",\"password\":\"12345678\",\"roles\":[null]}");
        assertThat(roleless.status()).isEqualTo(400);
        assertThat(roleless.pointer()).isEqualTo("/roles/0");
        assertThat(first.get("/api/v1/users/someone").status()).isEqualTo(404);
        assertThat(first.get("/api/v1/clients/x").status()).isEqualTo(404);
        assertThat(first.post("/api/v1/users/someone:disable", "").status()).isEqualTo(404);
        assertThat(first.post("/api/v1/users/" + RunningGateway.ADMIN + ":promote", "")
                        .status())
                .isIn(404, 405);
    }

    @Test
    void givesAUserAndAClientNeverTheSameName() {
        register("shared-name", List.of(Scopes.REACH_READ), Map.of());

        HttpProbe.Answer user = gateway.asFirstClient().post("/api/v1/users", newUser("shared-name", "viewer"));

        assertThat(user.status()).isEqualTo(409);
        assertThat(user.code()).isEqualTo("CONFLICT");
        assertThat(gateway.asFirstClient()
                        .post("/api/v1/users", newUser(RunningGateway.ADMIN, "viewer"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void listsUsersInPages() {
        createUser("page.a", "viewer");
        createUser("page.b", "viewer");
        HttpProbe first = gateway.asFirstClient();

        HttpProbe.Answer page = first.get("/api/v1/users?limit=1");
        String cursor = page.json().path("nextCursor").asString();
        HttpProbe.Answer next = first.get("/api/v1/users?limit=1&cursor=" + cursor);

        assertThat(page.json().path("items").size()).isEqualTo(1);
        assertThat(next.json().path("items").path(0).path("username").asString())
                .isNotEqualTo(page.json().path("items").path(0).path("username").asString());
        assertThat(first.get("/api/v1/users?limit=501").status()).isEqualTo(400);
        assertThat(first.get("/api/v1/users?cursor=%21").status()).isEqualTo(400);
    }

    @Test
    void refusesWhoHasNoTokenOrNotTheScope() {
        String secret = register("reader", List.of(Scopes.REACH_READ), Map.of());
        HttpProbe reader = gateway.probe().withToken(Tokens.of(gateway).of("reader", secret));

        HttpProbe.Answer without = gateway.probe().get("/api/v1/users");
        HttpProbe.Answer missing = reader.post("/api/v1/users", newUser("x", "viewer"));
        HttpProbe.Answer forged = gateway.probe().withToken("a.b.c").get("/api/v1/users");

        assertThat(without.status()).isEqualTo(401);
        assertThat(without.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(without.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(missing.status()).isEqualTo(403);
        assertThat(missing.code()).isEqualTo("MISSING_SCOPE");
        assertThat(forged.status()).isEqualTo(401);
        assertThat(forged.code()).isEqualTo("UNAUTHENTICATED");
    }

    @Test
    void refusesATokenOfAnotherSigner() {
        String token = io.evenreach.testkit.TestTokens.withScopes(Scopes.USER_READ);

        assertThat(gateway.probe().withToken(token).get("/api/v1/users").status())
                .isEqualTo(401);
    }

    @Test
    void keepsTokensAcrossARestartAndBetweenInstances() {
        String token = Tokens.of(gateway).ofFirstClient();

        try (RunningGateway other = RunningGateway.start()) {
            assertThat(other.probe().withToken(token).get("/api/v1/me").status())
                    .isEqualTo(200);
            String theirs = Tokens.of(other).ofFirstClient();
            assertThat(gateway.probe().withToken(theirs).get("/api/v1/me").status())
                    .isEqualTo(200);
            assertThat(other.probe().get("/oauth2/jwks").body())
                    .isEqualTo(gateway.probe().get("/oauth2/jwks").body());
            Browser browser = new Browser(gateway.url());
            browser.signIn(RunningGateway.ADMIN, RunningGateway.ADMIN_PASSWORD);
            String authorize = browser.authorizePath(gateway.url() + "/callback");
            assertThat(Browser.location(browser.open(other.url() + authorize))).contains("/callback?code=");
        }
    }

    @Test
    void publishesNoPrivateKeyAndStoresNoneInClear() {
        HttpProbe.Answer keys = gateway.probe().get("/oauth2/jwks");
        byte[] stored = gateway.bean(JdbcClient.class)
                .sql("select sealed_jwk from signing_key limit 1")
                .query(byte[].class)
                .single();

        assertThat(keys.json().path("keys").path(0).path("kty").asString()).isEqualTo("RSA");
        assertThat(keys.json().path("keys").path(0).has("d")).isFalse();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("kty");
    }

    @Test
    void letsGuideCommerceReadIdentityAndNothingElse() {
        String secret = "the-secret-of-guide-commerce";

        try (RunningGateway other = RunningGateway.start(Map.of("evenreach.clients.guides-secret", secret))) {
            assertThat(Tokens.claims(Tokens.of(other).of("guide-commerce", secret))
                            .path("scope")
                            .toString())
                    .contains(Scopes.IDENTITY_READ)
                    .doesNotContain(Scopes.IDENTITY_WRITE)
                    .doesNotContain(Scopes.ORDER_READ);
        }
    }

    @Test
    void takesANewSecretOfTheFirstClientFromTheEnvironment() {
        String changed = "another-secret-of-the-first-client";

        try (RunningGateway other = RunningGateway.start(Map.of("evenreach.clients.first-client-secret", changed))) {
            assertThat(Tokens.of(other).ask(RunningGateway.CLIENT, changed, "").status())
                    .isEqualTo(200);
            assertThat(Tokens.of(other)
                            .ask(RunningGateway.CLIENT, RunningGateway.CLIENT_SECRET, "")
                            .status())
                    .isEqualTo(401);
        }
        try (RunningGateway back = RunningGateway.start()) {
            assertThat(Tokens.of(back)
                            .ask(RunningGateway.CLIENT, RunningGateway.CLIENT_SECRET, "")
                            .status())
                    .isEqualTo(200);
        }
    }

    /** What the database holds for a key: its hashes in hex, and its answers as they lie there. */
    private static String keptUnder(String key) {
        return gateway.bean(JdbcClient.class)
                .sql("""
                        select string_agg(encode(request_hash, 'hex') || ' ' || encode(body, 'escape'), ' ')
                          from idempotency_key where key = ?
                        """)
                .param(key)
                .query(String.class)
                .single();
    }

    private static String register(String clientId, List<String> scopes, Map<String, String> owner) {
        Map<String, Object> body = new java.util.LinkedHashMap<>(owner);
        body.put("clientId", clientId);
        body.put("scopes", scopes);
        HttpProbe.Answer answer = gateway.asFirstClient().post("/api/v1/clients", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().path("clientSecret").asString();
    }

    private static void createUser(String username, String role) {
        HttpProbe.Answer answer = gateway.asFirstClient().post("/api/v1/users", newUser(username, role));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body()).doesNotContain("password of");
    }

    private static Map<String, Object> newUser(String username, String role) {
        return Map.of("username", username, "password", "password of " + username, "roles", List.of(role));
    }

    private static String userToken(String username) {
        return userToken(username, "password of " + username);
    }

    private static String userToken(String username, String password) {
        HttpResponse<String> answer = new Browser(gateway.url()).tokenByCode(username, password);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("access_token").asString();
    }
}
