package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.testkit.HttpProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What can be read back of what was sent, page by page, each caller their own. */
class CatalogueIT extends ServiceTestBase {

    @Test
    void listsMerchantsAndProductsToWhoeverMaySeeThem() {
        String mine = shop("EUR", 7);
        String other = shop("CNY", 7);
        String guide = activeGuide();

        assertThat(ids(brand(), "/api/v1/merchants", "merchantId")).contains(mine, other);
        assertThat(ids(guide(guide), "/api/v1/merchants", "merchantId")).contains(mine, other);
        assertThat(ids(merchant(mine), "/api/v1/merchants", "merchantId")).containsExactly(mine);
        assertThat(ids(guide(guide), "/api/v1/products", "productId")).contains(wine(mine), wine(other));
        assertThat(ids(merchant(mine), "/api/v1/products", "productId")).containsExactly(wine(mine));
        assertThat(ids(brand(), "/api/v1/products?merchantId=" + other, "productId"))
                .containsExactly(wine(other));
        assertThat(ids(merchant(mine), "/api/v1/products?merchantId=" + other, "productId"))
                .isEmpty();
        JsonNode product = ok(guide(guide).get("/api/v1/products/" + wine(mine)));
        assertThat(product.path("title").asString()).isEqualTo("Pauillac 2018");
        assertThat(product.path("price").path("amountMinor").asLong()).isEqualTo(19_900);
        assertThat(ok(merchant(mine).get("/api/v1/merchants/" + mine))
                        .path("currency")
                        .asString())
                .isEqualTo("EUR");
    }

    @Test
    void hidesAnothersThings() {
        String mine = shop("EUR", 7);
        String other = shop("EUR", 7);

        refused(404, "NOT_FOUND", merchant(mine).get("/api/v1/merchants/" + other));
        refused(404, "NOT_FOUND", merchant(mine).get("/api/v1/products/" + wine(other)));
        refused(404, "NOT_FOUND", brand().get("/api/v1/products/nothing"));
        refused(403, "FORBIDDEN", merchant(mine).get("/api/v1/commission-plans"));
        refused(403, "FORBIDDEN", guide(activeGuide()).get("/api/v1/commission-plans/wine"));
        refused(403, "FORBIDDEN", merchant(mine).get("/api/v1/payout-batches"));
        refused(401, "UNAUTHENTICATED", nobody().get("/api/v1/products"));
        refused(400, "INVALID_PARAMETER", brand().get("/api/v1/products?limit=0"));
        refused(400, "INVALID_PARAMETER", brand().get("/api/v1/products?merchantId=%00"));
        refused(400, "INVALID_PARAMETER", brand().get("/api/v1/payout-batches?cursor=AA"));
        refused(400, "INVALID_PARAMETER", brand().get("/api/v1/products?cursor=zzz"));
    }

    @Test
    void splitsByThePlanPutLastWhereSeveralFitAlike() {
        String guide = activeGuide();
        String shop = shop("CAD", 7);
        String path = "/api/v1/commission-plans/a-" + UUID.randomUUID();
        Map<String, Object> plan = Map.of("category", "wine", "commissionBps", 2_000, "guideShareBps", 5_000);
        ok(brand().put(path, plan));
        clock().advance(Duration.ofSeconds(1));
        paidOrder(shop, click(guide, shop), 10_000, "CAD");
        assertThat(balance(guide, "CAD")).startsWith(1_000L);

        Map<String, Object> less = Map.of("category", "wine", "commissionBps", 500, "guideShareBps", 5_000);
        ok(brand().put("/api/v1/commission-plans/z-" + UUID.randomUUID(), less));
        clock().advance(Duration.ofSeconds(1));
        paidOrder(shop, click(guide, shop), 10_000, "CAD");

        assertThat(balance(guide, "CAD")).startsWith(1_250L);
        shop("CAD", 8);
    }

    @Test
    void refusesAPlanForNoCategoryAtAll() {
        String path = "/api/v1/commission-plans/blank";
        Map<String, Object> plan = Map.of("category", " ", "commissionBps", 2_000, "guideShareBps", 5_000);

        assertThat(refused(400, "INVALID_FIELD", brand().put(path, plan)).pointer())
                .isEqualTo("/category");
        refused(404, "NOT_FOUND", brand().get(path));
    }

