package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A limit that counts what was first seen lately only. */
class LimitWindowsIT extends ServiceTestBase {

    private static final String RULES = "/api/v1/identity/rules";

    @Test
    void letsAProfileGetMoreOverTimeButNotAtATime() {
        Map<String, Object> login = id("login_id", "window", "anna");
        Answer changed = brand().put(RULES, onePhoneIn("P30D"));
        assertThat(changed.status()).as(changed.body()).isIn(200, 202);
        assertThat(windowOfPhones()).isEqualTo("PT720H");

        observe(
                observation("w-1", "2026-01-01T00:00:00Z", login, id("phone", "13800138601")),
                observation("w-2", "2026-03-01T00:00:00Z", login, id("phone", "13800138602")));
        JsonNode third = observe(observation("w-3", "2026-03-02T00:00:00Z", login, id("phone", "13800138603")))
                .path(0);
        assertThat(profileOf(id("phone", "13800138601")))
                .isEqualTo(profileOf(id("phone", "13800138602")))
                .isEqualTo(profileOf(login));
        assertThat(third.path("reasons").path(0).asString()).isEqualTo("PROFILE_LIMIT");
        assertThat(profileOf(id("phone", "13800138603"))).isNotEqualTo(profileOf(login));

        awaitRules();
        refused(422, "OUT_OF_RANGE", () -> brand().put(RULES, onePhoneIn("PT0.5S")));
        refused(400, "INVALID_FIELD", () -> brand().put(RULES, onePhoneIn("a month")));
    }

    private String windowOfPhones() {
        for (JsonNode type : brand().get(RULES).json().path("types")) {
            if (type.path("type").asString().equals("phone")) {
                return type.path("perProfileWindow").asString();
            }
        }
        throw new AssertionError("no rule for phones");
    }

    @Test
    void quarantinesAValueForPersonsWhoHaveItWithinAWindow() {
        Map<String, Object> device = id("oaid", "window-tablet-0001");
        Answer changed = brand().put(RULES, rules("oaid", Map.of("personsPerKey", 1, "personsPerKeyWindow", "P30D")));
        assertThat(changed.status()).as(changed.body()).isIn(200, 202);

        observe(
                observation("t-1", "2026-01-01T00:00:00Z", id("login_id", "tablet", "anna"), device),
                observation("t-2", "2026-03-01T00:00:00Z", id("login_id", "tablet", "ben"), device));
        assertThat(resolve(device).path("undetermined").asBoolean())
                .as("handed on after two months")
                .isFalse();
        assertThat(profileOf(device)).isEqualTo(profileOf(id("login_id", "tablet", "ben")));

        observe(observation("t-3", "2026-03-02T00:00:00Z", id("login_id", "tablet", "carl"), device));
        assertThat(resolve(device).path("undetermined").asBoolean())
                .as("two within a day")
                .isTrue();
        assertThat(jdbc.sql("select degree from quarantine")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    private Map<String, Object> onePhoneIn(String window) {
        return rules("phone", Map.of("perProfile", 1, "perProfileWindow", window));
    }

    private Map<String, Object> rules(String changed, Map<String, Object> change) {
        JsonNode now = brand().get(RULES).json();
        List<Map<String, Object>> types = new ArrayList<>();
        now.path("types").forEach(each -> {
            Map<String, Object> type = new LinkedHashMap<>(Map.of(
                    "type", each.path("type").asString(),
                    "priority", each.path("priority").asInt(),
                    "perProfile", each.path("perProfile").asInt(),
                    "personsPerKey", each.path("personsPerKey").asInt()));
            if (each.path("type").asString().equals(changed)) {
                type.putAll(change);
            }
            types.add(type);
        });
        return Map.of("identifiersPerProfile", now.path("identifiersPerProfile").asInt(), "types", types);
    }
}
