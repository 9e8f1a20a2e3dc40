package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Changing the rules of a running platform. */
class RulesIT extends ServiceTestBase {

    private static final String RULES = "/api/v1/identity/rules";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private RulesInForce inForce;

    private static final int PEOPLE = 120;

    @Test
    void appliesWhatTheDryRunSaidResumesWhenItIsStoppedEqualsARebuildAndRollsBack() {
        send(brand(), history());
        Set<String> before = tenures("identity");
        Map<String, Object> tighter = rules(brand(), "email", 1, 1);

        JsonNode foretold = json(brand().put(RULES + "?dryRun=true", tighter), 200);
        assertThat(tenures("identity")).as("a dry run changes nothing").isEqualTo(before);
        assertThat(foretold.path("split").asLong()).isPositive();
        Map<String, String> owners = owners();

        json(brand().put(RULES, tighter), 202);
        applied(brand());
        Set<String> after = tenures("identity");
        assertThat(after).isNotEqualTo(before);
        assertThat(movesOf(foretold)).isEqualTo(moved(owners, owners()));
        assertThat(json(brand().put(RULES, tighter), 200).path("version").asLong())
                .as("the same rules again change nothing")
                .isEqualTo(2);

        try (ConfigurableApplicationContext rebuild = start("rebuild", 200)) {
            // Nobody is there yet, so it may be done at once.
            assertThat(probe(rebuild).put(RULES, tighter).status()).isIn(200, 202);
            send(probe(rebuild), history());
            applied(probe(rebuild));
        }
        assertThat(tenures("rebuild")).isEqualTo(after);

        try (ConfigurableApplicationContext stopped = start("stopped", 1)) {
            send(probe(stopped), history());
            isForetoldByAJobThatWhoeverComesNextTakesUp(probe(stopped), tighter, foretold);
            ofOneCallerOneWaits(stopped, tighter);
            json(probe(stopped).put(RULES, tighter), 202);
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> jdbc.sql("select components_done > 0 from stopped.rule_set where version = 2")
                            .query(Boolean.class)
                            .single());
            stopped.getBean("ruleWork", Lifecycle.class).stop();
        }
        assertThat(jdbc.sql("select count(*) from stopped.component where rules_version = 1")
                        .query(Long.class)
                        .single())
                .as("stopped in the middle")
                .isBetween(1L, 2L * PEOPLE);
        try (ConfigurableApplicationContext again = start("stopped", 200)) {
            applied(probe(again));
        }
        assertThat(tenures("stopped")).isEqualTo(after);

