package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a guide reads of every sale they earned on, and why nothing is left of one. */
class GuideSalesIT extends ServiceTestBase {

    @Test
    void tellsWhyNothingIsLeftOfASale() {
        String guide = activeGuide();
        String shop = shop("SEK", 7);
        String refunded = sold(guide, shop, "SEK");
        String cancelled = sold(guide, shop, "SEK");
        String charged = sold(guide, shop, "SEK");
        String upheld = ownPurchase(guide, shop, "SEK");
        String kept = sold(guide, shop, "SEK");
        ok(refund(shop, refunded, "r1", 10_000, "SEK"));
        ok(merchant(shop).post("/api/v1/orders/" + cancelled + ":cancel", "{}"));
        ok(chargeback(shop, charged, "c1", 10_000, "SEK"));
        ok(brand().post("/api/v1/guide-commerce/holds/" + holdOf(guide) + ":uphold", Map.of("reason", "own")));

        assertThat(ended(guide, refunded)).isEqualTo("REVERSED REFUNDED");
        assertThat(ended(guide, cancelled)).isEqualTo("REVERSED CANCELLED");
        assertThat(ended(guide, charged)).isEqualTo("REVERSED CHARGED_BACK");
        assertThat(ended(guide, upheld)).isEqualTo("VOIDED HOLD_UPHELD");
        assertThat(ended(guide, kept)).isEqualTo("PENDING ");
        ok(merchant(shop).post("/api/v1/orders/" + charged + "/chargebacks/c1:win", "{}"));
        assertThat(ended(guide, charged)).isEqualTo("PENDING ");
    }

    @Test
    void stillShowsASaleThatWasGivenToAnotherGuide() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("DKK", 7);
        String order = touchedByBoth(anna, bea, shop, "DKK");
        JsonNode claim = ok(
                guide(anna).post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "mine")));

        JsonNode disputed = sale(bea, order);
        assertThat(disputed.path("attribution").asString()).isEqualTo("DISPUTED");
        assertThat(disputed.at("/commission/state").asString()).isEqualTo("HELD");
        assertThat(disputed.path("disputedUntil").asString())
                .isEqualTo(claim.path("deadline").asString());
        ok(brand().post(
                        "/api/v1/guide-commerce/disputes/"
                                + claim.path("disputeId").asString() + ":reassign",
                        Map.of("reason", "hers")));

        assertThat(ended(bea, order)).isEqualTo("VOIDED REASSIGNED");
        assertThat(sale(bea, order).has("disputedUntil")).isFalse();
        assertThat(ended(anna, order)).isEqualTo("PENDING ");
    }

    @Test
    void saysWhatIsOwedOfASaleThatWasPaidOut() {
        String guide = activeGuide();
        String shop = shop("NOK", 0);
        String part = paidOut(guide, shop, "NOK");
        String all = paidOut(guide, shop, "NOK");
        ok(refund(shop, part, "r1", 4_000, "NOK"));
        ok(refund(shop, all, "r1", 10_000, "NOK"));

        assertThat(ended(guide, part)).isEqualTo("PAID ");
        assertThat(sale(guide, part).at("/commission/owed/amountMinor").asLong())
                .isEqualTo(280);
        assertThat(ended(guide, all)).isEqualTo("CLAWBACK_DUE REFUNDED");
        assertThat(sale(guide, all).at("/commission/owed/amountMinor").asLong()).isEqualTo(700);
    }

    @Test
    void showsWhatReferralEarnsAndNotWhatWasBought() {
        String anna = activeGuide();
        String bea = activeGuide(referralCode(anna));
        String shop = shop("PLN", 7);
        String order = sold(bea, shop, "PLN");

        JsonNode own = sale(bea, order);
        assertThat(own.path("depth").asInt()).isZero();
        assertThat(own.path("merchantName").asString()).isEqualTo("Cave");
        assertThat(own.path("productTitle").asString()).isEqualTo("Pauillac 2018");
        assertThat(own.at("/net/amountMinor").asLong()).isEqualTo(10_000);
        JsonNode brought = sale(anna, order);
        assertThat(brought.path("depth").asInt()).isEqualTo(1);
        assertThat(brought.at("/commission/left/amountMinor").asLong()).isEqualTo(30);
        assertThat(brought.has("net")).isFalse();
        assertThat(brought.has("productId")).isFalse();
        assertThat(brought.has("productTitle")).isFalse();
        assertThat(brought.has("quantity")).isFalse();
        assertThat(brought.has("left")).isFalse();
    }

    @Test
    void pagesThroughSalesTheNewestFirst() {
        String guide = activeGuide();
        String shop = shop("CZK", 7);
        List<String> sold = new ArrayList<>();
        for (int order = 0; order < 3; order++) {
            sold.addFirst(sold(guide, shop, "CZK"));
            clock().advance(Duration.ofMinutes(1));
        }
        List<String> read = new ArrayList<>();
        String path = "/api/v1/guides/" + guide + "/orders?limit=2";
        JsonNode page = ok(guide(guide).get(path));
        page.path("items").forEach(sale -> read.add(sale.path("orderId").asString()));
        assertThat(read).hasSize(2);
        page = ok(guide(guide).get(path + "&cursor=" + page.path("nextCursor").asString()));
        page.path("items").forEach(sale -> read.add(sale.path("orderId").asString()));

        assertThat(page.path("nextCursor").isNull()).isTrue();
        assertThat(read).containsExactlyElementsOf(sold);
    }

    /** An order that is paid, of a buyer whose e-mail is named after it. */
    private String sold(String guide, String shop, String currency) {
        String id = "o-" + UUID.randomUUID();
        ok(merchant(shop)
                .put(
                        "/api/v1/orders/" + id,
                        orderBody(shop, click(guide, shop), 10_000, currency, List.of(email(id + "@example.org")))));
        ok(merchant(shop).post("/api/v1/orders/" + id + ":pay", "{}"));
        return id;
    }

    private String paidOut(String guide, String shop, String currency) {
        String order = sold(guide, shop, currency);
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        JsonNode batch = approvedBatch(currency);
        assertThat(brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file")
                        .status())
                .isEqualTo(200);
        ok(brand().post(
                        "/api/v1/payout-items/" + batch.at("/items/0/itemId").asString() + ":settle",
                        Map.of("proof", "camt.053")));
        return order;
    }

    private String ownPurchase(String guide, String shop, String currency) {
        Map<String, String> mail = email("own-" + guide + "@example.org");
        ok(guide(guide).put("/api/v1/guides/" + guide + "/identifiers", Map.of("identifiers", List.of(mail))));
        return paidOrder(shop, click(guide, shop), 10_000, currency, List.of(mail));
    }

    private String holdOf(String guide) {
        return ok(guide(guide).get("/api/v1/guide-commerce/holds"))
                .at("/items/0/holdId")
                .asString();
    }

    private JsonNode sale(String guide, String order) {
        for (JsonNode sale : ok(guide(guide).get("/api/v1/guides/" + guide + "/orders?limit=500"))
                .path("items")) {
            if (sale.path("orderId").asString().equals(order)) {
                return sale;
            }
        }
        throw new AssertionError("no sale " + order);
    }

    /** The state of the guide's part, and why nothing is left of it. */
    private String ended(String guide, String order) {
        JsonNode commission = sale(guide, order).path("commission");
        return commission.path("state").asString() + " "
                + commission.path("ended").asString("");
    }
}
