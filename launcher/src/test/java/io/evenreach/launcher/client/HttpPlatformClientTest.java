package io.evenreach.launcher.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.evenreach.launcher.client.PlatformClient.FilePart;
import io.evenreach.launcher.client.PlatformClient.FilePart.Content;
import io.evenreach.launcher.client.PlatformClient.JsonPart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpPlatformClientTest {

    private static final RetryPolicy IMPATIENT =
            new RetryPolicy(Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofMillis(20), 3);

    @TempDir
    Path folder;

    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server = unstarted();
    private int tokensGiven;

    @BeforeEach
    void start() {
        server.createContext("/oauth2/token", exchange -> {
            tokensGiven++;
            send(exchange, new Answer(200, "{\"access_token\":\"token-" + tokensGiven + "\",\"expires_in\":300}"));
        });
        server.createContext("/api/v1", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(new Asked(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                    new String(body, UTF_8)));
            Answer answer = answers.poll();
            if (answer == null || answer.equals(Answer.NONE)) {
                exchange.close();
            } else {
                send(exchange, answer);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void repeatsAPostUnderOneIdempotencyKeyUntilTheServiceIsBack() {
        answers.add(new Answer(503, ""));
        answers.add(new Answer(502, "<html>"));
        answers.add(new Answer(201, "{\"campaignId\":\"c-1\"}"));

        assertThat(client().post("/campaigns", Map.of("name", "x"))
                        .path("campaignId")
                        .asString())
                .isEqualTo("c-1");
        assertThat(asked)
                .hasSize(3)
                .extracting(Asked::idempotencyKey)
                .doesNotContain("null")
                .containsOnly(asked.getFirst().idempotencyKey());
    }

    @Test
    void survivesABrokenConnection() {
        answers.add(Answer.NONE);
        answers.add(Answer.NONE);
        answers.add(new Answer(200, "{}"));

        assertThat(client().get("/status").isObject()).isTrue();
        assertThat(asked).hasSizeGreaterThan(1);
    }

    @Test
    void renewsATokenThatIsNoLongerKnown() {
        answers.add(new Answer(401, ""));
        answers.add(new Answer(200, "{}"));

        client().get("/me");

        assertThat(asked).extracting(Asked::authorization).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void tellsAProblemWithItsCode() {
        answers.add(
                new Answer(
                        422,
                        "{\"code\":\"INVALID_FIELD\",\"detail\":\"no\",\"errors\":[{\"pointer\":\"/plan/0/target\",\"code\":\"X\",\"message\":\"must be at least 1\"}]}"));

        assertThatThrownBy(() -> client().post("/campaigns", Map.of()))
                .isInstanceOfSatisfying(PlatformProblem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(422);
                    assertThat(problem.code()).isEqualTo("INVALID_FIELD");
                    assertThat(problem.detail()).isEqualTo("no; /plan/0/target must be at least 1");
                });
    }

    @Test
    void saysOnceWhatAProblemSaysOfOneField() {
        answers.add(
                new Answer(
                        422,
                        "{\"code\":\"X\",\"detail\":\"no\",\"errors\":[{\"pointer\":\"/file\",\"code\":\"X\",\"message\":\"no\"}]}"));

        assertThatThrownBy(() -> client().post("/campaigns", Map.of()))
                .isInstanceOfSatisfying(
                        PlatformProblem.class,
                        problem -> assertThat(problem.detail()).isEqualTo("/file no"));
    }

    @Test
    void findsNothingWhereThePlatformAnswersNotFound() {
        answers.add(new Answer(404, "{\"code\":\"NOT_FOUND\"}"));

        assertThat(client().find("/channels/none")).isEmpty();
    }

    @Test
    void givesUpOnAPlatformThatStaysAway() {
        server.stop(0);

        assertThatThrownBy(() -> client().get("/status"))
                .isInstanceOf(PlatformUnavailable.class)
                .hasMessageContaining("./evenreach status");
    }

    @Test
    void uploadsAFileWithItsMapping() throws IOException {
        Path file = folder.resolve("a \"b\".csv");
        Files.writeString(file, "id,time\n微信,1\n");
        answers.add(new Answer(503, ""));
        answers.add(new Answer(202, "{\"jobId\":\"j\"}"));
        AtomicLong sent = new AtomicLong();

        client().upload(
                        "/imports",
                        new FilePart("a \"b\".csv", new Content.OnDisk(file)),
                        new JsonPart("mapping", Map.of("time", "time")),
                        sent::set);

        assertThat(asked).hasSize(2);
        assertThat(asked.getLast().body())
                .contains("name=\"mapping\"", "{\"time\":\"time\"}", "filename=\"a _b_.csv\"", "id,time\n微信,1\n");
        assertThat(sent.get()).isEqualTo(Files.size(file));
    }

    private HttpPlatformClient client() {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new HttpPlatformClient(new PlatformAccess(address, "id", "secret", null, null), IMPATIENT, notice -> {});
    }

    private static HttpServer unstarted() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new java.io.UncheckedIOException(noPort);
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body.getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Status 0 closes the connection without a word. */
    private record Answer(int status, String body) {
        static final Answer NONE = new Answer(0, "");
    }

    private record Asked(String call, String idempotencyKey, String authorization, String body) {}
}
