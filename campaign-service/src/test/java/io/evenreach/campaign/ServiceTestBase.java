package io.evenreach.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
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

/** The running service with its real PostgreSQL and Kafka, and the callers that tests play. */
@RealServers
@DirtiesContext
@SpringBootTest(classes = CampaignApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
abstract class ServiceTestBase {

    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    /** What a refused request must leave as it was; the relay's own bookkeeping in the outbox aside. */
    private static final List<String> TABLES = List.of(
            "channel",
            "campaign",
            "campaign_plan_row",
            "campaign_version",
            "profile_list",
            "brand_hold",
            "hold_identifier",
            "hold_key",
            "hold_person",
            "early_resolution",
            "governance_rule",
            "behaviour_message",
            "trait",
            "erased_span",
            "stage_rules",
            "audit_entry");

    @LocalServerPort
    private int port;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    JdbcClient jdbc;

    /** The brand's own client with every scope. */
    HttpProbe brand() {
        return HttpProbe.atPort(port)
                .withToken(TestTokens.withScopes(Scopes.all().toArray(String[]::new)));
    }

    /** Somebody of the brand by name. */
    HttpProbe person(String name, String... scopes) {
        return HttpProbe.atPort(port).withToken(TestTokens.of(name, scopes));
    }

    /** A partner's client with every scope there is, so that only ownership can stop it. */
    HttpProbe partner(String partnerId) {
        return HttpProbe.atPort(port)
                .withToken(TestTokens.ofPartner(partnerId, Scopes.all().toArray(String[]::new)));
    }

    /** A merchant's client with every scope there is. */
    HttpProbe merchant(String merchantId) {
        return as(Map.of("merchant_id", merchantId));
    }

    /** A guide with every scope there is. */
    HttpProbe guide(String guideId) {
        return as(Map.of("guide_id", guideId));
    }

    private HttpProbe as(Map<String, Object> claims) {
        return HttpProbe.atPort(port)
                .withToken(TestTokens.mint(
                        "somebody", claims, Scopes.all(), Instant.now().plusSeconds(600)));
    }

    HttpProbe nobody() {
        return HttpProbe.atPort(port);
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

    String everything() {
        StringBuilder everything = new StringBuilder();
        for (String table : TABLES) {
            everything
                    .append(table)
                    .append(' ')
                    .append(jdbc.sql("select coalesce(md5(string_agg(t::text, '\n' order by t::text)), '') from "
                                    + table + " t")
                            .query(String.class)
                            .single())
                    .append('\n');
        }
        return everything
                .append(jdbc.sql("select count(*) from outbox")
                        .query(Long.class)
                        .single())
                .toString();
    }

    /** The number of the last message on a feed, once every message has one. */
    long lastSequence(String topic) {
        long numbered = 0;
        long appended = 1;
        while (numbered < appended) {
            appended = jdbc.sql("select count(*) from outbox where topic = :topic")
                    .param("topic", topic)
                    .query(Long.class)
                    .single();
            numbered = jdbc.sql("select coalesce(max(sequence), 0) from outbox where topic = :topic")
                    .param("topic", topic)
                    .query(Long.class)
                    .single();
        }
        return numbered;
    }

    /** Defines a channel of the brand, or of a partner. */
    void channel(String channelId, @Nullable String partnerId) {
        Map<String, Object> body = new LinkedHashMap<>(channelBody());
        if (partnerId != null) {
            body.put("partnerId", partnerId);
        }
        assertThat(brand().put("/api/v1/channels/" + channelId, body).status()).isIn(200, 201);
    }

    static Map<String, Object> channelBody() {
        return Map.of("name", "Paid search", "domain", "PUBLIC", "family", "SEARCH");
    }

    /** A copy of a body with one field set, or removed where the value is null. */
    static Map<String, Object> with(Map<String, Object> body, String field, @Nullable Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(body);
        if (value == null) {
            copy.remove(field);
        } else {
            copy.put(field, value);
        }
        return copy;
    }
}
