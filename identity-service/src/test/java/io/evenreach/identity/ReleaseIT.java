package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe.Answer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Releasing one identifier from quarantine. An e-mail address may be seen with three phones by the rules. */
class ReleaseIT extends ServiceTestBase {

    private static final String QUARANTINE = "/api/v1/identity/quarantine";

    @Test
    void linksAgainUntilItIsSeenWithMorePersonsThanThatAndCanBeTakenBack() {
        Map<String, Object> mail = id("email", "family.release@example.org");
        List<Map<String, Object>> phones = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            phones.add(see(i, mail));
        }
        String hash = jdbc.sql("select encode(key, 'hex') from quarantine")
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
