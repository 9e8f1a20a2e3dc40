package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Values that somebody says identify nobody. */
class BlockedPatternsIT extends ServiceTestBase {

    private static final String RULES = "/api/v1/identity/rules";

    @Test
    void countForWhatIsSeenFromThenOnAndAreOfAVersion() {
        Map<String, Object> desk = id("email", "desk@shop.example");
        Map<String, Object> till = id("login_id", "pos", "Till-7");
        Map<String, Object> blocked =
                rules(List.of(Map.of("type", "email", "pattern", "*@shop.example"), Map.of("pattern", "till-*")));
        assertThat(brand().put(RULES + "?dryRun=true", blocked).status()).isEqualTo(200);
        assertThat(brand().get(RULES).json().path("blocked")).isEmpty();

        assertThat(brand().put(RULES, blocked).status()).isIn(200, 202);

        JsonNode rules = brand().get(RULES).json();
        assertThat(rules.path("version").asLong()).isEqualTo(2);
        assertThat(rules.path("blocked")).hasSize(2);
        assertThat(rules.path("blocked").path(1).path("pattern").asString()).isEqualTo("till-*");
        JsonNode results = observe(
                observation("blocked-1", "2026-06-01T10:00:00Z", desk, till),
                observation("blocked-2", "2026-06-01T10:00:00Z", desk, id("phone", "13800138601")),
                observation("blocked-3", "2026-06-01T10:00:00Z", id("email", "anna@shop.example.org")));
        assertThat(results.path(0).path("outcome").asString()).isEqualTo("IGNORED");
        assertThat(results.path(0).path("reasons").path(0).asString()).isEqualTo("BLOCKED_VALUE");
        assertThat(results.path(1).path("outcome").asString()).isEqualTo("LINKED");
        assertThat(results.path(1).path("reasons").path(0).asString()).isEqualTo("BLOCKED_VALUE");
        assertThat(results.path(2).path("reasons")).isEmpty();
        assertThat(resolve(desk).path("undetermined").asBoolean()).isTrue();

        Map<String, Object> unspoken = new HashMap<>(blocked);
        unspoken.remove("blocked");
        assertThat(brand().put(RULES, unspoken).json().path("blocked"))
                .as("who says nothing of them leaves them")
                .hasSize(2);
        assertThat(brand().post(RULES + "/1:restore", Map.of()).status()).isIn(200, 202);
        assertThat(observe(observation("blocked-4", "2026-06-01T10:00:00Z", desk, till))
                        .path(0)
                        .path("outcome")
                        .asString())
                .isEqualTo("LINKED");
        await().until(() ->
                brand().get(RULES).json().path("job").path("status").asString().equals("COMPLETED"));
        refused(422, "INVALID_FIELD", () -> brand().put(RULES, rules(List.of(Map.of("pattern", "*")))));
        refused(
                422,
                "UNKNOWN_IDENTIFIER_TYPE",
                () -> brand().put(RULES, rules(List.of(Map.of("type", "fax", "pattern", "1")))));
    }

    private Map<String, Object> rules(List<Map<String, Object>> blocked) {
        JsonNode now = brand().get(RULES).json();
        List<Map<String, Object>> types = new ArrayList<>();
        for (JsonNode type : now.path("types")) {
            types.add(Map.of(
                    "type",
                    type.path("type").asString(),
                    "priority",
                    type.path("priority").asInt(),
                    "perProfile",
                    type.path("perProfile").asInt(),
                    "personsPerKey",
                    type.path("personsPerKey").asInt()));
        }
        return Map.of(
                "identifiersPerProfile", now.path("identifiersPerProfile").asInt(), "types", types, "blocked", blocked);
    }
}
