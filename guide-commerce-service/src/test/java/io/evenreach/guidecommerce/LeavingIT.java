package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.sale.GuideUpkeep;
import io.evenreach.guidecommerce.sale.SamePersons;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Guides who leave are paid everything first, and what comes later all the same. */
@TestPropertySource(properties = "evenreach.payout.minimum-minor=1000")
class LeavingIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private GuideUpkeep upkeep;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private SamePersons samePersons;

    @Test
    void waitsForAChargebackThatTheBankHasNotDecided() {
        String guide = activeGuide();
        String shop = shop("EUR", 0);
        String order = paidOrder(shop, click(guide, shop), 100_000, "EUR");
        String chargebacks = "/api/v1/orders/" + order + "/chargebacks";
        ok(chargeback(shop, order, "c1", 100_000, "EUR"));
        assertThat(balance(guide, "EUR")).containsExactly(0L, 0L, 0L, 0L, 0L);

        assertThat(leave(guide)).isEqualTo("CLOSING");
        ok(merchant(shop).post(chargebacks + "/c1:win", "{}"));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        assertThat(balance(guide, "EUR")).containsExactly(0L, 7_000L, 0L, 0L, 0L);
        pay(guide, "EUR");

        assertThat(swept(guide)).isEqualTo("CLOSED");
    }

    @Test
    void waitsForTheSalesOfGuidesWhomTheyBrought() {
        String referrer = activeGuide();
        String guide = activeGuide(referralCode(referrer));
        String shop = shop("USD", 0);
        String order = "o-" + UUID.randomUUID();
        ok(merchant(shop).put("/api/v1/orders/" + order, orderBody(shop, click(guide, shop), 100_000, "USD")));

        assertThat(leave(referrer)).isEqualTo("CLOSING");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":pay", "{}"));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        assertThat(balance(referrer, "USD")).containsExactly(0L, 300L, 0L, 0L, 0L);
        pay(referrer, "USD");

        assertThat(swept(referrer)).isEqualTo("CLOSED");
    }

    @Test
    void waitsForTheirOwnClaim() {
        String anna = activeGuide();
        String bea = activeGuide();
        String shop = shop("GBP", 0);
        Answer first = nobody().get("/r/" + link(anna, shop));
        clock().advance(Duration.ofMinutes(1));
        String cookie = first.headers().allValues("Set-Cookie").getFirst();
        Answer second =
                nobody().get("/r/" + link(bea, shop), Map.of("Cookie", cookie.substring(0, cookie.indexOf(';'))));
        String order = paidOrder(shop, clickOf(second), 100_000, "GBP");
        JsonNode claim = ok(
                guide(anna).post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "mine")));

        assertThat(leave(anna)).isEqualTo("CLOSING");
        ok(guide(anna)
                .post(
                        "/api/v1/guide-commerce/disputes/"
                                + claim.path("disputeId").asString() + ":withdraw",
                        "{}"));

        assertThat(swept(anna)).isEqualTo("CLOSED");
    }

    @Test
    void waitsForADecisionOnWhatWasFlaggedAfterItWasPaid() {
        String guide = activeGuide();
        String shop = shop("CHF", 0);
        String order = paidOrder(shop, click(guide, shop), 100_000, "CHF", List.of(email("own@example.org")));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        pay(guide, "CHF");
        ok(guide(guide)
                .put(
                        "/api/v1/guides/" + guide + "/identifiers",
                        Map.of("identifiers", List.of(email("own@example.org")))));
        samePersons.sweep();
        JsonNode hold = ok(guide(guide).get("/api/v1/guide-commerce/holds")).at("/items/0");
        assertThat(hold.path("state").asString()).isEqualTo("FLAGGED");

        assertThat(leave(guide)).isEqualTo("CLOSING");
        ok(brand().post(
                        "/api/v1/guide-commerce/holds/" + hold.path("holdId").asString() + ":release",
                        Map.of("reason", "a family of two")));

        assertThat(swept(guide)).isEqualTo("CLOSED");
    }

    @Test
    void paysWhoeverHasLeftWhatTheBankSendsBack() {
        String guide = activeGuide();
        String shop = shop("SEK", 0);
        String order = paidOrder(shop, click(guide, shop), 100_000, "SEK");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        String item = pay(guide, "SEK");
        assertThat(leave(guide)).isEqualTo("CLOSED");

        ok(brand().post("/api/v1/payout-items/" + item + ":return", Map.of("proof", "pacs.004")));
        assertThat(balance(guide, "SEK")).containsExactly(0L, 7_000L, 0L, 0L, 0L);
        pay(guide, "SEK");

        assertThat(balance(guide, "SEK")).containsExactly(0L, 0L, 0L, 7_000L, 0L);
    }

    @Test
    void paysWhoeverLeavesAlsoWhatIsBelowTheMinimum() {
        String leaving = activeGuide();
        String staying = activeGuide();
        String shop = shop("DKK", 0);
        for (String guide : List.of(leaving, staying)) {
            String order = paidOrder(shop, click(guide, shop), 10_000, "DKK");
            ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        }
        assertThat(leave(leaving)).isEqualTo("CLOSING");

        pay(leaving, "DKK");

        assertThat(balance(staying, "DKK")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(swept(leaving)).isEqualTo("CLOSED");
    }

    private String leave(String guide) {
        ok(guide(guide).post("/api/v1/guides/" + guide + ":close", "{}"));
        return swept(guide);
    }

    private String swept(String guide) {
        upkeep.sweep();
        return ok(brand().get("/api/v1/guides/" + guide)).path("status").asString();
    }

    /** Pays everything payable in a currency; the transfer to this guide. */
    private String pay(String guide, String currency) {
        JsonNode batch = approvedBatch(currency);
        assertThat(brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file")
                        .status())
                .isEqualTo(200);
        String paid = "";
        for (JsonNode item : batch.path("items")) {
            String itemId = item.path("itemId").asString();
            ok(brand().post("/api/v1/payout-items/" + itemId + ":settle", Map.of("proof", "camt.053")));
            if (item.path("guideId").asString().equals(guide)) {
                paid = itemId;
            }
        }
        assertThat(paid).as("a transfer to the guide").isNotEmpty();
        return paid;
    }
}
