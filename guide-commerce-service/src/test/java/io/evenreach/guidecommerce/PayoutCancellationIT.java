package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.sale.SamePersons;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Payouts that are taken back, or must not be made, before the bank hears of them; and what comes back from it. */
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
        assertThat(stateOfHold(guides.getFirst())).isEqualTo("OPEN");
        assertThat(balance(guides.getFirst(), "PHP")).as("held").containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    @Test
    void paysNothingWhileItIsOpenWhetherGuideAndBuyerAreOnePerson() {
        List<String> guides = List.of(activeGuide(), activeGuide());
        earned(guides, "VND");
        states(guides.getFirst(), buyerOf(guides.getFirst()));

        JsonNode batch = approvedBatch("VND");

        assertThat(batch.path("items")
                        .valueStream()
                        .map(item -> item.path("guideId").asString()))
                .containsExactly(guides.getLast());
        samePersons.sweep();
        assertThat(balance(guides.getFirst(), "VND")).as("held").containsExactly(700L, 0L, 0L, 0L, 0L);
    }

    @Test
    void holdsWhatComesBackOfASaleThatWasFlaggedWhileItsMoneyWasAway() {
        List<String> guides = List.of(activeGuide(), activeGuide(), activeGuide());
        earned(guides, "EGP");
        JsonNode batch = approvedBatch("EGP");
        assertThat(file(batch).status()).isEqualTo(200);
        for (String guide : guides) {
            buysFromThemselves(guide);
            assertThat(stateOfHold(guide)).isEqualTo("FLAGGED");
        }
        String appealing = guides.get(1);
        String hold = holdOf(appealing).path("holdId").asString();
        ok(guide(appealing).post("/api/v1/guide-commerce/holds/" + hold + ":appeal", Map.of("statement", "my mother")));
        clock().advance(Duration.ofDays(3));

        ok(brand().post("/api/v1/payout-items/" + item(batch, guides.get(0)) + ":reject", "{}"));
        for (String guide : guides.subList(1, 3)) {
            ok(brand().post("/api/v1/payout-items/" + item(batch, guide) + ":settle", "{}"));
            assertThat(stateOfHold(guide)).isEqualTo("FLAGGED");
            ok(brand().post("/api/v1/payout-items/" + item(batch, guide) + ":return", "{}"));
        }

        assertThat(guides.stream().map(this::stateOfHold)).containsExactly("OPEN", "APPEALED", "OPEN");
        assertThat(Instant.parse(holdOf(guides.getFirst()).path("deadline").asString()))
                .isEqualTo(clock().instant().plus(Duration.ofDays(14)));
        guides.forEach(guide -> assertThat(balance(guide, "EGP")).containsExactly(700L, 0L, 0L, 0L, 0L));
        refused(
                409,
                "NOTHING_TO_PAY",
                brand().post(
                                "/api/v1/payout-batches",
                                Map.of(
                                        "currency",
                                        "EGP",
                                        "through",
                                        clock().instant().toString())));
        ok(brand().post("/api/v1/guide-commerce/holds/" + hold + ":release", Map.of("reason", "a family of two")));
        assertThat(balance(appealing, "EGP")).containsExactly(0L, 700L, 0L, 0L, 0L);
        String first = holdOf(guides.getFirst()).path("holdId").asString();
        ok(brand().post("/api/v1/guide-commerce/holds/" + first + ":uphold", Map.of("reason", "own")));
        assertThat(balance(guides.getFirst(), "EGP")).containsExactly(0L, 0L, 0L, 0L, 0L);
    }

    private JsonNode holdOf(String guide) {
        return ok(guide(guide).get("/api/v1/guide-commerce/holds")).at("/items/0");
    }

    private String stateOfHold(String guide) {
        return holdOf(guide).path("state").asString();
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
        states(guide, buyerOf(guide));
        samePersons.sweep();
    }

    /** The guide states who they are when they shop. */
    private void states(String guide, String mail) {
        ok(guide(guide).put("/api/v1/guides/" + guide + "/identifiers", Map.of("identifiers", List.of(email(mail)))));
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
