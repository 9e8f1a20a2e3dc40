package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.sale.GuideUpkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class ExpertiseIT extends ServiceTestBase {

    private static final Map<String, String> LICENCE =
            Map.of("kind", "LICENCE", "reference", "F-2025-881", "url", "https://example.org/licence/881");

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private GuideUpkeep upkeep;

    @Test
    void verifiesWhatIsDeclaredByApproving() {
        String guide = activeGuide();

        assertThat(areas(guide)).containsExactly("DESTINATION FR-BDX VERIFIED", "CATEGORY wine VERIFIED");
    }

    @Test
    void comparesPlacesAndGoodsInWhateverCase() {
        Map<String, Object> body = new LinkedHashMap<>(registration());
        body.put("destinations", List.of("fr-bdx ", "FR-BDX"));
        body.put("categories", List.of("Wine"));
        String guide = ok(nobody().post("/api/v1/guides", body)).path("guideId").asString();
        ok(guide(guide).post("/api/v1/guides/" + guide + ":submit", "{}"));
        JsonNode approved = ok(brand().post("/api/v1/guides/" + guide + ":approve", "{}"));
        assertThat(approved.path("destinations").toString()).isEqualTo("[\"FR-BDX\"]");

        String merchant = shop("EUR", 0);
        product(merchant, "Fr-Bdx", "WINE");
        ok(brand().put(
                        "/api/v1/commission-plans/wine",
                        Map.of("category", "WINE", "commissionBps", 1_000, "guideShareBps", 7_000, "holdDays", 0)));
        clock().advance(Duration.ofSeconds(1));
        paidOrder(merchant, click(guide, merchant), 10_000, "EUR");

        assertThat(balance(guide, "EUR").getFirst()).isEqualTo(700);
    }

    @Test
    void paysHalfOutsideWhatIsVerifiedOnceItHasExpired() {
        String merchant = shop("EUR", 0);
        String guide = activeGuide();
        Instant until = clock().instant().plus(Duration.ofDays(10));
        JsonNode declared = ok(declare(guide, "CATEGORY", "Wine", until));
        assertThat(declared.path("review").asString()).isEqualTo("OPEN");
        assertThat(declared.path("status").asString())
                .as("what was verified counts while the new evidence waits")
                .isEqualTo("VERIFIED");
        ok(brand().post(path(guide) + ":verify", Map.of("kind", "CATEGORY", "area", "wine")));

        clock().advance(Duration.ofDays(10).minusSeconds(1));
        paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        assertThat(balance(guide, "EUR").getFirst()).isEqualTo(700);

        clock().advance(Duration.ofSeconds(2));
        paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        assertThat(balance(guide, "EUR").getFirst()).isEqualTo(700 + 350);
        assertThat(areas(guide)).contains("CATEGORY wine EXPIRED");

        ok(declare(guide, "CATEGORY", "wine", until.plus(Duration.ofDays(365))));
        ok(brand().post(path(guide) + ":verify", Map.of("kind", "CATEGORY", "area", "wine")));
        paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        assertThat(balance(guide, "EUR").getFirst()).isEqualTo(700 + 350 + 700);
    }

    @Test
    void doesNotCountWhatWasDeclaredLaterOrRefused() {
        String merchant = shop("EUR", 0);
        product(merchant, "JP-KYO", "tea");
        ok(brand().put(
                        "/api/v1/commission-plans/tea",
                        Map.of("category", "tea", "commissionBps", 1_000, "guideShareBps", 7_000, "holdDays", 0)));
        clock().advance(Duration.ofSeconds(1));
        String guide = activeGuide();
        ok(declare(guide, "DESTINATION", "JP-KYO", null));
        ok(declare(guide, "CATEGORY", "tea", null));

        paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        assertThat(balance(guide, "EUR").getFirst()).isEqualTo(350);

        ok(brand().post(path(guide) + ":verify", Map.of("kind", "DESTINATION", "area", "jp-kyo")));
        ok(brand().post(path(guide) + ":verify", Map.of("kind", "CATEGORY", "area", "tea")));
        paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        assertThat(balance(guide, "EUR").getFirst()).isEqualTo(350 + 700);

        JsonNode refused = ok(brand().post(
                        path(guide) + ":refuse",
                        Map.of("kind", "CATEGORY", "area", "tea", "reason", "Another's licence.")));
        assertThat(refused.path("status").asString()).isEqualTo("REFUSED");
        assertThat(ok(guide(guide).get(path(guide))).toString()).contains("Another's licence.");
        paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        assertThat(balance(guide, "EUR").getFirst()).isEqualTo(350 + 700 + 350);
    }

    @Test
    void suspendsWhoeverHasNoLicenceLeftThatIsValidUntilANewOneIsVerified() {
        String guide = activeGuide();
        Instant first = clock().instant().plus(Duration.ofDays(10));
        Instant second = first.plus(Duration.ofDays(10));
        ok(declare(guide, "CATEGORY", "wine", first));
        ok(declare(guide, "DESTINATION", "FR-BDX", second));
        verify(guide, "CATEGORY", "wine");
        verify(guide, "DESTINATION", "FR-BDX");
        String other = activeGuide();

        clock().advance(Duration.ofDays(15));
        upkeep.sweep();
        assertThat(status(guide)).as("one is valid still").isEqualTo("ACTIVE");
        clock().advance(Duration.ofDays(5));
        upkeep.sweep();
        assertThat(status(guide)).isEqualTo("SUSPENDED");
        assertThat(status(other))
                .as("who was verified without a licence has none")
                .isEqualTo("ACTIVE");
        assertThat(ok(guide(guide).get("/api/v1/guides/" + guide + "/history"))
                        .at("/items/0/event")
                        .asString())
                .isEqualTo("LICENCE_EXPIRED");

        ok(declare(guide, "CATEGORY", "wine", second.plus(Duration.ofDays(365))));
        assertThat(status(guide)).isEqualTo("SUSPENDED");
        verify(guide, "CATEGORY", "wine");
        assertThat(status(guide)).isEqualTo("ACTIVE");
        upkeep.sweep();
        assertThat(status(guide)).isEqualTo("ACTIVE");
    }

    @Test
    void leavesWhoeverTheBrandReinstatedWithAnExpiredLicenceAndWhoeverItSuspendedForSomethingElse() {
        String guide = activeGuide();
        Instant until = clock().instant().plus(Duration.ofDays(10));
        ok(declare(guide, "CATEGORY", "wine", until));
        verify(guide, "CATEGORY", "wine");
        clock().advance(Duration.ofDays(10));
        upkeep.sweep();
        assertThat(status(guide)).isEqualTo("SUSPENDED");

        ok(brand().post("/api/v1/guides/" + guide + ":reinstate", Map.of("reason", "The new one is on its way.")));
        upkeep.sweep();
        assertThat(status(guide)).isEqualTo("ACTIVE");

        ok(brand().post("/api/v1/guides/" + guide + ":suspend", Map.of("reason", "Looked at.")));
        ok(declare(guide, "CATEGORY", "wine", until.plus(Duration.ofDays(365))));
        verify(guide, "CATEGORY", "wine");
        assertThat(status(guide)).isEqualTo("SUSPENDED");
    }

    @Test
    void queuesNewEvidenceOfApprovedGuidesForTheBrandTheOldestFirst() {
        String guide = activeGuide();
        clock().advance(Duration.ofSeconds(1));
        String applicant = ok(nobody().post("/api/v1/guides", registration()))
                .path("guideId")
                .asString();
        ok(declare(guide, "CATEGORY", "tea", null));
        clock().advance(Duration.ofSeconds(1));
        ok(declare(guide, "CATEGORY", "green cheese", null));
        clock().advance(Duration.ofSeconds(1));
        ok(declare(guide, "CATEGORY", "wine", clock().instant().plus(Duration.ofDays(9))));

        assertThat(queued(guide)).containsExactly("tea", "green cheese", "wine");
        assertThat(queued(applicant)).as("looked at with the application").isEmpty();
        refused(403, "FORBIDDEN", guide(guide).get("/api/v1/guide-expertise"));
        verify(guide, "CATEGORY", "tea");
        clock().advance(Duration.ofSeconds(1));
        ok(declare(guide, "CATEGORY", "green cheese", clock().instant().plus(Duration.ofDays(9))));
        assertThat(queued(guide)).as("what is said anew waits anew").containsExactly("wine", "green cheese");
    }

    /** The areas of a guide in the queue, read a page of one at a time. */
    private List<String> queued(String guide) {
        List<String> areas = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ok(brand().get("/api/v1/guide-expertise?review=OPEN&limit=1&cursor=" + cursor));
            page.path("items").forEach(item -> {
                if (item.path("guideId").asString().equals(guide)) {
                    areas.add(item.at("/expertise/area").asString());
                }
            });
            cursor = page.path("nextCursor").isNull()
                    ? ""
                    : page.path("nextCursor").asString();
        } while (!cursor.isEmpty());
        return areas;
    }

    private void verify(String guide, String kind, String area) {
        ok(brand().post(path(guide) + ":verify", Map.of("kind", kind, "area", area)));
    }

    private String status(String guide) {
        return ok(brand().get("/api/v1/guides/" + guide)).path("status").asString();
    }

    @Test
    void withdrawsAnArea() {
        String guide = activeGuide();

        ok(guide(guide).post(path(guide) + ":withdraw", Map.of("kind", "CATEGORY", "area", "WINE")));

        assertThat(areas(guide)).containsExactly("DESTINATION FR-BDX VERIFIED");
        assertThat(ok(guide(guide).get("/api/v1/guides/" + guide))
                        .path("categories")
                        .size())
                .isZero();
    }

    @Test
    void refusesEvidenceThatIsNoneAndNeverChangesAnothers() {
        String guide = activeGuide();
        String other = activeGuide();

        assertThat(refused(422, "EXPIRED", declare(guide, "CATEGORY", "tea", clock().instant()))
                        .pointer())
                .isEqualTo("/expiresAt");
        assertThat(refused(
                                400,
                                "INVALID_FIELD",
                                guide(guide)
                                        .put(
                                                path(guide),
                                                Map.of(
                                                        "kind",
                                                        "CATEGORY",
                                                        "area",
                                                        "tea",
                                                        "evidence",
                                                        Map.of(
                                                                "kind",
                                                                "LICENCE",
                                                                "reference",
                                                                "1",
                                                                "url",
                                                                "javascript:alert(1)"))))
                        .pointer())
                .isEqualTo("/evidence/url");
        refused(404, "NOT_FOUND", guide(other).get(path(guide)));
        refused(404, "NOT_FOUND", guide(other).put(path(guide), Map.of("kind", "CATEGORY", "area", "tea")));
        refused(
                403,
                "FORBIDDEN",
                guide(guide).post(path(guide) + ":verify", Map.of("kind", "CATEGORY", "area", "wine")));
        refused(404, "NOT_FOUND", brand().post(path(guide) + ":verify", Map.of("kind", "CATEGORY", "area", "tea")));
        assertThat(areas(guide)).hasSize(2);
    }

    private io.evenreach.testkit.HttpProbe.Answer declare(
            String guide, String kind, String area, @org.jspecify.annotations.Nullable Instant until) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("kind", kind, "area", area, "evidence", LICENCE));
        if (until != null) {
            body.put("expiresAt", until.toString());
        }
        return guide(guide).put(path(guide), body);
    }

    private List<String> areas(String guide) {
        return ok(guide(guide).get(path(guide)))
                .path("items")
                .valueStream()
                .map(area ->
                        area.path("kind").asString() + " " + area.path("area").asString() + " "
                                + area.path("status").asString())
                .toList();
    }

    private void product(String merchant, String destination, String category) {
        ok(merchant(merchant)
                .put(
                        "/api/v1/products/" + wine(merchant),
                        Map.of(
                                "merchantId",
                                merchant,
                                "title",
                                "A thing",
                                "destination",
                                destination,
                                "category",
                                category,
                                "price",
                                money(19_900, "EUR"))));
    }

    private static String path(String guide) {
        return "/api/v1/guides/" + guide + "/expertise";
    }
}
