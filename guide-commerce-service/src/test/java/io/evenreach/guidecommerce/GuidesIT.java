package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GuidesIT extends ServiceTestBase {

    @Test
    void takesAGuideFromRegistrationToApproval() {
        JsonNode registered = ok(nobody().post("/api/v1/guides", registration()));
        String id = registered.path("guideId").asString();
        String path = "/api/v1/guides/" + id;

        assertThat(registered.path("status").asString()).isEqualTo("DRAFT");
        refused(409, "ILLEGAL_TRANSITION", brand().post(path + ":approve", "{}"));
        assertThat(ok(guide(id).post(path + ":submit", "{}")).path("status").asString())
                .isEqualTo("SUBMITTED");
        ok(guide(id).post(path + ":submit", "{}"));
        ok(brand().post(path + ":pick", "{}"));
        assertThat(ok(brand().post(path + ":askMore", "{}")).path("status").asString())
                .isEqualTo("RESUBMIT");
        ok(guide(id).post(path + ":submit", "{}"));
        assertThat(ok(brand().post(path + ":approve", "{}")).path("status").asString())
                .isEqualTo("ACTIVE");
        assertThat(ok(brand().get("/api/v1/guides?status=ACTIVE")).path("items").toString())
                .contains(id);
    }

    @Test
    void listsWhoeverHasWaitedLongestInAStatusFirst() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(ok(nobody().post("/api/v1/guides", registration()))
                    .path("guideId")
                    .asString());
        }
        ids.sort(Comparator.reverseOrder());
        for (String id : ids) {
            ok(guide(id).post("/api/v1/guides/" + id + ":submit", "{}"));
            clock().advance(Duration.ofSeconds(1));
        }

        List<String> listed = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ok(brand().get("/api/v1/guides?status=SUBMITTED&limit=2&cursor=" + cursor));
            page.path("items").forEach(guide -> listed.add(guide.path("guideId").asString()));
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : page.path("nextCursor").asString();
        } while (!cursor.isEmpty());

        assertThat(listed).containsSubsequence(ids).doesNotHaveDuplicates();
    }

    @Test
    void letsNobodyReviewThemselvesOrActForAnother() {
        String anna = activeGuide();
        String bea = activeGuide();

        refused(403, "FORBIDDEN", guide(anna).post("/api/v1/guides/" + anna + ":approve", "{}"));
        refused(404, "NOT_FOUND", guide(anna).get("/api/v1/guides/" + bea));
        refused(404, "NOT_FOUND", guide(anna).get("/api/v1/guides/" + bea + "/statement"));
        refused(403, "FORBIDDEN", guide(anna).get("/api/v1/guides"));
        refused(404, "NOT_FOUND", brand().get("/api/v1/guides/" + UUID.randomUUID()));
        refused(404, "NOT_FOUND", brand().get("/api/v1/guides/not-an-id"));
        refused(401, "UNAUTHENTICATED", nobody().get("/api/v1/guides/" + bea));
        refused(403, "FORBIDDEN", guide(anna).get("/api/v1/ledger/trial-balance"));
    }

    @Test
    void masksTheAccountAGuideIsPaidOn() {
        String guide = activeGuide();

        assertThat(ok(brand().get("/api/v1/guides/" + guide))
                        .path("payee")
                        .path("account")
                        .asString())
                .isEqualTo("******************3000");
    }

    @Test
    void refusesAReferralCodeThatIsNobodys() {
        Map<String, Object> body = new LinkedHashMap<>(registration());
        body.put("referralCode", "NOBODY00");

        assertThat(refused(422, "UNKNOWN_REFERRAL_CODE", nobody().post("/api/v1/guides", body))
                        .pointer())
                .isEqualTo("/referralCode");
    }

    @Test
    void refusesALanguageThatIsNone() {
        Map<String, Object> body = new LinkedHashMap<>(registration());
        body.put("languages", List.of("zh-Hans-CN", "whatever they speak"));

        assertThat(refused(400, "INVALID_FIELD", nobody().post("/api/v1/guides", body))
                        .pointer())
                .isEqualTo("/languages/1");
    }

    @Test
    void takesAReferralCodeHoweverItIsTyped() {
        String referrer = activeGuide();
        String code = referralCode(referrer);

        String brought = activeGuide(" " + code.toLowerCase(Locale.ROOT) + " ");

        assertThat(ok(guide(referrer).get("/api/v1/guides/" + referrer + "/growth"))
                        .toString())
                .contains(brought);
    }

    @Test
    void takesNoTouchOfALinkThatIsNotThere() {
        refused(404, "NOT_FOUND", nobody().get("/r/nowhere1"));
    }

    @Test
    void takesNeitherEmailNorPasswordPastTheGateway() {
        Map<String, Object> body = new LinkedHashMap<>(registration());
        body.put("email", "lin@example.org");
        body.put("password", "a long enough one");
        assertThat(refused(422, "NOT_SUPPORTED_YET", nobody().post("/api/v1/guides", body))
                        .pointer())
                .as("accounts are made by the gateway, which keeps both to itself")
                .isEqualTo("/email");
        body.remove("email");
        assertThat(refused(422, "REQUIRED", nobody().post("/api/v1/guides", body))
                        .pointer())
                .isEqualTo("/email");
    }

    @Test
    void registersOneGuideUnderAChosenIdHoweverOftenItIsAsked() {
        String id = UUID.randomUUID().toString();
        Map<String, String> chosen = Map.of("X-Evenreach-Guide-Id", id);

        JsonNode first = ok(nobody().post("/api/v1/guides", registration(), chosen));
        JsonNode again = ok(nobody().post("/api/v1/guides", registration(), chosen));

        assertThat(first.path("guideId").asString()).isEqualTo(id);
        assertThat(again).isEqualTo(first);
    }

    @Test
    void leadsShoppersOnFromBelowTheBasePathToo() {
        String guide = activeGuide();
        String merchant = shop("EUR", 0);
        String code = ok(guide(guide).post("/api/v1/guides/" + guide + "/links", Map.of("productId", wine(merchant))))
                .path("code")
                .asString();

        assertThat(nobody().get("/api/v1/r/" + code).status()).isEqualTo(302);
        assertThat(jdbc.sql("select count(*) from touch where code = ?")
                        .param(code)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void tellsAGuideWhyAndKeepsWhatHappened() {
        String id = ok(nobody().post("/api/v1/guides", registration()))
                .path("guideId")
                .asString();
        String path = "/api/v1/guides/" + id;
        ok(guide(id).post(path + ":submit", "{}"));
        ok(person("rae").post(path + ":pick", "{}"));
        ok(person("rae").post(path + ":askMore", Map.of("reason", "Which trips?")));

        assertThat(ok(guide(id).get(path)).path("reason").asString()).isEqualTo("Which trips?");
        ok(guide(id).post(path + ":submit", "{}"));
        assertThat(ok(guide(id).get(path)).has("reason")).isFalse();
        ok(person("rae").post(path + ":reject", Map.of("reason", "No trips.")));

        JsonNode told = ok(guide(id).get(path + "/history?limit=2"));
        assertThat(told.path("items").path(0).path("reason").asString()).isEqualTo("No trips.");
        assertThat(told.path("items").path(0).has("doneBy")).isFalse();
        JsonNode rest = ok(person("rae")
                .get(path + "/history?limit=2&cursor=" + told.path("nextCursor").asString()));
        assertThat(rest.path("items").path(0).path("event").asString()).isEqualTo("ASK_MORE");
        assertThat(rest.path("items").path(0).path("doneBy").asString()).isEqualTo("rae");
        assertThat(refused(400, "INVALID_FIELD", brand().post(path + ":ban", Map.of("reason", "x".repeat(1_001))))
                        .pointer())
                .isEqualTo("/reason");
        refused(404, "NOT_FOUND", guide(activeGuide()).get(path + "/history"));
    }
}
