package io.evenreach.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@RealServers
@SuppressWarnings("NullAway.Init")
class PagesIT {

    private static final Pattern SCRIPT = Pattern.compile("src=\"(/assets/[^\"]+\\.js)\"");

    private static StubService identity;
    private static StubService campaign;
    private static StubService frequency;
    private static StubService guides;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        identity = describing("identity", "/api/v1/profiles/{id}", "{\"type\":\"string\"}");
        campaign = describing("campaign", "/api/v1/campaigns", "{\"type\":\"integer\"}");
        frequency = describing("frequency", "/api/v1/campaigns/{id}/reach", "{\"type\":\"integer\"}");
        guides = describing("guides", "/api/v1/guides", "{\"type\":\"integer\"}");
        gateway = RunningGateway.start(Map.of(
                "evenreach.routing.identity", identity.url(),
                "evenreach.routing.campaign", campaign.url(),
                "evenreach.routing.frequency", frequency.url(),
                "evenreach.routing.guides", guides.url(),
                "evenreach.status.keep-for", "PT0.1S",
                "evenreach.status.answer-within", "PT10S",
                "evenreach.limits.per-client", "5",
                "evenreach.limits.client-burst", "20",
                "evenreach.limits.per-address", "50",
                "evenreach.limits.address-burst", "60"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        identity.close();
        campaign.close();
        frequency.close();
        guides.close();
    }

    @Test
    void isReadyWhenEveryServiceIsAndSaysWhichIsNot() {
        HttpProbe.Answer ready = await().atMost(Duration.ofSeconds(60))
                .until(() -> gateway.probe().get("/api/v1/status"), answer -> answer.status() == 200);
        assertThat(ready.json().path("status").asString()).isEqualTo("READY");
        assertThat(ready.json().path("services").toString())
                .isEqualTo(
                        "{\"gateway\":\"UP\",\"identity\":\"UP\",\"campaign\":\"UP\",\"frequency\":\"UP\",\"guides\":\"UP\"}");

        int port = campaign.port();
        campaign.close();
        HttpProbe.Answer notReady = await().atMost(Duration.ofSeconds(60))
                .until(() -> gateway.probe().get("/api/v1/status"), answer -> answer.status() == 503);
        assertThat(notReady.json().path("status").asString()).isEqualTo("NOT_READY");
        assertThat(notReady.json().path("services").path("campaign").asString()).isEqualTo("DOWN");
        assertThat(notReady.json().path("services").path("identity").asString()).isEqualTo("UP");
        assertThat(notReady.headers().firstValue("Retry-After")).isPresent();

        campaign = describing("campaign", "/api/v1/campaigns", "{\"type\":\"integer\"}", port);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> gateway.probe().get("/api/v1/status").status() == 200);
    }

    @Test
    void mergesTheDescriptionsOfAllServices() {
        JsonNode merged = gateway.probe().get("/v3/api-docs").json();

        assertThat(merged.path("paths").has("/api/v1/profiles/{id}")).isTrue();
        assertThat(merged.path("paths").has("/api/v1/campaigns")).isTrue();
        assertThat(merged.path("paths").has("/api/v1/campaigns/{id}/reach")).isTrue();
        assertThat(merged.path("paths").has("/api/v1/users")).isTrue();
        assertThat(merged.path("paths").has("/api/v1/clients/{clientId}:rotate"))
                .isTrue();
        assertThat(merged.path("paths").has("/internal")).isFalse();
        assertThat(merged.at("/paths/~1api~1v1~1campaigns~1{id}~1reach/get/tags/0")
                        .asString())
                .isEqualTo("campaigns");
        assertThat(merged.at("/paths/~1api~1v1~1status/get/security").isEmpty()).isTrue();
        assertThat(merged.at("/paths/~1api~1v1~1status/get/security").isArray()).isTrue();
        JsonNode schemas = merged.path("components").path("schemas");
        assertThat(schemas.path("Shared").path("type").asString()).isEqualTo("string");
        assertThat(schemas.path("CampaignShared").path("type").asString()).isEqualTo("integer");
        assertThat(merged.path("components")
                        .path("securitySchemes")
                        .path("oauth2")
                        .isObject())
                .isTrue();
    }

    @Test
    void hasAPageToBrowseTheApiWithFilesOfItsOwn() {
        HttpProbe.Answer page = gateway.probe().get("/docs");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains("/docs/swagger-ui-bundle.js")
                .doesNotContain("http://")
                .doesNotContain("//cdn");
        assertThat(gateway.probe().get("/docs/swagger-ui-bundle.js").status()).isEqualTo(200);
        assertThat(gateway.probe().get("/docs/swagger-ui.css").status()).isEqualTo(200);
        assertThat(gateway.probe().get("/docs/page.js").body()).contains("/v3/api-docs");
        assertThat(gateway.probe().get("/docs/oauth2-redirect.html").status()).isEqualTo(200);
    }

