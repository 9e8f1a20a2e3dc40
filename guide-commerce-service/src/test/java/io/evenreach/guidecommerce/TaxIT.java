package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

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

    private JsonNode batch(String guide) {
        ok(brand().put(
                        "/api/v1/settings/payout-debtor",
                        Map.of("name", "Evenreach", "account", "FR1420041010050500013M02606")));
        JsonNode batch = ok(person("anna")
                .post(
                        "/api/v1/payout-batches",
                        Map.of("currency", "CNY", "through", clock().instant().toString())));
        String path = "/api/v1/payout-batches/" + batch.path("batchId").asString();
        ok(person("bea").post(path + ":approve", "{}"));
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
