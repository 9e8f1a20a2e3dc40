package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** Where each area needs evidence, approving a guide verifies nothing. */
@TestPropertySource(properties = "evenreach.expertise.evidence-required=true")
class EvidenceRequiredIT extends ServiceTestBase {

    @Test
    void verifiesEachAreaOnItsEvidenceOnly() {
        String merchant = shop("EUR", 0);
        String guide = activeGuide();
        String path = "/api/v1/guides/" + guide + "/expertise";
        paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        assertThat(balance(guide, "EUR").getFirst()).as("half, outside").isEqualTo(350);

        refused(409, "NO_EVIDENCE", brand().post(path + ":verify", Map.of("kind", "CATEGORY", "area", "wine")));
        for (Map<String, String> area : java.util.List.of(
                Map.of("kind", "CATEGORY", "area", "wine"), Map.of("kind", "DESTINATION", "area", "FR-BDX"))) {
            Map<String, Object> declared = new java.util.LinkedHashMap<>(area);
            declared.put("evidence", Map.of("kind", "TRIP_RECORD", "reference", "2024-05 Pauillac"));
            ok(guide(guide).put(path, declared));
            ok(brand().post(path + ":verify", area));
        }

        paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        assertThat(balance(guide, "EUR").getFirst()).isEqualTo(350 + 700);
    }
}
