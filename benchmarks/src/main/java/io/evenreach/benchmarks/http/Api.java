package io.evenreach.benchmarks.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Properties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The running platform of a data directory: where its processes listen, and a token for them. */
final class Api {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JsonMapper json = JsonMapper.shared();
    private final JsonNode state;
    private final Properties credentials = new Properties();
    private volatile String token = "";

    Api(Path dataDir) throws IOException {
        Path file = dataDir.resolve("state.json");
        if (!Files.exists(file)) {
            throw new IllegalStateException(
                    "No platform runs on " + dataDir + ". Start it with ./evenreach up --detach");
        }
        state = json.readTree(Files.readString(file));
        try (Reader reader = Files.newBufferedReader(dataDir.resolve("credentials"), UTF_8)) {
            credentials.load(reader);
        }
    }

    URI gateway() {
        return URI.create("http://127.0.0.1:" + state.path("port").asInt());
    }

    /** The service itself, past the gateway. */
    URI frequency() {
        return URI.create("http://127.0.0.1:"
                + state.path("services").path("frequency").path("port").asInt());
    }

    /** Good for some minutes. */
    void renewToken() throws IOException, InterruptedException {
        String pair = URLEncoder.encode(credentials.getProperty("EVENREACH_BOOTSTRAP_CLIENT_ID"), UTF_8) + ":"
                + URLEncoder.encode(credentials.getProperty("EVENREACH_BOOTSTRAP_CLIENT_SECRET"), UTF_8);
        HttpRequest request = HttpRequest.newBuilder(gateway().resolve("/oauth2/token"))
                .timeout(TIMEOUT)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        token = json.readTree(send(request)).path("access_token").asString("");
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return json.readTree(send(request(gateway(), path).GET().build()));
    }

    void put(String path, String body) throws IOException, InterruptedException {
        send(request(gateway(), path)
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /**
     * Asks and exposures have ids of their own and are sent without an Idempotency-Key, as partners send them.
     *
     * @return the body of the answer
     */
    String post(URI base, String path, byte[] body) throws IOException, InterruptedException {
        return send(request(base, path)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    JsonNode read(String text) {
        return json.readTree(text);
    }

    private HttpRequest.Builder request(URI base, String path) {
        return HttpRequest.newBuilder(base.resolve("/api/v1" + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
        if (response.statusCode() >= 300) {
            throw new IOException(request.method() + " " + request.uri() + " was answered " + response.statusCode()
                    + ": " + response.body());
        }
        return response.body();
    }
}
