package io.evenreach.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The public API as one client sees it. It never repeats a call: what a test sends is what is sent. */
final class Api {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI tokens;
    private final URI address;
    private final String clientId;
    private final String clientSecret;
    private String token = "";
    private Instant usableUntil = Instant.EPOCH;

    Api(URI address, String clientId, String clientSecret) {
        this(address, address, clientId, clientSecret);
    }

    private Api(URI tokens, URI address, String clientId, String clientSecret) {
        this.tokens = tokens;
        this.address = address;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    /** The same client, straight to a service behind the gateway. */
    Api at(int port) {
        return new Api(tokens, URI.create("http://127.0.0.1:" + port), clientId, clientSecret);
    }

    URI address() {
        return address;
    }

    /** What came back. */
    record Answer(int status, JsonNode body) {

        String code() {
            return body.path("code").asString("");
        }

        Answer expect(int expected) {
            assertThat(status).as("status of %s", body).isEqualTo(expected);
            return this;
        }

        JsonNode ok() {
            assertThat(status).as("status of %s", body).isBetween(200, 299);
            return body;
        }
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer put(String path, JsonNode body) {
        return send("PUT", path, body.toString());
    }

    Answer post(String path, JsonNode body) {
        return send("POST", path, body.toString());
    }

    Answer post(String path) {
        return send("POST", path, "");
    }

    /** Sends a body as it is, broken or not. */
    Answer send(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = request(path).header("Authorization", "Bearer " + token());
        if (body != null && !body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return send(
                request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body, UTF_8)));
    }

    Answer withoutToken(String method, String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body, UTF_8)));
    }

    /** The status of the open status page, or 0 where nobody answers. */
    int openStatus() {
        try {
            return HTTP.send(request("/status").GET().build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException nobody) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + "/api/v1" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json");
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString(UTF_8));
            return new Answer(response.statusCode(), parsed(response.body()));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return body.isBlank()
                    ? JsonNodeFactory.instance.objectNode()
                    : JsonMapper.shared().readTree(body);
        } catch (JacksonException notJson) {
            return JsonNodeFactory.instance.stringNode(body);
        }
    }

    private synchronized String token() {
        if (Instant.now().isAfter(usableUntil)) {
            String pair = Base64.getEncoder().encodeToString((clientId + ":" + clientSecret).getBytes(UTF_8));
            JsonNode answer = send(HttpRequest.newBuilder(tokens.resolve("/oauth2/token"))
                            .timeout(Duration.ofSeconds(30))
                            .header("Authorization", "Basic " + pair)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString("grant_type=client_credentials")))
                    .ok();
            token = answer.path("access_token").asString("");
            usableUntil = Instant.now().plusSeconds(answer.path("expires_in").asLong(300) - 60);
        }
        return token;
    }
}
