package io.evenreach.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.evenreach.embedded.LoopbackPorts;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.RealServers;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealServers
@SuppressWarnings("NullAway.Init")
class RoutingIT {

    private static final int MEBIBYTE = 1024 * 1024;

    private static StubService identity;
    private static StubService campaign;
    private static StubService guides;
    private static int[] frequencyPorts;
    private static RunningGateway gateway;
    private static HttpProbe caller;
    private static String token;

    private StubService frequency;
    private StubService frequency2;

    @BeforeAll
    static void start() throws IOException {
        identity = StubService.start("identity");
        campaign = StubService.start("campaign");
        guides = StubService.start("guides");
        frequencyPorts = new int[] {LoopbackPorts.next(), LoopbackPorts.next()};
        gateway = RunningGateway.start(Map.of(
                "evenreach.routing.identity", identity.url(),
                "evenreach.routing.campaign", campaign.url(),
                "evenreach.routing.guides", guides.url(),
                "evenreach.routing.frequency",
                        "http://127.0.0.1:" + frequencyPorts[0] + ",http://127.0.0.1:" + frequencyPorts[1],
                "evenreach.routing.largest-body", "64KB",
                "evenreach.routing.largest-upload", "48MB",
                "evenreach.routing.repeatable-body", "1KB",
                "evenreach.routing.answer-within", "PT30S",
                "evenreach.routing.avoid-for", "PT0.3S"));
        token = Tokens.of(gateway).ofFirstClient();
        caller = gateway.probe().withToken(token);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        identity.close();
        campaign.close();
        guides.close();
    }

    @BeforeEach
    void startFrequency() throws InterruptedException {
        frequency = StubService.start("frequency", frequencyPorts[0]);
        frequency2 = StubService.start("frequency-2", frequencyPorts[1]);
        // Instances that were down in the test before are asked last for a while.
        Thread.sleep(350);
    }

    @AfterEach
    void stopFrequency() {
        frequency.close();
        frequency2.close();
    }

    @Test
    void carriesEachPathToItsOwner() {
        List.of("/channels", "/channels/a", "/campaigns", "/campaigns/1", "/campaigns/1/versions", "/ceilings/x")
                .forEach(path -> assertThat(serviceOf(path)).as(path).isEqualTo("campaign"));
        List.of("/quiet-hours/x", "/complaints", "/holds")
                .forEach(path -> assertThat(serviceOf(path)).as(path).isEqualTo("campaign"));
        List.of("/identity/resolve", "/identity/profiles/1", "/profiles/1")
                .forEach(path -> assertThat(serviceOf(path)).as(path).isEqualTo("identity"));
        List.of("/decisions", "/exposures", "/imports/1", "/simulations/1", "/jobs/1", "/campaigns/1/reach")
                .forEach(path -> assertThat(serviceOf(path)).as(path).startsWith("frequency"));
        List.of("/campaigns/1/heavy?channel=a", "/campaigns/1/leakage", "/profiles/1/touches")
                .forEach(path -> assertThat(serviceOf(path)).as(path).startsWith("frequency"));
    }

