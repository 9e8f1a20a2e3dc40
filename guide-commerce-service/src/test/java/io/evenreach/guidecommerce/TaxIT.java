package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Payouts with tax kept back. */
@TestPropertySource(properties = "evenreach.payout.withholding=CN_CUMULATIVE")
class TaxIT extends ServiceTestBase {

    @Test
    void keepsTaxBackAndPaysItOutWhereTheTransferFails() {
        String guide = activeGuide();
        String shop = shop("CNY", 0);
        // In the first month 5,000 yuan are free, and 20 % of what was earned is costs: 144,992 yuan are taxed, at 20 %
        // less 16,920.
        String order = paidOrder(shop, click(guide, shop), 267_842_800, "CNY");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        JsonNode item = batch(guide);

        assertThat(item.path("withheldMinor").asLong()).isEqualTo(1_207_839);
        assertThat(item.path("amountMinor").asLong()).isEqualTo(18_748_996 - 1_207_839);
        assertThat(withheld(guide)).isEqualTo(1_207_839);
        ok(brand().post("/api/v1/payout-items/" + item.path("itemId").asString() + ":reject", Map.of("proof", "RJCT")));
        assertThat(withheld(guide)).isZero();
        assertThat(balance(guide, "CNY")).containsExactly(0L, 18_748_996L, 0L, 0L, 0L);

        JsonNode again = batch(guide);
        assertThat(again.path("withheldMinor").asLong())
                .as("what failed is no income")
                .isEqualTo(1_207_839);
        ok(brand().post(
                        "/api/v1/payout-items/" + again.path("itemId").asString() + ":settle",
                        Map.of("proof", "camt.053")));
        assertThat(balance(guide, "CNY")).containsExactly(0L, 0L, 0L, 18_748_996L - 1_207_839L, 0L);
        assertThat(withheld(guide)).isEqualTo(1_207_839);
        assertThat(jdbc.sql("select method from payout_withholding where corrected_at is null")
                        .query(String.class)
                        .list())
                .isEqualTo(List.of("CN_CUMULATIVE"));
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void countsMonthsFromTheFirstPayoutOfTheTaxYearThatDidNotFail() {
        String guide = activeGuide();
        String shop = shop("CNY", 0);
        turnToTheFirstOf(today().plusYears(1).withDayOfYear(1).plusMonths(4));
        assertThat(paidFor10000Yuan(guide, shop, ":reject"))
                .as("one month in May: 3,000 of 8,000 yuan are taxed at 3 %")
                .isEqualTo(9_000);

        turnToTheFirstOf(today().plusMonths(1));
        // What failed in May is paid with what came in June, which is the first month: 11,000 of 16,000 yuan are taxed.
        assertThat(paidFor10000Yuan(guide, shop, ":settle")).isEqualTo(33_000);
        turnToTheFirstOf(today().plusMonths(2));
        // Three months in August, one of them without a payout: 24,000 after costs, 9,000 taxed, which is less than
        // before.
        assertThat(paidFor10000Yuan(guide, shop, ":settle")).isZero();
        turnToTheFirstOf(today().plusMonths(1));
        // Four in September: 32,000 after costs, 12,000 taxed, 360 yuan less the 330 that were kept back.
        assertThat(paidFor10000Yuan(guide, shop, ":settle")).isEqualTo(3_000);
        turnToTheFirstOf(today().plusYears(1).withDayOfYear(1).plusMonths(2));
        assertThat(paidFor10000Yuan(guide, shop, ":settle"))
                .as("another year begins with its first payout, in March")
                .isEqualTo(9_000);
    }

    private void turnToTheFirstOf(LocalDate month) {
        Instant first = month.withDayOfMonth(1).atTime(12, 0).toInstant(ZoneOffset.ofHours(8));
        clock().advance(Duration.between(clock().instant(), first));
    }

    /** @return what was kept back */
    private long paidFor10000Yuan(String guide, String shop, String end) {
        // 7 % of it are 10,000 yuan.
        String order = paidOrder(shop, click(guide, shop), 14_285_720, "CNY");
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        JsonNode item = batch(guide);
        ok(brand().post("/api/v1/payout-items/" + item.path("itemId").asString() + end, Map.of("proof", "camt.053")));
        return item.path("withheldMinor").asLong();
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
        assertThat(records.at("/1/taxYear").asInt()).isEqualTo(today().getYear());
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
        JsonNode own = JsonNodeFactory.instance.missingNode();
        for (JsonNode item : batch.path("items")) {
            if (item.path("guideId").asString().equals(guide)) {
                own = item;
            } else {
                ok(brand().post(
                                "/api/v1/payout-items/" + item.path("itemId").asString() + ":cancel",
                                Map.of("proof", "another test's")));
            }
        }
        assertThat(brand().get(path + "/file").status()).isEqualTo(200);
        assertThat(own.isMissingNode()).isFalse();
        return own;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock().instant(), ZoneId.of("Asia/Shanghai"));
    }

    private long withheld(String guide) {
        return ok(guide(guide).get("/api/v1/guides/" + guide + "/statement"))
                .at("/balances/0/withheldMinor")
                .asLong();
    }
}
