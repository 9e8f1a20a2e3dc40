package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.ledger.Seals;
import io.evenreach.guidecommerce.sale.Maturity;
import io.evenreach.guidecommerce.sale.SamePersons;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** From registration to a paid commission, and back where goods and transfers come back. */
class PaidCommissionIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Seals seals;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private SamePersons samePersons;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Maturity maturity;

    @Test
    void paysAGuideWhatTheirSaleEarnedOnceAndTheBooksBalance() {
        String guide = activeGuide();
        String shop = shop("EUR", 0);
        String order = paidOrder(shop, click(guide, shop), 19_999, "EUR");

        assertThat(balance(guide, "EUR")).containsExactly(1_399L, 0L, 0L, 0L, 0L);
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        assertThat(balance(guide, "EUR")).containsExactly(0L, 1_399L, 0L, 0L, 0L);

        JsonNode batch = approvedBatch("EUR");
        String item = onlyItem(batch, guide);
        assertThat(balance(guide, "EUR")).containsExactly(0L, 0L, 1_399L, 0L, 0L);
        String file = "/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file";
        Answer first = brand().get(file);
        clock().advance(Duration.ofDays(1));
        ok(brand().put(
                        "/api/v1/settings/payout-debtor",
                        Map.of("name", "Another", "account", "GB33BUKB20201555555555")));
        Answer again = brand().get(file);

        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(again.body()).as("the same batch gives the same bytes").isEqualTo(first.body());
        assertThat(first.body())
                .contains("urn:iso:std:iso:20022:tech:xsd:pain.001.001.09")
                .contains("<InstdAmt Ccy=\"EUR\">13.99</InstdAmt>")
                .contains("<IBAN>DE89370400440532013000</IBAN>")
                .contains("<Nm>Evenreach Europe</Nm>");

        ok(brand().post("/api/v1/payout-items/" + item + ":unknown", Map.of("proof", "timeout")));
        assertThat(balance(guide, "EUR")).containsExactly(0L, 0L, 1_399L, 0L, 0L);
        refused(
                409,
                "NOTHING_TO_PAY",
                brand().post(
                                "/api/v1/payout-batches",
                                Map.of(
                                        "currency",
                                        "EUR",
                                        "through",
                                        clock().instant().toString())));
        ok(brand().post("/api/v1/payout-items/" + item + ":settle", Map.of("proof", "statement 17, line 3")));
        ok(brand().post("/api/v1/payout-items/" + item + ":settle", Map.of("proof", "statement 17, line 3")));
        assertThat(balance(guide, "EUR")).containsExactly(0L, 0L, 0L, 1_399L, 0L);
        refused(
                409,
                "ILLEGAL_TRANSITION",
                brand().post("/api/v1/payout-items/" + item + ":reject", Map.of("proof", "no")));

        seals.seal();
        JsonNode sealed = ok(brand().get("/api/v1/ledger/verification"));
        assertThat(sealed.path("sound").asBoolean()).isTrue();
        assertThat(sealed.path("seals").asLong()).isPositive();
    }

    @Test
    void takesARefundOfWhatWasPaidFromLaterEarningsHalfOfAPayoutAtMost() {
        String guide = activeGuide();
        String shop = shop("USD", 0);
        String first = delivered(shop, guide, 10_000, "USD");
        settle(approvedBatch("USD"), guide);
        assertThat(balance(guide, "USD")).containsExactly(0L, 0L, 0L, 700L, 0L);

        ok(refund(shop, first, "r1", 10_000, "USD"));
        ok(refund(shop, first, "r1", 10_000, "USD"));
        refused(409, "CONFLICT", refund(shop, first, "r1", 9_999, "USD"));
        refused(409, "REFUND_ABOVE_LEFT", refund(shop, first, "r2", 1, "USD"));
        assertThat(balance(guide, "USD")).containsExactly(0L, 0L, 0L, 700L, 700L);

        delivered(shop, guide, 5_000, "USD");
        JsonNode batch = approvedBatch("USD");
        assertThat(batch.path("totalMinor").asLong()).isEqualTo(175);
        assertThat(balance(guide, "USD")).containsExactly(0L, 0L, 175L, 700L, 525L);

        // The transfer fails: what was netted is owed again, and everything can be paid anew.
        String item = onlyItem(batch, guide);
        brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file");
        ok(brand().post("/api/v1/payout-items/" + item + ":reject", Map.of("proof", "RJCT AC04")));
        assertThat(balance(guide, "USD")).containsExactly(0L, 350L, 0L, 700L, 700L);
        settle(approvedBatch("USD"), guide);
        assertThat(balance(guide, "USD")).containsExactly(0L, 0L, 0L, 875L, 525L);
    }

    @Test
    void makesAReturnedTransferPayableAgainLessWhatWasRefundedMeanwhile() {
        String guide = activeGuide();
        String shop = shop("GBP", 0);
        String order = delivered(shop, guide, 10_000, "GBP");
        String item = settle(approvedBatch("GBP"), guide);

        ok(refund(shop, order, "r1", 3_000, "GBP"));
        ok(brand().post("/api/v1/payout-items/" + item + ":return", Map.of("proof", "pacs.004")));

        assertThat(balance(guide, "GBP")).containsExactly(0L, 490L, 0L, 0L, 0L);
        settle(approvedBatch("GBP"), guide);
        assertThat(balance(guide, "GBP")).containsExactly(0L, 0L, 0L, 490L, 0L);
    }

    @Test
    void takesTheBanksWordOnANettingWhoseCommissionIsHeldMeanwhile() {
        NettedAndHeld sale = nettedAndHeld("THB");
        assertThat(balance(sale.guide(), "THB")).as("held is pending").containsExactly(700L, 0L, 420L, 0L, 0L);

        ok(brand().post("/api/v1/payout-items/" + sale.item() + ":reject", Map.of("proof", "RJCT AC04")));

        assertThat(balance(sale.guide(), "THB"))
                .as("it owed the 280 that were netted, and is held still")
                .containsExactly(420L, 700L, 0L, 0L, 0L);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void letsWhatCameBackOfAHeldSaleGoOnWhenTheSaleIsRefundedOrNobodys() {
        NettedAndHeld refunded = nettedAndHeld("IDR");
        assertThat(ok(guide(refunded.guide()).get("/api/v1/guides/" + refunded.guide() + "/statement"))
                        .at("/held/0/amountMinor")
                        .asLong())
                .as("all that is held")
                .isEqualTo(700);
        ok(refund(refunded.shop(), refunded.order(), "rest", 6_000, "IDR"));
        maturity.sweep();
        assertThat(balance(refunded.guide(), "IDR")).containsExactly(0L, 280L, 420L, 0L, 0L);

        NettedAndHeld upheld = nettedAndHeld("VND");
        ok(chargeback(upheld.shop(), upheld.order(), "c1", 6_000, "VND"));
        String hold = ok(guide(upheld.guide()).get("/api/v1/guide-commerce/holds"))
                .at("/items/0/holdId")
                .asString();
        ok(brand().post("/api/v1/guide-commerce/holds/" + hold + ":uphold", Map.of("reason", "own")));
        maturity.sweep();
        assertThat(balance(upheld.guide(), "VND")).containsExactly(0L, 280L, 420L, 0L, 0L);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    /** @param item a transfer under way in which 280 are netted of what came back meanwhile, and is held */
    private record NettedAndHeld(String guide, String shop, String order, String item) {}

    /** A commission of 700 that was paid; 280 of it were refunded and netted with another's 700; then it came back. */
    private NettedAndHeld nettedAndHeld(String currency) {
        String guide = activeGuide();
        String shop = shop(currency, 0);
        Map<String, String> own = email("own-" + guide + "@example.org");
        String order = paidOrder(shop, click(guide, shop), 10_000, currency, List.of(own));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        String first = settle(approvedBatch(currency), guide);
        ok(refund(shop, order, "part", 4_000, currency));
        delivered(shop, guide, 10_000, currency);
        JsonNode batch = approvedBatch(currency);
        assertThat(brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file")
                        .status())
                .isEqualTo(200);
        ok(brand().post("/api/v1/payout-items/" + first + ":return", Map.of("proof", "pacs.004")));
        ok(brand().put("/api/v1/guides/" + guide + "/identifiers", Map.of("identifiers", List.of(own))));
        samePersons.sweep();
        return new NettedAndHeld(guide, shop, order, onlyItem(batch, guide));
    }

    @Test
    void paysWhatBecamePayableInTheSecondThatIsNamedToAnAccountAsPeopleWriteIt() {
        String guide = activeGuide();
        JsonNode paid = ok(guide(guide)
                .put(
                        "/api/v1/guides/" + guide + "/payee",
                        Map.of("name", "Lin Wei", "account", "de89 3704 0044 0532 0130 00")));
        assertThat(paid.at("/payee/account").asString()).isEqualTo("*".repeat(18) + "3000");
        String shop = shop("SEK", 0);
        String order = paidOrder(shop, click(guide, shop), 10_000, "SEK");
        clock().advance(Duration.ofMillis(400));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        String second = clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();

        JsonNode batch =
                ok(person("anna").post("/api/v1/payout-batches", Map.of("currency", "SEK", "through", second)));

        assertThat(batch.at("/items/0/amountMinor").asLong()).isEqualTo(700);
        clock().advance(Duration.ofMillis(600));
        String path = "/api/v1/payout-batches/" + batch.path("batchId").asString();
        ok(person("bea").post(path + ":approve", "{}"));
        ok(brand().put(
                        "/api/v1/settings/payout-debtor",
                        Map.of("name", "Evenreach", "account", "FR14 2004 1010 0505 0001 3M02 606")));
        String item = "/api/v1/payout-items/" + batch.at("/items/0/itemId").asString();
        assertThat(refused(409, "ILLEGAL_TRANSITION", brand().post(item + ":settle", "{}"))
                        .body())
                .contains("file");
        assertThat(brand().get(path + "/file").body()).contains("<IBAN>FR1420041010050500013M02606</IBAN>");
        ok(brand().post(item + ":settle", "{}"));
        assertThat(balance(guide, "SEK")).containsExactly(0L, 0L, 0L, 700L, 0L);
    }

    @Test
    void needsASecondPersonForABatch() {
        String guide = activeGuide();
        String shop = shop("CHF", 0);
        delivered(shop, guide, 10_000, "CHF");
        JsonNode batch = ok(person("anna")
                .post(
                        "/api/v1/payout-batches",
                        Map.of("currency", "CHF", "through", clock().instant().toString())));
        String path = "/api/v1/payout-batches/" + batch.path("batchId").asString();

        refused(403, "OWN_WORK", person("anna").post(path + ":approve", "{}"));
        refused(409, "ILLEGAL_TRANSITION", person("anna").get(path + "/file"));
        ok(person("bea").post(path + ":approve", "{}"));
    }

    @Test
    void paysNobodyWhoIsSuspendedAndKeepsWhatTheyHave() {
        String guide = activeGuide();
        String shop = shop("SEK", 0);
        delivered(shop, guide, 10_000, "SEK");
        ok(brand().post("/api/v1/guides/" + guide + ":suspend", "{}"));

        refused(
                409,
                "NOTHING_TO_PAY",
                brand().post(
                                "/api/v1/payout-batches",
                                Map.of(
                                        "currency",
                                        "SEK",
                                        "through",
                                        clock().instant().toString())));
        assertThat(balance(guide, "SEK")).containsExactly(0L, 700L, 0L, 0L, 0L);
    }

    private String delivered(String shop, String guide, long net, String currency) {
        String order = paidOrder(shop, click(guide, shop), net, currency);
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        return order;
    }

    private static String onlyItem(JsonNode batch, String guide) {
        List<String> items = batch.path("items")
                .valueStream()
                .filter(item -> item.path("guideId").asString().equals(guide))
                .map(item -> item.path("itemId").asString())
                .toList();
        assertThat(items).hasSize(1);
        return items.getFirst();
    }

    private String settle(JsonNode batch, String guide) {
        assertThat(brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file")
                        .status())
                .isEqualTo(200);
        String item = onlyItem(batch, guide);
        ok(brand().post("/api/v1/payout-items/" + item + ":settle", Map.of("proof", "camt.053")));
        return item;
    }
}
