package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a guide reads of the transfers to them. */
class GuidePayoutsIT extends ServiceTestBase {

    @Test
    void tellsWhichSalesATransferPaysAndWhatWasNettedInIt() {
        String guide = activeGuide();
        String shop = shop("HKD", 0);
        String first = delivered(guide, shop, "HKD");
        String item = settled("HKD");
        ok(refund(shop, first, "r1", 4_000, "HKD"));
        clock().advance(Duration.ofMinutes(5));
        String second = delivered(guide, shop, "HKD");
        approvedBatch("HKD");

        JsonNode payouts = ok(guide(guide).get("/api/v1/guides/" + guide + "/payouts"));
        assertThat(payouts.path("items")).hasSize(2);
        JsonNode newest = payouts.at("/items/0");
        assertThat(newest.path("status").asString()).isEqualTo("APPROVED");
        assertThat(newest.path("amountMinor").asLong()).isEqualTo(420);
        assertThat(newest.path("withheldMinor").asLong()).isZero();
        assertThat(parts(newest.path("paid"))).isEqualTo(second + " 700 of 700");
        assertThat(parts(newest.path("netted"))).isEqualTo(first + " 280 of 280");
        JsonNode oldest = payouts.at("/items/1");
        assertThat(oldest.path("itemId").asString()).isEqualTo(item);
        assertThat(oldest.path("endToEndId").asString()).startsWith("EVI");
        assertThat(oldest.path("status").asString()).isEqualTo("SETTLED");
        assertThat(oldest.path("currency").asString()).isEqualTo("HKD");
        assertThat(parts(oldest.path("paid")))
                .as("what it paid, before the refund")
                .isEqualTo(first + " 700 of 700");
        assertThat(oldest.at("/netted/count").asInt()).isZero();
    }

    @Test
    void stillTellsWhatAFailedTransferWasFor() {
        String guide = activeGuide();
        String shop = shop("THB", 0);
        String order = delivered(guide, shop, "THB");
        JsonNode failed = approvedBatch("THB");
        ok(brand().post(
                        "/api/v1/payout-batches/" + failed.path("batchId").asString() + ":cancel",
                        Map.of("proof", "wrong account")));
        clock().advance(Duration.ofMinutes(5));
        approvedBatch("THB");

        JsonNode first = ok(guide(guide).get("/api/v1/guides/" + guide + "/payouts?limit=1"));
        assertThat(first.at("/items/0/status").asString()).isEqualTo("APPROVED");
        JsonNode rest = ok(guide(guide)
                .get("/api/v1/guides/" + guide + "/payouts?limit=1&cursor="
                        + first.path("nextCursor").asString()));
        assertThat(rest.at("/items/0/status").asString()).isEqualTo("CANCELLED");
        assertThat(rest.at("/items/0/itemId").asString())
                .isEqualTo(failed.at("/items/0/itemId").asString());
        assertThat(parts(rest.at("/items/0/paid"))).isEqualTo(order + " 700 of 700");
        assertThat(rest.path("nextCursor").isNull()).isTrue();
    }

    @Test
    void tellsWhoeverApprovesToWhomEachTransferGoes() {
        String guide = activeGuide();
        delivered(guide, shop("IDR", 0), "IDR");
        JsonNode item = approvedBatch("IDR").at("/items/0");

        assertThat(item.path("guideId").asString()).isEqualTo(guide);
        assertThat(item.path("guideName").asString()).isEqualTo("Lin Wei");
        assertThat(item.at("/payee/name").asString()).isEqualTo("Lin Wei");
        assertThat(item.at("/payee/account").asString()).isEqualTo("******************3000");
        assertThat(item.at("/payee/bic").asString()).isEqualTo("COBADEFFXXX");
        JsonNode debtor = ok(brand().get("/api/v1/settings/payout-debtor"));
        assertThat(debtor.path("name").asString()).isEqualTo("Evenreach Europe");
        assertThat(debtor.path("account").asString()).isEqualTo("***********************2606");
        refused(403, "FORBIDDEN", guide(guide).get("/api/v1/settings/payout-debtor"));
    }

    @Test
    void showsTransfersToTheirGuideAndTheBrandOnly() {
        String guide = activeGuide();
        String path = "/api/v1/guides/" + guide + "/payouts";

        assertThat(ok(guide(guide).get(path)).path("items")).isEmpty();
        assertThat(ok(brand().get(path)).path("items")).isEmpty();
        refused(404, "NOT_FOUND", guide(activeGuide()).get(path));
        refused(404, "NOT_FOUND", merchant(shop("EUR", 0)).get(path));
        refused(404, "NOT_FOUND", brand().get("/api/v1/guides/" + UUID.randomUUID() + "/payouts"));
    }

    private String delivered(String guide, String shop, String currency) {
        String order = paidOrder(shop, click(guide, shop), 10_000, currency);
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        return order;
    }

    private String settled(String currency) {
        JsonNode batch = approvedBatch(currency);
        assertThat(brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file")
                        .status())
                .isEqualTo(200);
        String item = batch.at("/items/0/itemId").asString();
        ok(brand().post("/api/v1/payout-items/" + item + ":settle", Map.of("proof", "camt.053")));
        return item;
    }

    private static String parts(JsonNode parts) {
        assertThat(parts.path("count").asInt()).isEqualTo(1);
        JsonNode part = parts.at("/items/0");
        assertThat(part.path("lineId").asString()).isEqualTo("l1");
        return part.path("orderId").asString() + " " + part.path("amountMinor").asLong() + " of "
                + parts.path("totalMinor").asLong();
    }
}