    @Test
    void servesTheUserInterfaceOnEveryAddressOfItsOwn() {
        HttpProbe.Answer home = gateway.probe().get("/");
        HttpProbe.Answer deep = gateway.probe().get("/campaigns/c-1/reach?channel=search");
        HttpProbe.Answer callback = gateway.probe().get("/callback?code=abc&state=x");

        assertThat(home.status()).isEqualTo(200);
        assertThat(home.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(home.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(deep.body()).isEqualTo(home.body());
        assertThat(callback.body()).isEqualTo(home.body());
        Matcher script = SCRIPT.matcher(home.body());
        assertThat(script.find()).isTrue();
        HttpProbe.Answer asset = gateway.probe().get(script.group(1));
        assertThat(asset.status()).isEqualTo(200);
        assertThat(asset.headers().firstValue("Cache-Control").orElse("")).contains("max-age=31536000", "immutable");
    }

    @Test
    void letsABrowserLoadNothingFromElsewhere() {
        HttpProbe.Answer home = gateway.probe().get("/");

        assertThat(home.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains(
                        "default-src 'self'",
                        "script-src 'self';",
                        "style-src 'self' 'unsafe-inline'",
                        "frame-ancestors 'none'");
        assertThat(home.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(home.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(home.headers().firstValue("Referrer-Policy")).isPresent();
        assertThat(home.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void answersAMissingFileWithAProblemAndNotWithAPage() {
        assertThat(gateway.probe().get("/assets/missing-abc.js").status()).isEqualTo(404);
        assertThat(gateway.probe().get("/assets/missing-abc.js").code()).isEqualTo("NOT_FOUND");
        assertThat(gateway.probe().get("/missing.js").status()).isEqualTo(404);
        assertThat(gateway.probe().get("/v3/missing").status()).isEqualTo(404);
        assertThat(gateway.probe().get("/oauth2/missing").status()).isEqualTo(404);
        assertThat(gateway.probe().get("/static/index.html").status()).isEqualTo(404);
        assertThat(gateway.probe().get("/application.yml").status()).isEqualTo(404);
        assertThat(gateway.probe().post("/", "{}").status()).isEqualTo(405);
        assertThat(gateway.probe().post("/", "{}").code()).isEqualTo("METHOD_NOT_ALLOWED");
    }

    @Test
    void showsItsHealthToAllAndItsMetricsToOperatorsOnly() {
        assertThat(gateway.probe().get("/actuator/health").status()).isEqualTo(200);
        assertThat(gateway.probe().get("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(gateway.probe().get("/actuator/prometheus").status()).isEqualTo(401);
        HttpProbe metrics = gateway.probe().withToken(newClient("metrics", "feed:read"));
        assertThat(metrics.get("/actuator/prometheus").status()).isEqualTo(200);
        HttpProbe other = gateway.probe().withToken(newClient("no-metrics", "reach:read"));
        assertThat(other.get("/actuator/prometheus").status()).isEqualTo(403);
    }

    @Test
    void describesItselfAsAnAuthorizationServer() {
        JsonNode about =
                gateway.probe().get("/.well-known/openid-configuration").json();

        assertThat(about.path("issuer").asString()).isEqualTo(System.getProperty("EVENREACH_ISSUER"));
        assertThat(about.path("token_endpoint").asString()).endsWith("/oauth2/token");
        assertThat(about.path("jwks_uri").asString()).endsWith("/oauth2/jwks");
    }

    @Test
    void acceptsABurstAndRefusesOneAboveUntilTheBucketFills() throws InterruptedException {
        HttpProbe client = gateway.probe().withToken(newClient("bursting", "reach:read"));
        HttpProbe neighbour = gateway.probe().withToken(newClient("neighbour", "reach:read"));
        int refused = 0;
        long began = System.nanoTime();
        for (int request = 0; request < 40; request++) {
            HttpProbe.Answer answer = client.get("/api/v1/me");
            if (answer.status() == 429) {
                refused++;
                assertThat(answer.code()).isEqualTo("RATE_LIMITED");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
        }
        double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;

        // 20 at once, then 5 a second: whatever the machine's speed, no more than that got through.
        assertThat(40 - refused).isBetween(20, (int) Math.ceil(20 + 5 * seconds) + 1);
        assertThat(neighbour.get("/api/v1/me").status()).isEqualTo(200);
        Thread.sleep(1_100);
        assertThat(client.get("/api/v1/me").status()).isEqualTo(200);
    }

    private static String newClient(String clientId, String scope) {
        HttpProbe.Answer made =
                firstClient().post("/api/v1/clients", Map.of("clientId", clientId, "scopes", java.util.List.of(scope)));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return Tokens.of(gateway).of(clientId, made.json().path("clientSecret").asString());
    }

    private static HttpProbe firstClient() {
        return gateway.asFirstClient();
    }

    private static StubService describing(String name, String path, String sharedSchema) {
        return describing(name, path, sharedSchema, 0);
    }

    private static StubService describing(String name, String path, String sharedSchema, int port) {
        StubService stub = StubService.start(name, port);
        stub.answers(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/v3/api-docs")) {
                StubService.json(exchange, 200, """
                        {"openapi":"3.1.0","paths":{
                           "%s":{"get":{"operationId":"get","responses":{"200":{"description":"",
                             "content":{"application/json":{"schema":{"$ref":"#/components/schemas/Shared"}}}}}}},
                           "/internal":{"get":{}}},
                         "components":{"schemas":{"Shared":%s}}}
                        """.formatted(path, sharedSchema));
            } else {
                StubService.json(exchange, 200, "{\"status\":\"UP\"}");
            }
        });
        return stub;
    }
}