        JsonNode back = json(brand().post(RULES + "/1:restore?dryRun=true", Map.of()), 200);
        assertThat(back.path("merged").asLong()).isPositive();
        json(brand().post(RULES + "/1:restore", Map.of()), 202);
        applied(brand());
        assertThat(tenures("identity")).isEqualTo(before);
        JsonNode versions = json(brand().get(RULES + "/versions"), 200).path("items");
        assertThat(versions).hasSize(3);
        assertThat(versions.path(0).path("restores").asLong()).isEqualTo(1);
        assertThat(quarantined()).as("released again").isZero();
    }

    /** Where a dry run takes longer than a request may, a job tells how far it is and then the same. */
    private void isForetoldByAJobThatWhoeverComesNextTakesUp(
            HttpProbe probe, Map<String, Object> tighter, JsonNode foretold) {
        JsonNode accepted = json(probe.put(RULES + "?dryRun=true", tighter), 202);
        String preview = RULES + "/previews/" + accepted.path("previewId").asString();
        JsonNode job = completed(probe, preview);
        assertThat(said(job.path("diff"))).isEqualTo(said(foretold));
        assertThat(job.path("job").path("done").asLong())
                .isEqualTo(job.path("job").path("total").asLong())
                .isPositive();
        jdbc.sql("update stopped.rule_preview set status = 'RUNNING', finished_at = null, diff = null, done = 0,"
                        + " lease_token = gen_random_uuid(), lease_until = now() - interval '1 second'")
                .update();

        assertThat(said(completed(probe, preview).path("diff")))
                .as("after its instance died")
                .isEqualTo(said(foretold));

        jdbc.sql("update stopped.rule_preview set status = 'RUNNING', finished_at = null, diff = null, attempts = 3,"
                        + " lease_token = gen_random_uuid(), lease_until = now() - interval '1 second'")
                .update();
        await().until(() -> json(probe.get(preview), 200)
                .path("job")
                .path("status")
                .asString()
                .equals("FAILED"));
        assertThat(probe.get(RULES + "/previews/" + UUID.randomUUID()).status()).isEqualTo(404);
    }

    private static void ofOneCallerOneWaits(ConfigurableApplicationContext context, Map<String, Object> tighter) {
        HttpProbe probe = probe(context);
        Lifecycle worker = context.getBean("rulePreviews", Lifecycle.class);
        worker.stop();
        String path = RULES + "/previews/";
        String first = waiting(probe, tighter);
        assertThat(waiting(probe, tighter)).as("the same again").isEqualTo(first);
        String second = waiting(probe, rules(probe, "email", 2, 2));
        assertThat(second).isNotEqualTo(first);
        assertThat(json(probe.get(path + first), 200).path("job").path("status").asString())
                .isEqualTo("FAILED");
        worker.start();
        assertThat(completed(probe, path + second).path("diff").isMissingNode()).isFalse();
    }

    private static String waiting(HttpProbe probe, Map<String, Object> rules) {
        return json(probe.put(RULES + "?dryRun=true", rules), 202)
                .path("previewId")
                .asString();
    }

    /** All that a dry run says, in no order. */
    private static Map<String, Set<String>> said(JsonNode diff) {
        Map<String, Set<String>> said = new HashMap<>();
        diff.propertyNames().forEach(name -> {
            Set<String> values = new TreeSet<>();
            diff.path(name).forEach(each -> values.add(each.toString()));
            said.put(name, values.isEmpty() ? Set.of(diff.path(name).toString()) : values);
        });
        return said;
    }

    private static JsonNode completed(HttpProbe probe, String preview) {
        await().until(() -> json(probe.get(preview), 200)
                .path("job")
                .path("status")
                .asString()
                .equals("COMPLETED"));
        return json(probe.get(preview), 200);
    }

    @Test
    void refusesRulesThatAreNoneAndPointsAtWhy() {
        Map<String, Object> good = rules(brand(), "email", 3, 3);
        Answer missing = refused(
                422,
                "REQUIRED",
                () -> brand().put(
                                RULES,
                                with(
                                        good,
                                        "types",
                                        List.of(Map.of(
                                                "type",
                                                "phone",
                                                "priority",
                                                70,
                                                "perProfile",
                                                5,
                                                "personsPerKey",
                                                3)))));
        assertThat(missing.json().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/types");
        Answer range = refused(422, "OUT_OF_RANGE", () -> brand().put(RULES, rules(brand(), "email", 0, 1)));
        assertThat(range.json().path("errors").path(0).path("pointer").asString())
                .endsWith("/perProfile");
        refused(422, "OUT_OF_RANGE", () -> brand().put(RULES, with(good, "identifiersPerProfile", 1_001)));
        refused(412, "STALE_VERSION", () -> brand().put(RULES, with(good, "version", 99)));
        refused(400, "UNKNOWN_FIELD", () -> brand().put(RULES, with(good, "mode", "fast")));
        refused(404, "NOT_FOUND", () -> brand().post(RULES + "/99:restore", Map.of()));
        refused(404, "NOT_FOUND", () -> partner("one").put(RULES, good));
        refused(403, "MISSING_SCOPE", () -> with(Scopes.IDENTITY_READ).put(RULES, good));
    }

    @Test
    void takesBackWhatItSaidAndNothingThatSomebodyElseHasChangedSince() {
        Answer read = brand().get(RULES);
        String tag = read.headers().firstValue("ETag").orElseThrow();

        Answer same = brand().put(RULES, read.json(), Map.of("If-Match", tag));
        assertThat(same.status()).as(same.body()).isIn(200, 202);
        assertThat(same.json().path("version")).isEqualTo(read.json().path("version"));
        assertThat(same.headers().firstValue("ETag")).hasValue(tag);
        refused(412, "STALE_VERSION", () -> brand().put(RULES, read.json(), Map.of("If-Match", "\"99\"")));
    }

    @Test
    void goesByNoRulesOfATransactionThatWasUndone() {
        Rules before = inForce.now();
        Rules undone = new Rules(before.version() + 1, before.types(), 77, before.blocked());
        Rules instead = new Rules(before.version() + 1, before.types(), 88, before.blocked());
        transaction.executeWithoutResult(status -> {
            inForce.append(undone, "a test", Instant.parse("2026-06-01T00:00:00Z"), null);
            assertThat(inForce.now()).isEqualTo(undone);
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> {
            inForce.append(instead, "a test", Instant.parse("2026-06-02T00:00:00Z"), null);
            assertThat(inForce.now()).isEqualTo(instead);
            status.setRollbackOnly();
        });
        assertThat(inForce.now()).isEqualTo(before);
    }

    /** People with several e-mails, and e-mails of several people. */
    private static List<Map<String, Object>> history() {
        List<Map<String, Object>> history = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            Map<String, Object> login = id("login_id", "rules", "u" + i);
            String at = Instant.parse("2026-06-01T00:00:00Z").plusSeconds(i).toString();
            history.add(observation("rules-a-" + i, at, login, id("email", "a" + i + ".rules@example.org")));
            history.add(observation("rules-b-" + i, at, login, id("email", "b" + i / 2 + ".rules@example.org")));
            history.add(observation("rules-d-" + i, at, login, id("email", "d" + i + ".rules@example.org")));
            history.add(observation("rules-c-" + i, at, login, id("cookie", "rules", "c" + i)));
        }
        return history;
    }

    private static Map<String, Object> rules(HttpProbe probe, String type, int perProfile, int personsPerKey) {
        JsonNode now = json(probe.get(RULES), 200);
        List<Map<String, Object>> types = new ArrayList<>();
        now.path("types").forEach(each -> {
            boolean changed = each.path("type").asString().equals(type);
            types.add(Map.of(
                    "type",
                    each.path("type").asString(),
                    "priority",
                    each.path("priority").asInt(),
                    "perProfile",
                    changed ? perProfile : each.path("perProfile").asInt(),
                    "personsPerKey",
                    changed ? personsPerKey : each.path("personsPerKey").asInt()));
        });
        return new LinkedHashMap<>(Map.of(
                "identifiersPerProfile", now.path("identifiersPerProfile").asInt(), "types", types));
    }

    private static void applied(HttpProbe probe) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> job(probe).path("status").asString().equals("COMPLETED"));
    }

    private static JsonNode job(HttpProbe probe) {
        return json(probe.get(RULES), 200).path("job");
    }

    private static JsonNode json(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.json();
    }

    private static void send(HttpProbe probe, List<Map<String, Object>> observations) {
        json(probe.post(OBSERVATIONS, Map.of("observations", observations)), 200);
    }

    /** The moves a dry run foretold for advertising, between people. */
    private static Map<String, Integer> movesOf(JsonNode diff) {
        Map<String, Integer> moves = new TreeMap<>();
        diff.path("moves").forEach(move -> {
            boolean between = !move.path("from").isNull() && !move.path("to").isNull();
            if (between && move.path("purpose").asString().equals("ADS")) {
                moves.put(
                        move.path("from").asString() + ">" + move.path("to").asString(),
                        move.path("identifiers").asInt());
            }
        });
        return moves;
    }

    private static Map<String, Integer> moved(Map<String, String> before, Map<String, String> after) {
        Map<String, Integer> moves = new TreeMap<>();
        before.forEach((key, owner) -> {
            String now = after.getOrDefault(key, owner);
            if (!now.equals(owner)) {
                moves.merge(owner + ">" + now, 1, Integer::sum);
            }
        });
        return moves;
    }

    /** Whose the identifiers are that never changed hands. */
    private Map<String, String> owners() {
        Map<String, String> owners = new HashMap<>();
        jdbc.sql("select encode(key, 'hex'), min(profile_id::text) from tenure where (purposes & 1) <> 0 group by key"
                        + " having count(*) = 1 and bool_and(profile_id is not null)")
                .query((row, number) -> owners.put(row.getString(1), row.getString(2)) == null)
                .list();
        return owners;
    }

    private Set<String> tenures(String schema) {
        return new TreeSet<>(
                jdbc.sql("select encode(key, 'hex') || ' ' || purposes || ' ' || valid_from || ' ' || valid_to "
                                + "|| ' ' || coalesce(profile_id::text, '-') from " + schema + ".tenure")
                        .query(String.class)
                        .list());
    }

    private long quarantined() {
        return jdbc.sql("select count(*) from quarantine").query(Long.class).single();
    }

    private static ConfigurableApplicationContext start(String schema, int stepComponents) {
        return new SpringApplicationBuilder(IdentityApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.datasource.hikari.schema=" + schema,
                        "--spring.flyway.default-schema=" + schema,
                        "--spring.flyway.schemas=" + schema,
                        "--evenreach.identity.stitching.rule-step-components=" + stepComponents,
                        "--evenreach.identity.stitching.preview-answers-within=0s",
                        "--evenreach.outbox.source=/" + schema);
    }

    private static HttpProbe probe(ConfigurableApplicationContext context) {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        return HttpProbe.atPort(port)
                .withToken(TestTokens.withScopes(Scopes.all().toArray(String[]::new)));
    }
}
