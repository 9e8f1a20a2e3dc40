package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.TestTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Several instances, the same people at the same time. */
class ConcurrencyIT extends ServiceTestBase {

    static final int CALLERS = 16;

    @Test
    void endsWhereOneAfterTheOtherEnds() throws Exception {
        List<List<Map<String, Object>>> batches = batches(new Random(20_260_601));
        try (ConfigurableApplicationContext second = start("identity");
                ConfigurableApplicationContext alone = start("sequential")) {
            for (List<Map<String, Object>> batch : batches) {
                send(probe(alone), batch);
            }
            AtomicInteger turn = new AtomicInteger();
            atOnce(batches, batch -> send(turn.getAndIncrement() % 2 == 0 ? brand() : probe(second), batch));
        }

        assertThat(tenures("identity")).isNotEmpty().isEqualTo(tenures("sequential"));
        assertThat(rows("identity", "held_link")).isEqualTo(rows("sequential", "held_link"));
        assertThat(jdbc.sql("""
                        select count(*) from identity.identifier i left join identity.component c on c.id = i.component_id
                         where (c.id is null) <> i.quarantined
                        """).query(Long.class).single())
                .as("no key without its component")
                .isZero();
        assertThat(jdbc.sql("select count(*) from identity.observation")
                        .query(Long.class)
                        .single())
                .isEqualTo((long) batches.stream().mapToInt(List::size).sum());
    }

    @Test
    void takesOneObservationOnceHoweverManySendItAtOnce() throws Exception {
        Map<String, Object> same = observation(
                "race", "2026-06-01T00:00:00Z", id("login_id", "race", "one"), id("email", "race@example.org"));
        List<List<Map<String, Object>>> copies = Collections.nCopies(CALLERS * 2, List.of(same));
        atOnce(copies, batch -> send(brand(), batch));

        assertThat(jdbc.sql(
                                "select sum(sighting_count) from identity.evidence where owner = 'platform' and id in "
                                        + "(select evidence_id from identity.observation where outcome = 'LINKED' and observed_at = :at)")
                        .param("at", Instant.parse("2026-06-01T00:00:00Z").toEpochMilli())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    private static ConfigurableApplicationContext start(String schema) {
        return new SpringApplicationBuilder(IdentityApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.datasource.hikari.schema=" + schema,
                        "--spring.flyway.default-schema=" + schema,
                        "--spring.flyway.schemas=" + schema,
                        // The log of the second schema must not appear on the feed of the first.
                        "--evenreach.outbox.source="
                                + (schema.equals("identity") ? "/identity-service" : "/" + schema));
    }

    private static HttpProbe probe(ConfigurableApplicationContext context) {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return HttpProbe.atPort(port)
                .withToken(TestTokens.withScopes(Scopes.all().toArray(String[]::new)));
    }

    private static void send(HttpProbe probe, List<Map<String, Object>> batch) {
        Answer answer = probe.post(OBSERVATIONS, Map.of("observations", batch));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    interface Sending {
        void send(List<Map<String, Object>> batch);
    }

    static void atOnce(List<List<Map<String, Object>>> batches, Sending sending)
            throws InterruptedException, ExecutionException {
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> sent = new ArrayList<>();
            for (List<Map<String, Object>> batch : batches) {
                sent.add(callers.submit(() -> sending.send(batch)));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        }
    }

    /** Few people, so that nearly every batch meets another one. */
    static List<List<Map<String, Object>>> batches(Random random) {
        List<List<Map<String, Object>>> batches = new ArrayList<>();
        for (int batch = 0; batch < 60; batch++) {
            List<Map<String, Object>> observations = new ArrayList<>();
            int size = 1 + random.nextInt(6);
            for (int i = 0; i < size; i++) {
                Map<String, Object> body = new LinkedHashMap<>(observation(
                        "c-" + batch + "-" + i,
                        Instant.parse("2026-06-01T00:00:00Z")
                                .plusSeconds(random.nextInt(1_000_000))
                                .toString()));
                body.put("identifiers", Arrays.asList(identifier(random), identifier(random)));
                observations.add(body);
            }
            batches.add(observations);
        }
        return batches;
    }

    private static Map<String, Object> identifier(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> id("login_id", "web", "c-login-" + random.nextInt(40));
            case 1 -> id("phone", "1380013" + (4000 + random.nextInt(60)));
            case 2 -> id("idfa", "c-device-number-" + random.nextInt(60));
            default -> id("cookie", "site", "c-cookie-" + random.nextInt(150));
        };
    }

    private List<@Nullable String> tenures(String schema) {
        return jdbc.sql("select encode(key, 'hex') || ' ' || purposes || ' ' || valid_from || ' ' || valid_to || ' ' "
                        + "|| coalesce(profile_id::text, '-') from " + schema + ".tenure order by 1")
                .query(String.class)
                .list();
    }

    private List<@Nullable String> rows(String schema, String table) {
        return jdbc.sql("select t::text from " + schema + "." + table + " t order by 1")
                .query(String.class)
                .list();
    }
}