    @Test
    void refusesAPriceInAnotherCurrencyThanItsMerchants() {
        String shop = shop("CAD", 7);

        assertThat(refused(
                                422,
                                "WRONG_CURRENCY",
                                merchant(shop)
                                        .put(
                                                "/api/v1/products/" + wine(shop),
                                                Map.of(
                                                        "merchantId",
                                                        shop,
                                                        "title",
                                                        "Pauillac",
                                                        "destination",
                                                        "FR-BDX",
                                                        "category",
                                                        "wine",
                                                        "price",
                                                        money(100, "USD"))))
                        .pointer())
                .isEqualTo("/price/currency");
    }

    @Test
    void changesNothingThatIsNotWhatTheCallerKnew() {
        String shop = "shop-" + UUID.randomUUID();
        String path = "/api/v1/merchants/" + shop;
        Map<String, String> body = Map.of("name", "Cave", "currency", "NZD");
        refused(412, "STALE_VERSION", brand().put(path, body, Map.of("If-Match", "*")));
        String tag = tag(brand().put(path, body));
        assertThat(tag(brand().get(path))).isEqualTo(tag);

        Map<String, String> renamed = Map.of("name", "Cave du Port", "currency", "NZD");
        ok(brand().put(path, renamed, Map.of("If-Match", tag)));

        refused(412, "STALE_VERSION", brand().put(path, body, Map.of("If-Match", tag)));
        assertThat(ok(brand().get(path)).path("name").asString()).isEqualTo("Cave du Port");
        String plan = "/api/v1/commission-plans/p-" + UUID.randomUUID();
        Map<String, Object> rates = Map.of("category", "tea", "commissionBps", 100, "guideShareBps", 5_000);
        String ofPlan = tag(brand().put(plan, rates));
        assertThat(tag(brand().get(plan))).isEqualTo(ofPlan);
        refused(412, "STALE_VERSION", brand().put(plan, rates, Map.of("If-Match", tag)));
        ok(brand().put(plan, rates, Map.of("If-Match", ofPlan)));
    }

    @Test
    void changesNothingOfAGuideAndNoAccountThatPaysThatIsNotWhatTheCallerKnew() {
        String guide = activeGuide();
        String path = "/api/v1/guides/" + guide;
        Map<String, String> payee = Map.of("name", "Lin Wei", "account", "DE75512108001245126199");
        String ofGuide = tag(guide(guide).get(path));
        String paidElsewhere = tag(guide(guide).put(path + "/payee", payee, Map.of("If-Match", ofGuide)));
        assertThat(paidElsewhere).isNotEqualTo(ofGuide);
        refused(412, "STALE_VERSION", guide(guide).put(path + "/payee", payee, Map.of("If-Match", ofGuide)));
        refused(412, "STALE_VERSION", brand().put(path + "/referrer", "{}", Map.of("If-Match", ofGuide)));
        assertThat(tag(brand().put(path + "/referrer", "{}", Map.of("If-Match", paidElsewhere))))
                .isEqualTo(tag(guide(guide).get(path)));

        String identifiers = path + "/identifiers";
        Map<String, Object> mine = Map.of("identifiers", List.of(email("mine-" + guide + "@example.org")));
        String nothingStated = tag(guide(guide).get(identifiers));
        String stated = tag(guide(guide).put(identifiers, mine, Map.of("If-Match", nothingStated)));
        refused(
                412,
                "STALE_VERSION",
                brand().put(identifiers, Map.of("identifiers", List.of()), Map.of("If-Match", nothingStated)));
        assertThat(tag(guide(guide).get(identifiers))).isEqualTo(stated);

        String note = path + "/notes/" + wine(shop("EUR", 7)) + "/en";
        refused(412, "STALE_VERSION", guide(guide).put(note, Map.of("text", "Take it."), Map.of("If-Match", "*")));
        String first = tag(guide(guide).put(note, Map.of("text", "Take it.")));
        ok(guide(guide).put(note, Map.of("text", "Take the 2018."), Map.of("If-Match", first)));
        JsonNode kept = ok(guide(guide).put(note, Map.of("text", "Take the 2018.")));
        refused(412, "STALE_VERSION", guide(guide).put(note, Map.of("text", "Leave it."), Map.of("If-Match", first)));
        assertThat(kept.path("version").asInt()).isEqualTo(2);

        String debtor = "/api/v1/settings/payout-debtor";
        Map<String, String> account = Map.of("name", "Evenreach " + guide, "account", "FR1420041010050500013M02606");
        String ofDebtor = tag(brand().put(debtor, account));
        assertThat(tag(brand().get(debtor))).isEqualTo(ofDebtor);
        assertThat(tag(brand().put(debtor, account, Map.of("If-Match", ofDebtor))))
                .as("the same again changes nothing")
                .isEqualTo(ofDebtor);
        Map<String, String> other = Map.of("name", "Evenreach", "account", "DE89370400440532013000");
        ok(brand().put(debtor, other, Map.of("If-Match", ofDebtor)));
        refused(412, "STALE_VERSION", brand().put(debtor, account, Map.of("If-Match", ofDebtor)));
        assertThat(ok(brand().get(debtor)).path("name").asString()).isEqualTo("Evenreach");
    }

