package io.evenreach.frequency.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.FrequencyApplication;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.TestTokens;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One instance of the service on a free port, and a client of it. */
public final class FrequencyUnderTest implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String BOUNDARY = "a-boundary-that-is-in-no-file";

    private final ConfigurableApplicationContext context;
    private final HttpProbe probe;

    private FrequencyUnderTest(ConfigurableApplicationContext context) {
        this.context = context;
        this.probe = HttpProbe.atPort(
                        Integer.parseInt(String.valueOf(context.getEnvironment().getProperty("local.server.port"))))
                .withToken(TestTokens.withScopes(Scopes.all().toArray(String[]::new)));
    }

    /** @param properties as on the command line, without dashes */
    public static FrequencyUnderTest start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--evenreach.frequency.exposures.watermark-every=50ms"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        SpringApplication application = new SpringApplicationBuilder(FrequencyApplication.class).build();
        return new FrequencyUnderTest(application.run(arguments.toArray(String[]::new)));
    }

    public HttpProbe probe() {
        return probe;
    }

    public HttpProbe withScopes(String... scopes) {
        return probe.withToken(TestTokens.withScopes(scopes));
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public static Map<String, Object> mapping(UUID campaignId, Object channel, Map<String, Object> more) {
        Map<String, Object> mapping = new java.util.LinkedHashMap<>(Map.of(
                "campaignId",
                campaignId.toString(),
                "customer",
                List.of(Map.of("column", "customer_id", "type", "login_id", "scope", "test")),
                "time",
                "time",
                "channel",
                channel));
        mapping.putAll(more);
        return mapping;
    }

    public HttpProbe.Answer upload(HttpProbe as, String file, @Nullable Object mapping) {
        return upload(as, file, StandardCharsets.UTF_8, mapping);
    }

    public HttpProbe.Answer upload(HttpProbe as, String file, Charset encoding, @Nullable Object mapping) {
        String body = "--" + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"log.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n" + file + "\r\n";
        if (mapping != null) {
            body += "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"mapping\"\r\n"
                    + "Content-Type: application/json\r\n\r\n"
                    + (mapping instanceof String text ? text : JSON.writeValueAsString(mapping)) + "\r\n";
        }
        return as.post(
                mapping == null ? "/api/v1/imports/preview" : "/api/v1/imports",
                (body + "--" + BOUNDARY + "--\r\n").getBytes(encoding),
                Map.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY));
    }

    /** Uploads a log of a campaign, once the campaign is known. */
    public String startImport(String file, Object mapping) {
        if (mapping instanceof Map<?, ?> columns) {
            await("/api/v1/campaigns/" + columns.get("campaignId") + "/reach", reach -> true);
        }
        HttpProbe.Answer answer = upload(probe, file, mapping);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.json().path("jobId").asString();
    }

    /** Uploads and waits for the end. */
    public JsonNode importFile(String file, Object mapping) {
        JsonNode done = await("/api/v1/imports/" + startImport(file, mapping), FrequencyUnderTest::isOver);
        assertThat(done.path("status").asString()).as(done.toString()).isEqualTo("COMPLETED");
        return done;
    }

    public static boolean isOver(JsonNode job) {
        return List.of("COMPLETED", "FAILED").contains(job.path("status").asString());
    }

    public JsonNode simulate(Object request) {
        HttpProbe.Answer answer = probe.post("/api/v1/simulations", request);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        JsonNode done =
                await("/api/v1/simulations/" + answer.json().path("jobId").asString(), FrequencyUnderTest::isOver);
        assertThat(done.path("status").asString()).as(done.toString()).isEqualTo("COMPLETED");
        return done;
    }

    public JsonNode reach(UUID campaignId) {
        return get("/api/v1/campaigns/" + campaignId + "/reach");
    }

    public JsonNode get(String path) {
        HttpProbe.Answer answer = probe.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** Asks again until the answer is as wanted; fails after a minute. */
    public JsonNode await(String path, Predicate<JsonNode> wanted) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (true) {
            HttpProbe.Answer answer = probe.get(path);
            if (answer.status() == 200 && wanted.test(answer.json())) {
                return answer.json();
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(path + " still answers " + answer.status() + " " + answer.body());
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }

    /** Stops without a word, as far as one process can: background work is cut off where it stands. */
    public void dieSuddenly() {
        context.close();
    }

    @Override
    public void close() {
        context.close();
    }
}
