package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.identity.stitching.persistence.ObservationLog;
import io.evenreach.testkit.HttpProbe.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Releasing one identifier from quarantine. An e-mail address may be seen with three phones by the rules. */
class ReleaseIT extends ServiceTestBase {

    private static final String QUARANTINE = "/api/v1/identity/quarantine";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private ObservationLog log;

    @Test
    void linksAgainUntilItIsSeenWithMorePersonsThanThatAndCanBeTakenBack() {
        Map<String, Object> mail = id("email", "family.release@example.org");
        List<Map<String, Object>> phones = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            phones.add(see(i, mail));
        }
        String hash = jdbc.sql("select encode(q.key, 'hex') from quarantine q join identifier i on i.key = q.key"
                        + " where i.mask = 'f***@example.org'")
                .query(String.class)
                .single();
        assertThat(profilesOf(phones)).hasSize(4);
        assertThat(resolve(mail).path("undetermined").asBoolean()).isTrue();

        refused(409, "SHARED_BY_MORE", () -> release(hash, 3));
        JsonNode released = release(hash, 5).json();

        String person = resolve(mail).path("profileId").asString();
        assertThat(released.path("profileId").asString()).isEqualTo(person);
        assertThat(profilesOf(phones)).containsExactly(person);
        assertThat(release(hash, 5).json()).as("the same again").isEqualTo(released);
        refused(404, "NOT_FOUND", () -> release(hash, 6));
        JsonNode listed = listed(hash);
        assertThat(listed.path("evidenceId")).isEqualTo(released.path("evidenceId"));
        assertThat(listed.path("personsMax").asInt()).isEqualTo(5);
        assertThat(listed.path("quarantined").asBoolean()).isFalse();
        assertThat(listed.path("reason").asString()).isEqualTo("one family");

        phones.add(see(4, mail));
        assertThat(profilesOf(phones)).as("a fifth phone is within the bound").containsExactly(person);
        phones.add(see(5, mail));
        assertThat(profilesOf(phones)).as("a sixth one is not").hasSize(6);
        assertThat(listed(hash).path("quarantined").asBoolean()).isTrue();