    /** A machine that waits for each connection in vain says so 20 times in a minute only if it does not wait for each. */
    @Test
    void goesByWhatItKnewOfAClientLastWhileItGetsNoConnectionAndByTheDatabaseAgainOnceItDoes() throws SQLException {
        HttpProbe known = gateway.probe().withToken(newClient("known"));
        HttpProbe stranger = gateway.probe().withToken(newClient("stranger"));
        String path = "/api/v1/identity/profiles/1";
        assertThat(known.get(path).status()).isEqualTo(200);

        List<Connection> taken = takeAllConnections();
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                assertThat(known.get(path).status()).isEqualTo(200);
                return secondsUnread() > 0;
            });
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                HttpProbe.Answer refused = stranger.get(path);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.code()).isEqualTo("DATABASE_UNAVAILABLE");
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(1));

            // Somebody disables the client through another instance.
            try (Statement statement = taken.getFirst().createStatement()) {
                assertThat(statement.executeUpdate("update client set enabled = false where client_id = 'known'"))
                        .isEqualTo(1);
            }
            assertThat(known.get(path).status()).isEqualTo(200);
        } finally {
            for (Connection one : taken) {
                one.close();
            }
        }

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(known.get(path).status()).isEqualTo(401));
        assertThat(stranger.get(path).status()).isEqualTo(200);
        assertThat(secondsUnread()).isZero();
    }

    private static String newClient(String clientId) {
        HttpProbe.Answer made =
                caller.post("/api/v1/clients", Map.of("clientId", clientId, "scopes", List.of(Scopes.IDENTITY_READ)));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return Tokens.of(gateway).of(clientId, made.json().path("clientSecret").asString());
    }

    private static List<Connection> takeAllConnections() throws SQLException {
        DataSource pool = gateway.bean(DataSource.class);
        List<Connection> taken = new ArrayList<>();
        while (true) {
            try {
                taken.add(pool.getConnection());
            } catch (SQLTransientConnectionException none) {
                return taken;
            }
        }
    }

    private static double secondsUnread() {
        return gateway.bean(MeterRegistry.class)
                .get("evenreach.gateway.standing.unread")
                .gauge()
                .value();
    }

    @Test
    void letsWhoeverWantsToBeAGuideRegisterAndNothingElseWithoutAToken() {
        HttpProbe nobody = gateway.probe();

        assertThat(nobody.post("/api/v1/guides", "{}").status()).isEqualTo(200);
        assertThat(guides.last().target()).isEqualTo("/api/v1/guides");
        assertThat(nobody.get("/api/v1/guides").status()).isEqualTo(401);
        assertThat(nobody.post("/api/v1/guides/1:approve", "{}").status()).isEqualTo(401);
    }

    @Test
    void carriesShoppersAndTheirCookieToARecommendationAndNoOtherCookie() {
        guides.answers(exchange -> {
            exchange.getResponseHeaders().add("Set-Cookie", "evenreach_visitor=v2; Path=/");
            exchange.getResponseHeaders().add("Set-Cookie", "evenreach_session=stolen");
            exchange.getResponseHeaders().set("Location", "/shop");
            StubService.json(exchange, 302, "{}");
        });
        try {
            HttpProbe.Answer answer = gateway.probe()
                    .get("/r/abc234xy", Map.of("Cookie", "evenreach_session=secret; evenreach_visitor=v1"));

            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location")).hasValue("/shop");
            assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("evenreach_visitor=v2; Path=/");
            assertThat(guides.last().header("Cookie")).isEqualTo("evenreach_visitor=v1");
        } finally {
            guides.answers(exchange -> StubService.json(exchange, 200, "{\"service\":\"guides\"}"));
        }
    }

    @Test
    void carriesActionsEscapesAndQueriesAsTheyCame() {
        caller.post("/api/v1/campaigns/c%201:approve?a=1&b=x%2By&b=%E4%B8%AD&c", "{}");

        assertThat(campaign.last().method()).isEqualTo("POST");
        assertThat(campaign.last().target()).isEqualTo("/api/v1/campaigns/c%201:approve?a=1&b=x%2By&b=%E4%B8%AD&c");
        assertThat(campaign.last().bodyStart()).isEqualTo("{}");
    }

    @Test
    void carriesAFormWithoutReadingIt() {
        caller.post("/api/v1/complaints?x=1", "a=1&b=2", Map.of("Content-Type", "application/x-www-form-urlencoded"));

        assertThat(campaign.last().bodyStart()).isEqualTo("a=1&b=2");
        assertThat(campaign.last().target()).isEqualTo("/api/v1/complaints?x=1");
    }

    @Test
    void passesTheTokenOnAndStripsWhatClaimsAnIdentity() {
        caller.get(
                "/api/v1/holds",
                Map.ofEntries(
                        Map.entry("X-Forwarded-For", "6.6.6.6"),
                        Map.entry("X-Forwarded-Host", "evil.example"),
                        Map.entry("X-Forwarded-Proto", "https"),
                        Map.entry("Forwarded", "for=6.6.6.6"),
                        Map.entry("X-Real-IP", "6.6.6.6"),
                        Map.entry("X-User-Id", "root"),
                        Map.entry("X_User", "root"),
                        Map.entry("X-Partner-Id", "p1"),
                        Map.entry("X-Original-URL", "/actuator"),
                        Map.entry("X-HTTP-Method-Override", "DELETE"),
                        Map.entry("Cookie", "evenreach_session=abc"),
                        Map.entry("Proxy-Authorization", "Basic x"),
                        Map.entry("Accept", "text/csv"),
                        Map.entry("If-Match", "\"3\""),
                        Map.entry("Idempotency-Key", "k1"),
                        Map.entry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));

        StubService.Asked asked = campaign.last();
        List.of(
                        "X-Forwarded-Host",
                        "X-Forwarded-Proto",
                        "Forwarded",
                        "X-Real-IP",
                        "X-User-Id",
                        "X_User",
                        "X-Partner-Id",
                        "X-Original-URL",
                        "X-HTTP-Method-Override",
                        "Cookie",
                        "Proxy-Authorization")
                .forEach(name -> assertThat(asked.hasHeader(name)).as(name).isFalse());
        assertThat(asked.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(asked.header("Authorization")).startsWith("Bearer ey");
        assertThat(asked.header("Accept")).isEqualTo("text/csv");
        assertThat(asked.header("If-Match")).isEqualTo("\"3\"");
        assertThat(asked.header("Idempotency-Key")).isEqualTo("k1");
        assertThat(asked.header("traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c");
    }

    @Test
    void dropsHeadersThatTheConnectionHeaderNames() throws IOException {
        String answer = raw("GET /api/v1/holds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                + "\r\nX-Once: 1\r\nX-Twice: 2\r\nConnection: close, X-Once\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(campaign.last().hasHeader("X-Once")).isFalse();
        assertThat(campaign.last().header("X-Twice")).isEqualTo("2");
    }

    @Test
    void passesStatusHeadersAndBodyBackButNoCookies() {
        campaign.answers(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"7\"");
            exchange.getResponseHeaders().set("Location", "/api/v1/campaigns/7");
            exchange.getResponseHeaders().set("Set-Cookie", "a=b");
            exchange.getResponseHeaders().set("Server", "secret/1");
            StubService.json(exchange, 201, "{\"campaignId\":\"7\"}");
        });
        try {
            HttpProbe.Answer answer = caller.post("/api/v1/campaigns", "{}");

            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo("{\"campaignId\":\"7\"}");
            assertThat(answer.headers().firstValue("ETag")).hasValue("\"7\"");
            assertThat(answer.headers().firstValue("Location")).hasValue("/api/v1/campaigns/7");
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        } finally {
            campaign.answers(exchange -> StubService.json(exchange, 200, "{\"service\":\"campaign\"}"));
        }
    }

    @Test
    void passesProblemsOfAServiceThrough() {
        identity.answers(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7");
            byte[] problem = "{\"code\":\"FEED_STALE\"}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            exchange.sendResponseHeaders(503, problem.length);
            exchange.getResponseBody().write(problem);
        });
        try {
            HttpProbe.Answer answer = caller.get("/api/v1/profiles/1");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("FEED_STALE");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        } finally {
            identity.answers(exchange -> StubService.json(exchange, 200, "{\"service\":\"identity\"}"));
        }
    }

    @Test
    void passesAnswersWithoutABody() {
        identity.answers(exchange -> exchange.sendResponseHeaders(204, -1));
        try {
            assertThat(caller.delete("/api/v1/identity/evidence/1").status()).isEqualTo(204);
            assertThat(caller.delete("/api/v1/identity/evidence/1").body()).isEmpty();
        } finally {
            identity.answers(exchange -> StubService.json(exchange, 200, "{\"service\":\"identity\"}"));
        }
    }

    @Test
    void asksInstancesInTurn() {
        for (int request = 0; request < 20; request++) {
            assertThat(caller.post("/api/v1/decisions", "{}").status()).isEqualTo(200);
        }

        assertThat(frequency.asked()).hasSize(10);
        assertThat(frequency2.asked()).hasSize(10);
    }

    @Test
    void answersEveryRequestWhileOneInstanceIsGone() {
        frequency.close();

        for (int request = 0; request < 20; request++) {
            assertThat(caller.post("/api/v1/decisions", "{\"n\":" + request + "}")
                            .status())
                    .isEqualTo(200);
            assertThat(caller.get("/api/v1/jobs/1").status()).isEqualTo(200);
        }

        assertThat(frequency2.asked()).hasSize(40);
        assertThat(frequency2.asked())
                .allSatisfy(asked -> assertThat(asked.method().equals("GET")
                                || asked.bodyStart().startsWith("{\"n\":"))
                        .isTrue());
    }

    @Test
    void answersAProblemWhenNoInstanceIsThere() {
        frequency.close();
        frequency2.close();

        HttpProbe.Answer answer = caller.post("/api/v1/decisions", "{}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
    }

    @Test
    void neverSendsAPostTwiceThatMayHaveArrived() throws Exception {
        frequency.close();
        try (Dropping dropping = new Dropping(frequencyPorts[0])) {
            int refused = 0;
            for (int request = 0; request < 10; request++) {
                int status = caller.post("/api/v1/exposures", "{}").status();
                refused += status == 503 ? 1 : 0;
            }

            assertThat(dropping.requests()).isPositive().isEqualTo(refused);
            assertThat(frequency2.asked()).hasSize(10 - refused);
        }
    }

    @Test
    void repeatsReadsAndSmallPutsThatWereCutOff() throws Exception {
        frequency.close();
        try (Dropping dropping = new Dropping(frequencyPorts[0])) {
            for (int request = 0; request < 10; request++) {
                assertThat(caller.get("/api/v1/jobs/1").status()).isEqualTo(200);
                assertThat(caller.put("/api/v1/jobs/1", "{\"put\":true}").status())
                        .isEqualTo(200);
            }

            assertThat(dropping.requests()).isPositive();
            assertThat(frequency2.asked()).hasSize(20);
            assertThat(frequency2.last().bodyStart()).isEqualTo("{\"put\":true}");
        }
    }

    @Test
    void answersAProblemWhenAServiceIsSilent() {
        CountDownLatch over = new CountDownLatch(1);
        identity.answers(exchange -> {
            try {
                over.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        try (RunningGateway impatient = RunningGateway.start(
                Map.of("evenreach.routing.identity", identity.url(), "evenreach.routing.answer-within", "PT1S"))) {
            HttpProbe.Answer answer = impatient.probe().withToken(token).post("/api/v1/identity/resolve", "{}");

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.code()).isEqualTo("UPSTREAM_TIMEOUT");
        } finally {
            over.countDown();
            identity.answers(exchange -> StubService.json(exchange, 200, "{\"service\":\"identity\"}"));
        }
    }

    @Test
    void cutsTheConnectionWhenAServiceBreaksOffItsAnswer() throws Exception {
        frequency.close();
        frequency2.close();
        try (ServerSocket socket = new ServerSocket(frequencyPorts[0], 16, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket connection = socket.accept()) {
                    connection.getInputStream().read();
                    String half = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf \r\n";
                    connection.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
                } catch (IOException gone) {
                    throw new java.io.UncheckedIOException(gone);
                }
            });

            assertThatThrownBy(() -> caller.get("/api/v1/jobs/1")).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void acceptsABodyAtItsBoundAndRefusesOneAbove() {
        String atBound = "x".repeat(64 * 1024);

        assertThat(caller.post("/api/v1/exposures", atBound).status()).isEqualTo(200);
        HttpProbe.Answer above = caller.post("/api/v1/exposures", atBound + "x");
        assertThat(above.status()).isEqualTo(413);
        assertThat(above.code()).isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(frequency.asked().size() + frequency2.asked().size()).isEqualTo(1);
    }

    @Test
    void refusesAChunkedBodyAboveItsBound() throws Exception {
        byte[] above = new byte[64 * 1024 + 1];
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/api/v1/exposures"))
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(above)))
                .build();

        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("PAYLOAD_TOO_LARGE");
        }
    }

    @Test
    void streamsAnUploadFarLargerThanItsBuffers() throws Exception {
        int size = 40 * MEBIBYTE;
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/api/v1/imports"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofInputStream(() -> new Zeros(size)))
                .build();

        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        List<StubService.Asked> asked = frequency.asked().isEmpty() ? frequency2.asked() : frequency.asked();
        assertThat(asked).singleElement().satisfies(upload -> {
            assertThat(upload.bodyBytes()).isEqualTo(size);
            assertThat(upload.header("Content-Type")).isEqualTo("multipart/form-data; boundary=b");
        });
    }

    @Test
    void refusesAnUploadAboveItsBound() throws Exception {
        String head = "POST /api/v1/imports HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nAuthorization: Bearer "
                + token + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: "
                + (48L * MEBIBYTE + 1) + "\r\n\r\n";

        assertThat(raw(head)).startsWith("HTTP/1.1 413").contains("PAYLOAD_TOO_LARGE");
        assertThat(frequency.asked()).isEmpty();
        assertThat(frequency2.asked()).isEmpty();
    }

    @Test
    void passesLinesOnBeforeTheAnswerIsComplete() throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        identity.answers(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write("{\"line\":1}\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            try {
                assertThat(firstSeen.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            out.write("{\"line\":2}\n".getBytes(StandardCharsets.UTF_8));
        });
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/api/v1/identity/export"))
                .header("Authorization", "Bearer " + token)
                .build();

        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                assertThat(new String(body.readNBytes(11), StandardCharsets.UTF_8))
                        .isEqualTo("{\"line\":1}\n");
                firstSeen.countDown();
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("{\"line\":2}\n");
            }
        } finally {
            identity.answers(exchange -> StubService.json(exchange, 200, "{\"service\":\"identity\"}"));
        }
    }

    @Test
    void stopsAskingAServiceWhenTheCallerHasGone() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        identity.answers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] line = "x".repeat(1_023).concat("\n").getBytes(StandardCharsets.UTF_8);
            try {
                while (true) {
                    exchange.getResponseBody().write(line);
                }
            } catch (IOException nobodyReads) {
                stopped.countDown();
            }
        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            String request =
                    "GET /api/v1/identity/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().readNBytes(64 * 1024)).hasSize(64 * 1024);
            socket.close();

            assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            identity.answers(exchange -> StubService.json(exchange, 200, "{\"service\":\"identity\"}"));
        }
    }

    @Test
    void keepsPathsOfServicesThatAreNotRoutedOutOfReach() throws IOException {
        int before = identity.asked().size() + campaign.asked().size();
        for (String path : List.of(
                "/api/v1/decisions/../../../actuator/env",
                "/api/v1/decisions/%2e%2e/%2e%2e/%2e%2e/actuator/env",
                "/api/v1/decisions/..;/..;/..;/actuator/env",
                "/api/v1/decisions//actuator",
                "/api/v1/decisions/%2f..%2f..%2factuator",
                "/api/v1/decisions/%00",
                "/api/v1/decisions/a\\b")) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                    + token + "\r\n\r\n");
            assertThat(answer).as(path).matches("(?s)HTTP/1.1 (400|404).*");
            assertThat(answer).as(path).contains("application/problem+json").contains("\"code\":");
        }
        assertThat(caller.get("/actuator/env").status()).isEqualTo(404);
        assertThat(caller.get("/api/v1/actuator/env").status()).isEqualTo(404);
        assertThat(identity.asked().size() + campaign.asked().size()).isEqualTo(before);
        assertThat(frequency.asked()).isEmpty();
        assertThat(frequency2.asked()).isEmpty();
    }

    @Test
    void letsNobodyThroughWithoutAToken() {
        HttpProbe.Answer answer = gateway.probe().post("/api/v1/decisions", "{}");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(frequency.asked()).isEmpty();
        assertThat(frequency2.asked()).isEmpty();
    }

    @Test
    void answersProblemsForWhatNobodyOwns() throws IOException {
        assertThat(caller.get("/api/v1/nothing").code()).isEqualTo("NOT_FOUND");
        assertThat(caller.get("/api/v1/decisionsandmore").code()).isEqualTo("NOT_FOUND");
        assertThat(caller.delete("/api/v1/status").status()).isEqualTo(405);
        assertThat(caller.delete("/api/v1/status").code()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(raw("NONSENSE\r\n\r\n")).contains("400").contains("application/problem+json");
        assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(64 * 1024) + "\r\n\r\n"))
                .contains("application/problem+json");
    }

    private static String serviceOf(String path) {
        HttpProbe.Answer answer = caller.get("/api/v1" + path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return answer.json().path("service").asString();
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A body of zeros that is never in memory as a whole. */
    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long size) {
            this.left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            java.util.Arrays.fill(buffer, offset, offset + count, (byte) 0);
            left -= count;
            return count;
        }
    }

    /** An instance that takes a request and dies: nobody can know how far it came. */
    private static final class Dropping implements AutoCloseable {

        private final ServerSocket socket;
        private final AtomicInteger requests = new AtomicInteger();

        Dropping(int port) throws IOException {
            this.socket = new ServerSocket(port, 16, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::drop);
        }

        int requests() {
            return requests.get();
        }

        private void drop() {
            while (!socket.isClosed()) {
                try (Socket connection = socket.accept();
                        InputStream in = new BufferedInputStream(connection.getInputStream())) {
                    if (in.read() >= 0) {
                        requests.incrementAndGet();
                    }
                } catch (IOException closed) {
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
