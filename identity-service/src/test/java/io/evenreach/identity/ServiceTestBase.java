package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/** The running service with its real PostgreSQL and Kafka, and the callers that tests play. */
@RealServers
@DirtiesContext
@SpringBootTest(
        classes = IdentityApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        // A busy machine may let anybody wait; what is to be quick says so in its test.
        properties = {
            "spring.datasource.hikari.connection-timeout=60000",
            "evenreach.identity.stitching.preview-answers-within=60s",
            "evenreach.identity.backlog-every=500ms",
            "spring.kafka.producer.properties.max.block.ms=60000",
            "spring.kafka.producer.properties.delivery.timeout.ms=120000"
        })
abstract class ServiceTestBase {

    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    static final String OBSERVATIONS = "/api/v1/identity/observations";
    static final String RESOLVE = "/api/v1/identity/resolve";

    private static final List<String> TABLES = List.of(
            "evidence",
            "evidence_key",
            "held_link",
            "observation",
            "component",
            "identifier",
            "tenure",
            "quarantine",
            "quarantine_due",
            "cut",
            "cut_key",
            "removal",
            "erasure",
            "vacancy",
            "withdrawal",
            "withdrawal_span",
            "founding",
            "rule_set",
            "rule_type",
            "erased_profile",
            "linkage_record",
            "linkage_run",
            "linkage_pair",
            "linkage_due",
            "linkage_record_key");

    @LocalServerPort
    private int port;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    JdbcClient jdbc;

    HttpProbe brand() {
        return HttpProbe.atPort(port)
                .withToken(TestTokens.withScopes(Scopes.all().toArray(String[]::new)));
    }

    HttpProbe partner(String partnerId) {
        return HttpProbe.atPort(port)
                .withToken(TestTokens.ofPartner(partnerId, Scopes.all().toArray(String[]::new)));
    }

    HttpProbe merchant(String merchantId) {
        return HttpProbe.atPort(port)
                .withToken(TestTokens.mint(
                        merchantId,
                        Map.of("merchant_id", merchantId),
                        Scopes.all(),
                        Instant.now().plusSeconds(600)));
    }

    HttpProbe guide() {
        return HttpProbe.atPort(port)
                .withToken(TestTokens.mint(
                        "guide",
                        Map.of("guide_id", "guide"),
                        Scopes.all(),
                        Instant.now().plusSeconds(600)));
    }

    HttpProbe with(String... scopes) {
        return HttpProbe.atPort(port).withToken(TestTokens.withScopes(scopes));
    }

    HttpProbe nobody() {
        return HttpProbe.atPort(port);
    }

    /** Rules are applied in the background. */
    void awaitRules() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> brand().get("/api/v1/identity/rules")
                        .json()
                        .path("job")
                        .path("status")
                        .asString()
                        .equals("COMPLETED"));
    }

    /** Sends a request that must be refused in this way, and checks that it left every table as it was. */
    Answer refused(int status, String code, Supplier<Answer> request) {
        String before = everything();
        Answer answer = request.get();
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(everything()).isEqualTo(before);
        return answer;
    }

    /** Every row of every table, as one text; the outbox without the relay's bookkeeping. */
    String everything() {
        StringBuilder all = new StringBuilder();
        for (String table : TABLES) {
            all.append(table)
                    .append(jdbc.sql("select coalesce(string_agg(t::text, ',' order by t::text), '') from " + table
                                    + " t")
                            .query(String.class)
                            .single());
        }
        return all.append(jdbc.sql("select count(*) from outbox")
                        .query(Long.class)
                        .single())
                .toString();
    }

    static Map<String, Object> id(String type, String value) {
        return Map.of("type", type, "value", value);
    }

    static Map<String, Object> id(String type, String scope, String value) {
        return Map.of("type", type, "scope", scope, "value", value);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    static Map<String, Object> observation(String observationId, String at, Map<String, Object>... identifiers) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("observationId", observationId);
        body.put("observedAt", at);
        body.put("source", "shop");
        body.put("domain", "PRIVATE");
        body.put("evidence", "LOGIN");
        body.put("identifiers", Arrays.asList(identifiers));
        return body;
    }

    static Map<String, Object> with(Map<String, Object> body, String field, @Nullable Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(body);
        changed.put(field, value);
        return changed;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final JsonNode observe(Map<String, Object>... observations) {
        return observe(Arrays.asList(observations));
    }

    JsonNode observe(List<Map<String, Object>> observations) {
        Answer answer = brand().post(OBSERVATIONS, Map.of("observations", observations));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("results");
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final JsonNode resolve(Map<String, Object>... identifiers) {
        return resolveAt(null, identifiers);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final JsonNode resolveAt(@Nullable String at, Map<String, Object>... identifiers) {
        Map<String, Object> lookup = new LinkedHashMap<>();
        lookup.put("identifiers", Arrays.asList(identifiers));
        if (at != null) {
            lookup.put("at", at);
        }
        Answer answer = brand().post(RESOLVE, Map.of("lookups", List.of(lookup)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("results").path(0);
    }

    /** The profile these identifiers stand for now. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    final String profileOf(Map<String, Object>... identifiers) {
        return resolve(identifiers).path("profileId").asString();
    }

    /** Somebody known for services, whose id is an alias of somebody else for advertising. */
    record ServiceOnly(
            String service,
            Map<String, Object> adsLogin,
            Map<String, Object> device,
            Map<String, Object> serviceMail) {}

    ServiceOnly serviceOnly(String name) {
        Map<String, Object> login = id("login_id", "service-only", name);
        Map<String, Object> device = id("cookie", "service-only", name);
        Map<String, Object> mail = id("email", name + ".service-only@example.org");
        observe(observation("so-1-" + name, "2026-06-01T10:00:00Z", login));
        observe(with(observation("so-2-" + name, "2026-06-02T10:00:00Z", login, device), "purposes", List.of("ADS")));
        observe(observation("so-3-" + name, "2026-06-03T10:00:00Z", device));
        observe(with(
                observation("so-4-" + name, "2026-06-04T10:00:00Z", device, mail), "purposes", List.of("SERVICE")));
        String service = brand().post(
                        RESOLVE, Map.of("lookups", List.of(Map.of("identifiers", List.of(mail), "purpose", "SERVICE"))))
                .json()
                .path("results")
                .path(0)
                .path("profileId")
                .asString();
        assertThat(service).isNotEqualTo(profileOf(login));
        assertThat(brand().get("/api/v1/identity/profiles/" + service)
                        .json()
                        .path("profileId")
                        .asString())
                .as("an alias for advertising")
                .isEqualTo(profileOf(login));
        return new ServiceOnly(service, login, device, mail);
    }
}
