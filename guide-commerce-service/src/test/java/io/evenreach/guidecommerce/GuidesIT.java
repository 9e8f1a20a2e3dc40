package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
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
    void takesNoTouchOfALinkThatIsNotThere() {
        refused(404, "NOT_FOUND", nobody().get("/r/nowhere1"));
    }
}