        JsonNode further = release(hash, 6).json();
        assertThat(profilesOf(phones.subList(0, 5))).hasSize(1);
        String evidence = "/api/v1/identity/evidence/";
        assertThat(brand().delete(evidence + further.path("evidenceId").asString())
                        .status())
                .isEqualTo(204);
        assertThat(brand().delete(evidence + released.path("evidenceId").asString())
                        .status())
                .isEqualTo(204);
        assertThat(profilesOf(phones)).hasSize(6);
        assertThat(resolve(mail).path("undetermined").asBoolean()).isTrue();
        assertThat(listed(hash).isMissingNode()).isTrue();
    }

    /** Before, mails did not tell with how many persons a phone was seen: a world from then, and the step to now. */
    @Test
    void countsPersonsAnewWhereTheyWereCountedOtherwiseBefore() {
        Map<String, Object> switchboard = id("phone", "13800138599");
        brand().put("/api/v1/identity/rules", phonesOfAThousandPersons());
        List<Map<String, Object>> mails = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Map<String, Object> mail = id("email", "extension" + i + "@example.org");
            mails.add(mail);
            observe(observation("switchboard-" + i, "2026-06-0" + (i + 1) + "T10:00:00Z", switchboard, mail));
        }
        awaitRules();
        assertThat(profilesOf(mails.subList(0, 5))).hasSize(1);
        for (String change : List.of(
                "delete from rule_blocked",
                "delete from rule_type",
                "delete from rule_set",
                "update component set rules_version = 1",
                "update quarantine set rules_version = 1")) {
            jdbc.sql(change).update();
        }
        assertThat(brand().get("/api/v1/identity/rules").json().path("version").asLong())
                .as("and the service has read so")
                .isEqualTo(1);

        transaction.executeWithoutResult(status -> {
            // Nobody is folded as long as nobody may stitch.
            log.lockExclusively();
            beside().executeWithoutResult(other -> countAnew());
            assertThat(profilesOf(mails.subList(0, 5)))
                    .as("who owned what stands until they are folded anew")
                    .hasSize(1)
                    .doesNotContain("");
            assertThat(jdbc.sql("select count(*) from component where rules_version <> 1")
                            .query(Long.class)
                            .single())
                    .isZero();
        });

        awaitRules();
        assertThat(resolve(switchboard).path("undetermined").asBoolean()).isTrue();
        assertThat(profilesOf(mails)).hasSize(6);
        assertThat(jdbc.sql("select count(*) from component where rules_version <> 2")
                        .query(Long.class)
                        .single())
                .isZero();
        JsonNode builtIn = brand().get("/api/v1/identity/rules").json();
        assertThat(builtIn.path("version").asLong()).isEqualTo(2);

        Map<String, Object> edited = new HashMap<>(phonesOfAThousandPersons());
        edited.put("blocked", List.of(Map.of("type", "email", "pattern", "nobody-at-all@*")));
        brand().put("/api/v1/identity/rules", edited);
        awaitRules();
        JsonNode before = brand().get("/api/v1/identity/rules").json();
        countAnew();
        awaitRules();
        JsonNode after = brand().get("/api/v1/identity/rules").json();
        assertThat(after.path("version").asLong())
                .isEqualTo(before.path("version").asLong() + 1);
        for (String part : List.of("identifiersPerProfile", "types", "blocked")) {
            assertThat(after.path(part)).isEqualTo(before.path(part));
        }
        brand().post("/api/v1/identity/rules/1:restore", Map.of());
        awaitRules();
        assertThat(brand().get("/api/v1/identity/rules").json().path("types")).isEqualTo(builtIn.path("types"));
    }

    private void countAnew() {
        try (InputStream script =
                Objects.requireNonNull(getClass().getResourceAsStream("/db/identity/V55__count_persons_anew.sql"))) {
            jdbc.sql(new String(script.readAllBytes(), StandardCharsets.UTF_8)).update();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private TransactionTemplate beside() {
        TransactionTemplate other =
                new TransactionTemplate(Objects.requireNonNull(transaction.getTransactionManager()));
        other.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return other;
    }

    private Map<String, Object> phonesOfAThousandPersons() {
        JsonNode now = brand().get("/api/v1/identity/rules").json();
        List<Map<String, Object>> types = new ArrayList<>();
        for (JsonNode type : now.path("types")) {
            boolean phone = type.path("type").asString().equals("phone");
            types.add(Map.of(
                    "type",
                    type.path("type").asString(),
                    "priority",
                    type.path("priority").asInt(),
                    "perProfile",
                    type.path("perProfile").asInt(),
                    "personsPerKey",
                    phone ? 1_000 : type.path("personsPerKey").asInt()));
        }
        return Map.of("identifiersPerProfile", now.path("identifiersPerProfile").asInt(), "types", types);
    }

    @Test
    void isForTheBrandAlone() {
        String path = QUARANTINE + "/" + "ab".repeat(32) + ":release";
        Map<String, Object> body = Map.of("personsPerKey", 5, "reason", "one family");
        refused(404, "NOT_FOUND", () -> partner("one").post(path, body));
        refused(403, "MISSING_SCOPE", () -> with("identity:read").post(path, body));
        refused(404, "NOT_FOUND", () -> brand().post(path, body));
        refused(404, "NOT_FOUND", () -> brand().post(QUARANTINE + "/none:release", body));
        assertThat(brand().post(path, Map.of("personsPerKey", 5)).status()).isEqualTo(400);
    }

    private Map<String, Object> see(int number, Map<String, Object> mail) {
        Map<String, Object> phone = id("phone", "1380013851" + number);
        observe(observation("release-" + number, "2026-06-0" + (number + 1) + "T10:00:00Z", phone, mail));
        return phone;
    }

    private HashSet<String> profilesOf(List<Map<String, Object>> identifiers) {
        HashSet<String> profiles = new HashSet<>();
        identifiers.forEach(each -> profiles.add(profileOf(each)));
        return profiles;
    }

    private Answer release(String hash, int persons) {
        return brand().post(
                        QUARANTINE + "/" + hash + ":release", Map.of("personsPerKey", persons, "reason", "one family"));
    }

    private JsonNode listed(String hash) {
        for (JsonNode each : brand().get(QUARANTINE + "/releases").json().path("items")) {
            if (each.path("hash").asString().equals(hash)) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }
}
