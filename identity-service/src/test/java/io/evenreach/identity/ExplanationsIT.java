package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Why, and why not, over HTTP. */
class ExplanationsIT extends ServiceTestBase {

    private static final String EXPLANATIONS = "/api/v1/identity/explanations";

    @Test
    void namesEveryStepAndABridgeThatIsOne() {
        Map<String, Object> login = id("login_id", "why", "anna-of-why");
        Map<String, Object> mail = id("email", "anna.why@example.org");
        Map<String, Object> cookie = id("cookie", "why", "c");
        observe(
                observation("why-1", "2026-06-01T10:00:00Z", login, mail),
                observation("why-2", "2026-06-02T10:00:00Z", mail, cookie));

        JsonNode answer = explain(login, cookie);
        JsonNode why = answer.path("why");
        assertThat(answer.path("whyNot").isNull()).isTrue();
        assertThat(why.path("path")).hasSize(2);
        JsonNode first = why.path("path").path(0);
        assertThat(first.path("from").path("masked").asString()).isEqualTo("an***hy");
        assertThat(first.path("to").path("type").asString()).isEqualTo("email");
        assertThat(first.path("source").asString()).isEqualTo("shop");
        assertThat(first.path("evidence").asString()).isEqualTo("LOGIN");
        assertThat(first.path("at").asString()).isEqualTo("2026-06-01T10:00:00Z");
        assertThat(first.path("observationId").asString()).isEqualTo("why-1");
        assertThat(first.path("ruleVersion").asLong()).isPositive();
        assertThat(brand().post(
                                EXPLANATIONS,
                                Map.of(
                                        "a", Map.of("hash", answer.path("a").asString()),
                                        "b", Map.of("hash", answer.path("b").asString())))
                        .json())
                .as("asked again by hash, without the values")
                .isEqualTo(answer);
        String bridge = why.path("bridge").asString();
        assertThat(bridge).isEqualTo(first.path("evidenceId").asString());

        brand().delete("/api/v1/identity/evidence/" + bridge);
        assertThat(explain(login, mail).path("whyNot").path("reason").asString())
                .isEqualTo("NEVER_SEEN");
        observe(observation("why-3", "2026-06-01T10:00:00Z", login));
        assertThat(explain(login, mail).path("whyNot").path("reason").asString())
                .isEqualTo("NEVER_SEEN_TOGETHER");
        assertThat(explain(login, login).path("why").path("path")).isEmpty();
    }

    @Test
    void knowsOfNoBridgeWhereTwoWaysLeadThere() {
        Map<String, Object> login = id("login_id", "two", "anna");
        Map<String, Object> mail = id("email", "anna.two@example.org");
        Map<String, Object> phone = id("phone", "13800138201");
        observe(
                observation("two-1", "2026-06-01T10:00:00Z", login, mail),
                observation("two-2", "2026-06-02T10:00:00Z", mail, phone),
                observation("two-3", "2026-06-03T10:00:00Z", login, phone));

        JsonNode why = explain(login, mail).path("why");
        assertThat(why.path("path")).hasSize(1);
        assertThat(why.path("bridge").isNull()).isTrue();
    }

    @Test
    void tellsWhoIsOnePersonOnlyBySomethingWeakerThanAskedFor() {
        Map<String, Object> guide = id("email", "guide.strong@example.org");
        Map<String, Object> shopper = id("email", "shopper.strong@example.org");
        Map<String, Object> alias = id("email", "guide.alias@example.org");
        Map<String, Object> tablet = id("idfa", "strong-tablet");
        observe(
                observation("strong-1", "2026-06-01T10:00:00Z", guide, tablet),
                observation("strong-2", "2026-06-02T10:00:00Z", shopper, tablet),
                observation("strong-3", "2026-06-03T10:00:00Z", guide, alias));

        assertThat(explain(guide, shopper).path("why").path("path")).hasSize(2);
        assertThat(byPersons(guide, shopper).path("whyNot").path("reason").asString())
                .isEqualTo("WEAKER_LINK");
        assertThat(byPersons(guide, tablet).path("whyNot").path("reason").asString())
                .isEqualTo("WEAKER_LINK");
        assertThat(byPersons(guide, alias).path("why").path("path")).hasSize(1);
        observe(observation("strong-4", "2026-06-04T10:00:00Z", shopper, alias));
        assertThat(byPersons(guide, shopper).path("why").path("path"))
                .as("the longer way, because the tablet is on the shorter one")
                .hasSize(2);
    }

