package io.evenreach.launcher.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evenreach.launcher.client.PlatformClient.FilePart.Content;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The platform over HTTP/1.1, with a token from the bootstrap client and the patience of a {@link RetryPolicy}. */
public final class HttpPlatformClient implements PlatformClient {

    /** Longer than the gateway waits for a service: the report of ten million touches takes most of a minute. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(150);

    private static final Duration UPLOAD_TIMEOUT = Duration.ofHours(1);
    private static final Duration TOKEN_MARGIN = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final JsonMapper json = JsonMapper.shared();
    private final PlatformAccess access;
    private final RetryPolicy retry;
    private final Consumer<String> notices;
    private final Object tokenLock = new Object();
    private @Nullable Token token;

    /** @param notices hears, once per outage, that the platform is away and that we wait */
    public HttpPlatformClient(PlatformAccess access, RetryPolicy retry, Consumer<String> notices) {
        this.access = access;
        this.retry = retry;
        this.notices = notices;
    }

    @Override
    public JsonNode get(String path) {
        return parsed(call("GET " + path, () -> jsonRequest(path).GET(), CALL_TIMEOUT));
    }

    @Override
    public Optional<JsonNode> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (PlatformProblem problem) {
            if (problem.status() == 404) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    @Override
    public String download(String path) {
        return call("GET " + path, () -> request(path).GET(), CALL_TIMEOUT);
    }

    @Override
    public JsonNode put(String path, Object body) {
        BodyPublisher publisher = jsonBody(body);
        return parsed(call(
                "PUT " + path,
                () -> jsonRequest(path)
                        .header("Content-Type", "application/json")
                        .PUT(publisher),
                CALL_TIMEOUT));
    }

    @Override
    public JsonNode post(String path, @Nullable Object body) {
        String key = UUID.randomUUID().toString();
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : jsonBody(body);
        return parsed(call(
                "POST " + path,
                () -> {
                    HttpRequest.Builder request = jsonRequest(path).header("Idempotency-Key", key);
                    if (body != null) {
                        request.header("Content-Type", "application/json");
                    }
                    return request.POST(publisher);
                },
                CALL_TIMEOUT));
    }

    @Override
    public JsonNode upload(String path, FilePart file, @Nullable JsonPart part, LongConsumer sentBytes) {
        String boundary = "evenreach-" + UUID.randomUUID();
        return parsed(call(
                "POST " + path,
                () -> jsonRequest(path)
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(multipart(boundary, file, part, sentBytes)),
                UPLOAD_TIMEOUT));
    }

    private BodyPublisher jsonBody(Object body) {
        return BodyPublishers.ofByteArray(json.writeValueAsBytes(body));
    }

    private BodyPublisher multipart(String boundary, FilePart file, @Nullable JsonPart part, LongConsumer sentBytes) {
        StringBuilder head = new StringBuilder();
        if (part != null) {
            head.append("--").append(boundary).append("\r\n");
            head.append("Content-Disposition: form-data; name=\"")
                    .append(part.name())
                    .append("\"\r\n");
            head.append("Content-Type: application/json\r\n\r\n");
            head.append(json.writeValueAsString(part.body())).append("\r\n");
        }
        head.append("--").append(boundary).append("\r\n");
        head.append("Content-Disposition: form-data; name=\"file\"; filename=\"")
                .append(quoted(file.fileName()))
                .append("\"\r\n");
        head.append("Content-Type: text/csv\r\n\r\n");
        return BodyPublishers.concat(
                BodyPublishers.ofString(head.toString(), UTF_8),
                new CountingPublisher(content(file.content()), sentBytes),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n", UTF_8));
    }

    private static BodyPublisher content(Content content) {
        return switch (content) {
            case Content.InMemory(byte[] bytes) -> BodyPublishers.ofByteArray(bytes);
            case Content.OnDisk(var path) -> {
                try {
                    yield BodyPublishers.ofFile(path);
                } catch (FileNotFoundException missing) {
                    throw new UncheckedIOException(missing);
                }
            }
        };
    }

    /** A file name is the user's own; in the header it must neither end the quoted string nor the line. */
    private static String quoted(String fileName) {
        return fileName.replaceAll("[\"\\r\\n\\\\]", "_");
    }

    private HttpRequest.Builder jsonRequest(String path) {
        return request(path).header("Accept", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(resolve("/api/v1" + path));
    }

    private URI resolve(String path) {
        return URI.create(access.address().toString().replaceAll("/+$", "") + path);
    }

    private String call(String name, Supplier<HttpRequest.Builder> request, Duration timeout) {
        Instant started = Instant.now();
        boolean told = false;
        boolean renewed = false;
        for (int attempt = 1; ; attempt++) {
            RetryPolicy.Failure failure;
            @Nullable IOException cause = null;
            String body = "";
            int status = 0;
            try {
                HttpRequest ready = request.get()
                        .timeout(timeout)
                        .header("Authorization", "Bearer " + bearer())
                        .build();
                HttpResponse<String> response = http.send(ready, BodyHandlers.ofString(UTF_8));
                status = response.statusCode();
                body = response.body();
                if (status < 300) {
                    return body;
                }
                if (status == 401 && !renewed) {
                    // The platform may have restarted with other keys, or the token just ran out.
                    renewed = true;
                    forgetToken();
                    continue;
                }
                failure = new RetryPolicy.Failure.Answer(status, PlatformProblem.codeOf(body), retryAfter(response));
            } catch (TokenRefused refused) {
                status = refused.status;
                body = refused.body;
                failure = new RetryPolicy.Failure.Answer(status, PlatformProblem.codeOf(body), null);
                if (status == 400 || status == 401) {
                    throw new PlatformUnavailable(
                            "The platform at " + access.address() + " does not know the client \"" + access.clientId()
                                    + "\" or its secret. Is EVENREACH_DATA_DIR the data directory of this platform?");
                }
            } catch (IOException noAnswer) {
                cause = noAnswer;
                failure = new RetryPolicy.Failure.NoAnswer();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new PlatformUnavailable(name + " was interrupted.", interrupted);
            }
            switch (retry.after(failure, attempt, Duration.between(started, Instant.now()))) {
                case RetryPolicy.Verdict.Again(Duration pause) -> {
                    if (!told && Duration.between(started, Instant.now()).toMillis() > 1_000) {
                        told = true;
                        notices.accept(
                                "The platform does not answer (" + reason(status, cause) + "); trying again for up to "
                                        + retry.patience().toSeconds() + " s.");
                    }
                    sleep(pause, name);
                }
                case RetryPolicy.Verdict.GiveUp() -> {
                    if (cause != null || status >= 502) {
                        throw new PlatformUnavailable(
                                name + ": the platform at " + access.address() + " did not answer ("
                                        + reason(status, cause)
                                        + "). See `./evenreach status` and the logs in its data directory.",
                                cause == null ? new IOException("status " + status) : cause);
                    }
                    throw new PlatformProblem(name, status, body);
                }
            }
        }
    }

    private static String reason(int status, @Nullable IOException cause) {
        if (cause == null) {
            return "status " + status;
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,4}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(null);
    }

    private static void sleep(Duration pause, String name) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PlatformUnavailable(name + " was interrupted.", interrupted);
        }
    }

    private JsonNode parsed(String body) {
        if (body.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return json.readTree(body);
        } catch (JacksonException notJson) {
            throw new PlatformUnavailable(
                    "The answer from " + access.address() + " is not JSON; is something else listening on this port?",
                    notJson);
        }
    }

    private String bearer() throws IOException, InterruptedException {
        synchronized (tokenLock) {
            Token known = token;
            if (known == null || Instant.now().isAfter(known.usableUntil)) {
                known = fetchToken();
                token = known;
            }
            return known.value;
        }
    }

    private void forgetToken() {
        synchronized (tokenLock) {
            token = null;
        }
    }

    private Token fetchToken() throws IOException, InterruptedException {
        String pair =
                URLEncoder.encode(access.clientId(), UTF_8) + ":" + URLEncoder.encode(access.clientSecret(), UTF_8);
        HttpRequest request = HttpRequest.newBuilder(resolve("/oauth2/token"))
                .timeout(CALL_TIMEOUT)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString(UTF_8));
        if (response.statusCode() != 200) {
            throw new TokenRefused(response.statusCode(), response.body());
        }
        JsonNode answer = parsed(response.body());
        Duration life = Duration.ofSeconds(answer.path("expires_in").asLong(300));
        return new Token(
                answer.path("access_token").asString(""),
                Instant.now().plus(life).minus(TOKEN_MARGIN));
    }

    private record Token(String value, Instant usableUntil) {}

    private static final class TokenRefused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final String body;

        TokenRefused(int status, String body) {
            super("token endpoint answered " + status);
            this.status = status;
            this.body = body;
        }
    }
}
