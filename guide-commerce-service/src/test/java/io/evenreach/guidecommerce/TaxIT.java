package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Payouts with tax kept back. */
@TestPropertySource(properties = "evenreach.payout.withholding=CN_CUMULATIVE")
class TaxIT extends ServiceTestBase {

    @Test
    void keepsTaxBackAndPaysItOutWhereTheTransferFails() {
        String guide = activeGuide();
        String shop = shop("CNY", 0);
        // In June 30,000 yuan are free, and 20 % of what was earned is costs: 119,992 yuan are taxed, at 10 % less
        // 2,520.
        String order = paidOrder(shop, click(guide, shop), 267_842_800, "CNY");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        JsonNode item = batch(guide);

        assertThat(item.path("withheldMinor").asLong()).isEqualTo(947_919);
        assertThat(item.path("amountMinor").asLong()).isEqualTo(18_748_996 - 947_919);
        assertThat(withheld(guide)).isEqualTo(947_919);
        ok(brand().post("/api/v1/payout-items/" + item.path("itemId").asString() + ":reject", Map.of("proof", "RJCT")));
        assertThat(withheld(guide)).isZero();
        assertThat(balance(guide, "CNY")).containsExactly(0L, 18_748_996L, 0L, 0L, 0L);

        JsonNode again = batch(guide);
        assertThat(again.path("withheldMinor").asLong())
                .as("what failed is no income")
                .isEqualTo(947_919);
        ok(brand().post(
                        "/api/v1/payout-items/" + again.path("itemId").asString() + ":settle",
                        Map.of("proof", "camt.053")));
        assertThat(balance(guide, "CNY")).containsExactly(0L, 0L, 0L, 18_748_996L - 947_919L, 0L);
        assertThat(withheld(guide)).isEqualTo(947_919);
        assertThat(jdbc.sql("select method from payout_withholding where corrected_at is null")
                        .query(String.class)
                        .list())
                .isEqualTo(List.of("CN_CUMULATIVE"));
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void recordsWhichIncomeWasTakenBackAfterItHadBeenPaid() {
        String guide = activeGuide();
        String shop = shop("CNY", 0);
        String first = paidOrder(shop, click(guide, shop), 267_842_800, "CNY");
        ok(merchant(shop).post("/api/v1/orders/" + first + ":deliver", "{}"));
        String paid = settled(batch(guide));
        ok(refund(shop, first, "r1", 267_842_800 / 2, "CNY"));
        String second = paidOrder(shop, click(guide, shop), 267_842_800, "CNY");
        ok(merchant(shop).post("/api/v1/orders/" + second + ":deliver", "{}"));

        clock().advance(Duration.ofSeconds(1));
        JsonNode netting = batch(guide);

        JsonNode records =
                ok(guide(guide).get("/api/v1/guides/" + guide + "/tax-records")).path("items");
        long takenBack = 18_748_996 / 2;
        assertThat(records).hasSize(2);
        assertThat(records.at("/0/itemId")).isEqualTo(netting.path("itemId"));
        assertThat(records.at("/0/incomeMinor").asLong()).isEqualTo(18_748_996 - takenBack);
        assertThat(records.at("/0/withheldMinor")).isEqualTo(netting.path("withheldMinor"));
        assertThat(records.at("/1/itemId").asString()).isEqualTo(paid);
        assertThat(records.at("/1/taxYear").asInt()).isEqualTo(2026);
        assertThat(records.at("/1/incomeMinor").asLong()).isEqualTo(18_748_996);
        JsonNode correction = records.at("/1/corrections/0");
        assertThat(correction.path("itemId")).isEqualTo(netting.path("itemId"));
        assertThat(correction.path("orderId").asString()).isEqualTo(first);
        assertThat(correction.path("incomeMinor").asLong()).isEqualTo(takenBack);
        assertThat(correction.has("undoneAt")).isFalse();

        ok(brand().post(
                        "/api/v1/payout-items/" + netting.path("itemId").asString() + ":reject",
                        Map.of("proof", "RJCT")));

        JsonNode after =
                ok(guide(guide).get("/api/v1/guides/" + guide + "/tax-records")).path("items");
        assertThat(after.at("/0").has("correctedAt")).isTrue();
        assertThat(after.at("/1/corrections/0").has("undoneAt")).isTrue();
        JsonNode newest = ok(guide(guide).get("/api/v1/guides/" + guide + "/tax-records?limit=1"));
        assertThat(newest.path("items")).hasSize(1);
        assertThat(ok(guide(guide)
                                .get("/api/v1/guides/" + guide + "/tax-records?cursor="
                                        + newest.path("nextCursor").asString()))
                        .path("items"))
                .containsExactly(after.get(1));
        refused(404, "NOT_FOUND", guide(activeGuide()).get("/api/v1/guides/" + guide + "/tax-records"));
    }

    private String settled(JsonNode item) {
        String itemId = item.path("itemId").asString();
        ok(brand().post("/api/v1/payout-items/" + itemId + ":settle", Map.of("proof", "camt.053")));
        return itemId;
    }

    private JsonNode batch(String guide) {
        JsonNode batch = approvedBatch("CNY");
        String path = "/api/v1/payout-batches/" + batch.path("batchId").asString();
        assertThat(brand().get(path + "/file").status()).isEqualTo(200);
        assertThat(batch.path("items")).hasSize(1);
        assertThat(batch.at("/items/0/guideId").asString()).isEqualTo(guide);
        return batch.at("/items/0");
    }

    private long withheld(String guide) {
        return ok(guide(guide).get("/api/v1/guides/" + guide + "/statement"))
                .at("/balances/0/withheldMinor")
                .asLong();
    }
}
