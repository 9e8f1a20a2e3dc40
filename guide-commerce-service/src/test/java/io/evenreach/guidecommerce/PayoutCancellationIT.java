package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.sale.SamePersons;
import io.evenreach.testkit.HttpProbe.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Payouts that are taken back before the bank hears of them. */
class PayoutCancellationIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private SamePersons samePersons;

    @Test
    void takesBackATransferThatWasNotSentAndPaysItWithTheNextBatch() {
        List<String> guides = List.of(activeGuide(), activeGuide());
        earned(guides, "ZAR");
        JsonNode batch = approvedBatch("ZAR");
        String item = "/api/v1/payout-items/" + item(batch, guides.getFirst());

        ok(brand().post(item + ":cancel", Map.of("proof", "wrong account")));
        ok(brand().post(item + ":cancel", "{}"));
        refused(403, "FORBIDDEN", guide(guides.getFirst()).post(item + ":cancel", "{}"));

        assertThat(balance(guides.getFirst(), "ZAR")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(ok(brand().get(path(batch))).path("totalMinor").asLong()).isEqualTo(700);
        String file = file(batch).body();
        assertThat(file).contains("<NbOfTxs>1</NbOfTxs>", "<CtrlSum>7.00</CtrlSum>");
        refused(409, "ILLEGAL_TRANSITION", brand().post(path(batch) + ":cancel", "{}"));
        refused(
                409,
                "ILLEGAL_TRANSITION",
                brand().post("/api/v1/payout-items/" + item(batch, guides.getLast()) + ":cancel", "{}"));
        JsonNode next = approvedBatch("ZAR");
        assertThat(next.path("items")).hasSize(1);
        assertThat(file(next).body()).contains("<CtrlSum>7.00</CtrlSum>");
    }

    @Test
    void takesBackAWholeBatchBeforeAndAfterItIsApproved() {
        List<String> guides = List.of(activeGuide(), activeGuide());
        earned(guides, "THB");
        JsonNode draft = ok(person("anna")
                .post(
                        "/api/v1/payout-batches",
                        Map.of("currency", "THB", "through", clock().instant().toString())));
        ok(person("anna").post(path(draft) + ":cancel", "{}"));
        refused(409, "ILLEGAL_TRANSITION", person("bea").post(path(draft) + ":approve", "{}"));

        JsonNode approved = approvedBatch("THB");
        ok(brand().post("/api/v1/payout-items/" + item(approved, guides.getFirst()) + ":cancel", "{}"));
        ok(brand().post(path(approved) + ":cancel", Map.of("proof", "month is not closed")));
        JsonNode again = ok(brand().post(path(approved) + ":cancel", "{}"));

        assertThat(again.path("items")
                        .valueStream()
                        .map(item -> item.path("status").asString()))
                .containsOnly("CANCELLED");
        refused(409, "NOTHING_TO_PAY", file(approved));
        guides.forEach(guide -> assertThat(balance(guide, "THB")).containsExactly(0L, 700L, 0L, 0L, 0L));
    }

    @Test
    void sendsNothingToWhoeverIsNotPaidAnyMore() {
        List<String> guides = List.of(activeGuide(), activeGuide());
        String suspended = guides.getFirst();
        earned(guides, "IDR");
        JsonNode batch = approvedBatch("IDR");
        ok(brand().post("/api/v1/guides/" + suspended + ":suspend", "{}"));

        String file = file(batch).body();

        assertThat(file)
                .contains("<NbOfTxs>1</NbOfTxs>", item(batch, guides.getLast()).replace("-", ""));
        assertThat(statusOf(batch, suspended)).isEqualTo("CANCELLED");
        assertThat(balance(suspended, "IDR")).containsExactly(0L, 700L, 0L, 0L, 0L);
        ok(brand().post("/api/v1/guides/" + suspended + ":reinstate", "{}"));
        assertThat(file(batch).body()).as("the same bytes for ever").isEqualTo(file);
        assertThat(approvedBatch("IDR").path("items")).hasSize(1);
    }

    @Test
    void changesNothingWhereNoTransferIsLeftToSend() {
        String guide = activeGuide();
        earned(List.of(guide), "MYR");
        JsonNode batch = approvedBatch("MYR");
        ok(brand().post("/api/v1/guides/" + guide + ":suspend", "{}"));

        refused(409, "NOTHING_TO_PAY", file(batch));

        assertThat(statusOf(batch, guide)).isEqualTo("APPROVED");
        assertThat(balance(guide, "MYR")).containsExactly(0L, 0L, 700L, 0L, 0L);
        ok(brand().post("/api/v1/guides/" + guide + ":reinstate", "{}"));
        assertThat(file(batch).status()).isEqualTo(200);
    }

    @Test
    void sendsNothingOfASaleThatWaitsForADecision() {
        List<String> guides = List.of(activeGuide(), activeGuide());
        earned(guides, "PHP");
        JsonNode batch = approvedBatch("PHP");
        buysFromThemselves(guides.getFirst());

        assertThat(file(batch).body()).contains("<NbOfTxs>1</NbOfTxs>");

        assertThat(statusOf(batch, guides.getFirst())).isEqualTo("CANCELLED");
        assertThat(statusOf(batch, guides.getLast())).isEqualTo("SUBMITTED");
    }

    /** Each of the guides sells wine for 100 to a buyer of their own. */
    private void earned(List<String> guides, String currency) {
        String shop = shop(currency, 0);
        for (String guide : guides) {
            String order = paidOrder(shop, click(guide, shop), 10_000, currency, List.of(email(buyerOf(guide))));
            ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        }
    }

    private static String buyerOf(String guide) {
        return "buyer-" + guide + "@example.org";
    }

    /** It turns out that the guide's buyer is the guide. */
    private void buysFromThemselves(String guide) {
        ok(guide(guide)
                .put(
                        "/api/v1/guides/" + guide + "/identifiers",
                        Map.of("identifiers", List.of(email(buyerOf(guide))))));
        samePersons.sweep();
    }

    private Answer file(JsonNode batch) {
        return brand().get(path(batch) + "/file");
    }

    private static String path(JsonNode batch) {
        return "/api/v1/payout-batches/" + batch.path("batchId").asString();
    }

    private static JsonNode itemOf(JsonNode batch, String guide) {
        return batch.path("items")
                .valueStream()
                .filter(item -> item.path("guideId").asString().equals(guide))
                .findFirst()
                .orElseThrow();
    }

    private static String item(JsonNode batch, String guide) {
        return itemOf(batch, guide).path("itemId").asString();
    }

    private String statusOf(JsonNode batch, String guide) {
        return itemOf(ok(brand().get(path(batch))), guide).path("status").asString();
    }
}