    private JsonNode byPersons(Map<String, Object> a, Map<String, Object> b) {
        return answer(Map.of("a", a, "b", b, "strength", "PERSON"));
    }

    @Test
    void givesExactlyOneReasonWhyNot() {
        Map<String, Object> anna = id("login_id", "not", "anna");
        Map<String, Object> ben = id("login_id", "not", "ben");
        Map<String, Object> mail = id("email", "anna.not@example.org");
        Map<String, Object> cookie = id("cookie", "not", "ads-only");
        observe(
                observation("not-1", "2026-06-01T10:00:00Z", anna, mail),
                with(observation("not-2", "2026-06-01T11:00:00Z", anna, cookie), "purposes", List.of("ADS")),
                observation("not-3", "2026-06-01T12:00:00Z", anna, ben));
        for (int i = 0; i < 6; i++) {
            observe(observation(
                    "not-kiosk-" + i,
                    "2026-06-02T10:00:00Z",
                    id("login_id", "not-kiosk", "u" + i),
                    id("oaid", "not-kiosk-device")));
        }

        assertThat(reason(anna, ben)).isEqualTo("PERSON_CONFLICT");
        assertThat(reason(anna, id("login_id", "not", "nobody"))).isEqualTo("NEVER_SEEN");
        assertThat(reason(anna, id("phone", "00000000"))).isEqualTo("BLOCKED");
        assertThat(reason(id("login_id", "not-kiosk", "u1"), id("login_id", "not-kiosk", "u2")))
                .isEqualTo("QUARANTINED");
        Map<String, Object> forService = new LinkedHashMap<>(Map.of("a", anna, "b", cookie, "purpose", "SERVICE"));
        assertThat(answer(forService).path("whyNot").path("reason").asString()).isEqualTo("DIFFERENT_PURPOSE");
        assertThat(explain(anna, cookie).path("whyNot").isNull()).isTrue();
        brand().post("/api/v1/identity/profiles/" + profileOf(anna) + ":split", Map.of("identifiers", List.of(mail)));
        assertThat(reason(anna, mail)).isEqualTo("SPLIT");
    }

    @Test
    void refusesWhatNamesNothing() {
        Map<String, Object> login = id("login_id", "bad-why", "anna");
        Answer answer = refused(
                422,
                "UNKNOWN_IDENTIFIER_TYPE",
                () -> brand().post(EXPLANATIONS, Map.of("a", login, "b", id("fax", "1"))));
        assertThat(answer.json().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/b/type");
        refused(400, "INVALID_FIELD", () -> brand().post(EXPLANATIONS, Map.of("a", login)));
        refused(404, "NOT_FOUND", () -> partner("one").post(EXPLANATIONS, Map.of("a", login, "b", login)));
    }

    private String reason(Map<String, Object> a, Map<String, Object> b) {
        JsonNode answer = explain(a, b);
        assertThat(answer.path("why").isNull()).as(answer.toString()).isTrue();
        return answer.path("whyNot").path("reason").asString();
    }

    private JsonNode explain(Map<String, Object> a, Map<String, Object> b) {
        return answer(Map.of("a", a, "b", b));
    }

    private JsonNode answer(Map<String, Object> body) {
        Answer answer = brand().post(EXPLANATIONS, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }
}