    private static String tag(HttpProbe.Answer answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void tellsPlansAsTheyHoldNow() {
        shop("EUR", 7);
        shop("EUR", 9);

        JsonNode plan = ok(brand().get("/api/v1/commission-plans/wine"));
        assertThat(plan.path("holdDays").asInt()).isEqualTo(9);
        assertThat(plan.path("commissionBps").asInt()).isEqualTo(1_000);
        assertThat(ids(brand(), "/api/v1/commission-plans", "planId")).containsOnlyOnce("wine");
        refused(404, "NOT_FOUND", brand().get("/api/v1/commission-plans/none"));
    }

    @Test
    void showsAGuideWhatTheySoldAndWhatBecameOfIt() {
        String merchant = shop("EUR", 7);
        String guide = activeGuide();
        String first = paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
        String second = paidOrder(merchant, click(guide, merchant), 20_000, "EUR");
        ok(refund(merchant, first, "r1", 4_000, "EUR"));
        ok(merchant(merchant).post("/api/v1/orders/" + second + ":deliver", "{}"));

        assertThat(ids(guide(guide), "/api/v1/guides/" + guide + "/orders", "orderId"))
                .containsExactlyInAnyOrder(first, second);
        for (JsonNode sale :
                ok(guide(guide).get("/api/v1/guides/" + guide + "/orders")).path("items")) {
            JsonNode commission = sale.path("commission");
            if (sale.path("orderId").asString().equals(first)) {
                assertThat(sale.path("left").path("amountMinor").asLong()).isEqualTo(6_000);
                assertThat(commission.path("accrued").path("amountMinor").asLong())
                        .isEqualTo(700);
                assertThat(commission.path("left").path("amountMinor").asLong()).isEqualTo(420);
                assertThat(commission.has("payableFrom")).isFalse();
            } else {
                assertThat(commission.path("state").asString()).isEqualTo("PENDING");
                assertThat(commission.has("payableFrom")).isTrue();
            }
            assertThat(sale.has("buyer")).isFalse();
        }
        refused(404, "NOT_FOUND", guide(activeGuide()).get("/api/v1/guides/" + guide + "/orders"));
    }

    @Test
    void listsPayoutsTheNewestFirst() {
        String merchant = shop("EUR", 0);
        List<String> made = new ArrayList<>();
        for (int batch = 0; batch < 2; batch++) {
            String guide = activeGuide();
            String order = paidOrder(merchant, click(guide, merchant), 10_000, "EUR");
            ok(merchant(merchant).post("/api/v1/orders/" + order + ":deliver", "{}"));
            made.addFirst(ok(brand().post(
                                    "/api/v1/payout-batches",
                                    Map.of(
                                            "currency",
                                            "EUR",
                                            "through",
                                            clock().instant().toString())))
                    .path("batchId")
                    .asString());
            clock().advance(java.time.Duration.ofSeconds(1));
        }

        assertThat(ids(brand(), "/api/v1/payout-batches", "batchId")).startsWith(made.toArray(String[]::new));
        JsonNode newest =
                ok(brand().get("/api/v1/payout-batches?limit=1")).path("items").path(0);
        assertThat(newest.path("transfers").asInt()).isEqualTo(1);
        assertThat(newest.path("totalMinor").asLong()).isEqualTo(700);
    }

    /** Over all pages of one item each, so that every cursor is used. */
    private static List<String> ids(HttpProbe caller, String list, String field) {
        List<String> ids = new ArrayList<>();
        String separator = list.contains("?") ? "&" : "?";
        String next = list + separator + "limit=1";
        while (!next.isEmpty()) {
            JsonNode page = ok(caller.get(next));
            page.path("items").forEach(item -> ids.add(item.path(field).asString()));
            JsonNode cursor = page.path("nextCursor");
            next = cursor.isString() ? list + separator + "limit=1&cursor=" + cursor.asString() : "";
        }
        return ids;
    }
}
