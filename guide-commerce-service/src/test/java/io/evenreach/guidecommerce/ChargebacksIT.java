package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.reconciliation.ReconciliationRuns;
import io.evenreach.guidecommerce.sale.Maturity;
import io.evenreach.testkit.HttpProbe.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Money that shoppers' banks take back, and debt that nobody will ever net. */
class ChargebacksIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private ReconciliationRuns reconciliations;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private MeterRegistry meters;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Maturity maturity;

    @Test
    void takesWhatIsDisputedOnceHoweverMuchOfItWasRefunded() {
        String guide = activeGuide();
        String shop = shop("EUR", 0);
        String order = paidOrder(shop, click(guide, shop), 10_000, "EUR");
        ok(refund(shop, order, "r1", 4_000, "EUR"));

        JsonNode taken = ok(chargeback(shop, order, "c1", 10_000, "EUR"));

        assertThat(taken.at("/lines/0/taken/amountMinor").asLong()).isEqualTo(6_000);
        assertThat(balance(guide, "EUR")).containsExactly(0L, 0L, 0L, 0L, 0L);
        refused(409, "REFUND_ABOVE_LEFT", refund(shop, order, "r2", 1, "EUR"));
        ok(chargeback(shop, order, "c1", 10_000, "EUR"));
        refused(409, "CONFLICT", chargeback(shop, order, "c1", 9_000, "EUR"));
        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));
        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));
        refused(
                409,
                "ILLEGAL_TRANSITION",
                merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:lose", "{}"));
        assertThat(balance(guide, "EUR")).containsExactly(420L, 0L, 0L, 0L, 0L);
        assertThat(ok(merchant(shop).get("/api/v1/orders/" + order + "/chargebacks"))
                        .at("/items/0/status")
                        .asString())
                .isEqualTo("WON");
    }

    @Test
    void owesNothingMoreWhereTheDisputeIsWonAfterThePayout() {
        String guide = activeGuide();
        String shop = shop("USD", 0);
        String order = paidOut(shop, guide, 10_000, "USD");
        clock().advance(Duration.ofDays(300));

        ok(chargeback(shop, order, "c1", 5_000, "USD"));
        assertThat(balance(guide, "USD")).containsExactly(0L, 0L, 0L, 700L, 350L);
        assertThat(ok(guide(guide).get("/api/v1/guides/" + guide + "/debts"))
                        .at("/items/0/orderId")
                        .asString())
                .isEqualTo(order);
        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));

        assertThat(balance(guide, "USD")).containsExactly(0L, 0L, 0L, 700L, 0L);
    }

    @Test
    void earnsAnewWhatWasNettedBeforeTheDisputeIsWon() {
        String guide = activeGuide();
        String shop = shop("GBP", 0);
        String order = paidOut(shop, guide, 10_000, "GBP");
        ok(chargeback(shop, order, "c1", 5_000, "GBP"));
        paidOut(shop, guide, 10_000, "GBP");
        assertThat(balance(guide, "GBP")).containsExactly(0L, 0L, 0L, 1_050L, 0L);

        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));

        assertThat(balance(guide, "GBP")).containsExactly(0L, 350L, 0L, 1_050L, 0L);
        settled("GBP", guide);
        assertThat(balance(guide, "GBP")).containsExactly(0L, 0L, 0L, 1_400L, 0L);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void makesPayableWhatWasDisputedInFullWhenItWasDelivered() {
        String guide = activeGuide();
        String shop = shop("NOK", 0);
        String order = paidOrder(shop, click(guide, shop), 10_000, "NOK");
        ok(chargeback(shop, order, "c1", 10_000, "NOK"));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));

        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));

        assertThat(balance(guide, "NOK")).containsExactly(0L, 700L, 0L, 0L, 0L);
    }

    @Test
    void keepsHoldingWhatAWonDisputeGivesBackOfAHeldSale() {
        String guide = activeGuide();
        String shop = shop("HUF", 0);
        ok(brand().put(
                        "/api/v1/guides/" + guide + "/identifiers",
                        Map.of("identifiers", List.of(email("shopper@example.org")))));
        String order = paidOrder(shop, click(guide, shop), 10_000, "HUF");
        ok(chargeback(shop, order, "c1", 10_000, "HUF"));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));

        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));

        assertThat(balance(guide, "HUF")).containsExactly(700L, 0L, 0L, 0L, 0L);
        assertThat(ok(guide(guide).get("/api/v1/guides/" + guide + "/statement"))
                        .at("/held/0/amountMinor")
                        .asLong())
                .isEqualTo(700);
    }

    @Test
    void earnsNothingOnACancelledOrderHoweverItsChargebackEnds() {
        String guide = activeGuide();
        String shop = shop("MXN", 0);
        ok(brand().put(
                        "/api/v1/guides/" + guide + "/identifiers",
                        Map.of("identifiers", List.of(email("shopper@example.org")))));
        String order = paidOrder(shop, click(guide, shop), 10_000, "MXN");
        ok(chargeback(shop, order, "c1", 10_000, "MXN"));

        ok(merchant(shop).post("/api/v1/orders/" + order + ":cancel", "{}"));

        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("VOIDED");
        assertThat(line(shop, order).at("/holds/0/state").asString()).isEqualTo("ENDED");
        JsonNode won = ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));
        assertThat(won.path("status").asString()).isEqualTo("WON");
        assertThat(balance(guide, "MXN")).containsExactly(0L, 0L, 0L, 0L, 0L);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void givesBackWhatWasTakenOfASaleWhoseRestWasRefundedMeanwhile() {
        String guide = activeGuide();
        String shop = shop("TRY", 0);
        String order = paidOrder(shop, click(guide, shop), 10_000, "TRY");
        ok(chargeback(shop, order, "c1", 4_000, "TRY"));

        ok(refund(shop, order, "rest", 6_000, "TRY"));

        assertThat(line(shop, order).path("attribution").asString())
                .as("it may yet be won")
                .isEqualTo("CONFIRMED");
        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));
        assertThat(balance(guide, "TRY")).containsExactly(280L, 0L, 0L, 0L, 0L);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
        ok(refund(shop, order, "all", 4_000, "TRY"));
        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("VOIDED");
        assertThat(balance(guide, "TRY")).containsExactly(0L, 0L, 0L, 0L, 0L);
    }

    @Test
    void endsASaleOfWhichNothingIsLeftWhenItsLastChargebackIsLost() {
        String guide = activeGuide();
        String shop = shop("INR", 0);
        ok(brand().put(
                        "/api/v1/guides/" + guide + "/identifiers",
                        Map.of("identifiers", List.of(email("shopper@example.org")))));
        String order = paidOrder(shop, click(guide, shop), 10_000, "INR");
        ok(chargeback(shop, order, "c1", 4_000, "INR"));
        ok(chargeback(shop, order, "c2", 1_000, "INR"));
        ok(refund(shop, order, "rest", 5_000, "INR"));

        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:lose", "{}"));
        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("HELD");
        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c2:lose", "{}"));

        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("VOIDED");
        assertThat(line(shop, order).at("/holds/0/state").asString()).isEqualTo("ENDED");
    }

    @Test
    void makesPayableWhatIsWonOfASaleThatWasGivenToAGuideAfterDelivery() {
        String guide = activeGuide();
        String shop = shop("PHP", 7);
        Answer viewed = nobody().post("/r/" + link(guide, shop), "{}");
        String cookie = viewed.headers().allValues("Set-Cookie").getFirst();
        String visitor = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        String order = paidOrder(shop, visitor, 10_000, "PHP");
        assertThat(line(shop, order).path("attribution").asString()).isEqualTo("UNATTRIBUTED");
        ok(chargeback(shop, order, "c1", 10_000, "PHP"));
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        JsonNode claim = ok(guide(guide)
                .post("/api/v1/orders/" + order + "/disputes", Map.of("lineId", "l1", "statement", "read my page")));
        ok(brand().post(
                        "/api/v1/guide-commerce/disputes/"
                                + claim.path("disputeId").asString() + ":reassign",
                        Map.of("reason", "so it was")));

        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));

        assertThat(balance(guide, "PHP")).containsExactly(700L, 0L, 0L, 0L, 0L);
        clock().advance(Duration.ofDays(7));
        maturity.sweep();
        assertThat(balance(guide, "PHP")).containsExactly(0L, 700L, 0L, 0L, 0L);
    }

    @Test
    void writesOffDebtOfAYearOrOfAGuideWhoIsGoneAndNoOther() {
        String guide = activeGuide();
        String shop = shop("SEK", 0);
        String order = paidOut(shop, guide, 10_000, "SEK");
        ok(refund(shop, order, "r1", 10_000, "SEK"));
        String path = "/api/v1/guides/" + guide + "/debts:writeOff";
        Map<String, String> body = Map.of("currency", "SEK", "reason", "nothing sold since");
        clock().advance(Duration.ofDays(364));
        assertThat(ok(brand().post(path, body)).path("writtenOffMinor").asLong())
                .isZero();
        refused(403, "FORBIDDEN", guide(guide).post(path, body));

        clock().advance(Duration.ofDays(2));
        assertThat(ok(brand().post(path, body)).path("writtenOffMinor").asLong())
                .isEqualTo(700);

        assertThat(balance(guide, "SEK")).containsExactly(0L, 0L, 0L, 700L, 0L);
        assertThat(ok(brand().post(path, body)).path("writtenOffMinor").asLong())
                .as("again")
                .isZero();
        assertThat(badDebt("SEK")).isEqualTo(-700);
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void bearsNothingMoreWhereWhatWasWrittenOffIsWon() {
        String guide = activeGuide();
        String shop = shop("CHF", 0);
        String order = paidOut(shop, guide, 10_000, "CHF");
        ok(chargeback(shop, order, "c1", 10_000, "CHF"));
        clock().advance(Duration.ofDays(366));
        ok(brand().post("/api/v1/guides/" + guide + "/debts:writeOff", Map.of("currency", "CHF", "reason", "too old")));
        assertThat(badDebt("CHF")).isEqualTo(-700);

        ok(merchant(shop).post("/api/v1/orders/" + order + "/chargebacks/c1:win", "{}"));

        assertThat(badDebt("CHF")).isZero();
        assertThat(balance(guide, "CHF")).containsExactly(0L, 0L, 0L, 700L, 0L);
    }

    @Test
    void givesTheStatementInPages() {
        String guide = activeGuide();
        String shop = shop("DKK", 0);
        for (int i = 0; i < 4; i++) {
            paidOut(shop, guide, 10_000, "DKK");
        }
        String path = "/api/v1/guides/" + guide + "/statement?limit=";
        JsonNode whole = ok(guide(guide).get(path + 500));

        assertThat(whole.path("nextCursor").isNull()).isTrue();
        assertThat(inPages(guide, path + "3", "entries"))
                .hasSizeGreaterThan(20)
                .isEqualTo(whole.path("entries").valueStream().toList());
        refused(400, "INVALID_PARAMETER", guide(guide).get(path + "3&cursor=eHh4"));
    }

    @Test
    void listsAllThatAGuideOwesInPagesTheOldestFirst() {
        String guide = activeGuide();
        String shop = shop("HKD", 0);
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            orders.add(paidOut(shop, guide, 10_000, "HKD"));
        }
        for (String order : orders.reversed()) {
            // Some of it since the same instant.
            clock().advance(Duration.ofSeconds(orders.indexOf(order) % 2));
            ok(refund(shop, order, "all", 10_000, "HKD"));
        }
        String path = "/api/v1/guides/" + guide + "/debts?limit=";
        JsonNode whole = ok(guide(guide).get(path + 500));

        assertThat(whole.path("nextCursor").isNull()).isTrue();
        assertThat(whole.path("items")
                        .valueStream()
                        .map(debt -> debt.path("orderId").asString()))
                .containsExactlyInAnyOrderElementsOf(orders);
        assertThat(whole.path("items")
                        .valueStream()
                        .map(debt -> debt.path("since").asString()))
                .isSorted();
        assertThat(inPages(guide, path + "1", "items"))
                .isEqualTo(whole.path("items").valueStream().toList());
        refused(400, "INVALID_PARAMETER", guide(guide).get(path + "1&cursor=eHh4"));
        refused(404, "NOT_FOUND", guide(activeGuide()).get(path + "1"));
    }

    private List<JsonNode> inPages(String guide, String path, String items) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ok(guide(guide).get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            page.path(items).forEach(all::add);
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        return all;
    }

    @Test
    void findsWhatDoesNotMatchAndSetsBalancesRightFromTheirEntries() {
        String guide = activeGuide();
        String shop = shop("ISK", 0);
        paidOrder(shop, click(guide, shop), 10_000, "ISK");
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation"))
                        .path("clean")
                        .asBoolean())
                .isTrue();
        jdbc.sql("update account set balance_minor = balance_minor + 7 where owner = ? and kind = 'GUIDE_PENDING'")
                .param(guide)
                .update();
        jdbc.sql("update commission set left_minor = left_minor - 1 where guide_id = ?::uuid")
                .param(guide)
                .update();

        JsonNode found = ok(brand().get("/api/v1/ledger/reconciliation"));
        assertThat(found.path("clean").asBoolean()).isFalse();
        assertThat(found.path("items")
                        .valueStream()
                        .map(item -> item.path("check").asString()))
                .containsExactlyInAnyOrder("ORDER_COMMISSION", "BALANCE_ENTRIES");

        refused(403, "FORBIDDEN", guide(guide).post("/api/v1/ledger/balances:rebuild", "{}"));
        assertThat(ok(brand().post("/api/v1/ledger/balances:rebuild", "{}"))
                        .path("mended")
                        .asInt())
                .isEqualTo(1);
        assertThat(balance(guide, "ISK")).containsExactly(700L, 0L, 0L, 0L, 0L);
        jdbc.sql("update commission set left_minor = left_minor + 1 where guide_id = ?::uuid")
                .param(guide)
                .update();
        assertThat(ok(brand().get("/api/v1/ledger/reconciliation")).path("items"))
                .isEmpty();
    }

    @Test
    void reconcilesDailyWhicheverInstanceDoesAndKeepsWhatItFound() {
        String guide = activeGuide();
        String shop = shop("ISK", 0);
        paidOrder(shop, click(guide, shop), 10_000, "ISK");
        reconciliations.sweep();
        clock().advance(Duration.ofDays(1));
        reconciliations.sweep();
        JsonNode clean = lastRun();
        jdbc.sql("update commission set left_minor = left_minor - 1 where guide_id = ?::uuid")
                .param(guide)
                .update();
        try {
            reconciliations.sweep();
            assertThat(lastRun()).as("once a day").isEqualTo(clean);
            clock().advance(Duration.ofDays(1));
            transaction.executeWithoutResult(status -> {
                jdbc.sql(
                                "select true from (select pg_advisory_xact_lock(hashtextextended('reconciliation', 0))) as held")
                        .query(Boolean.class)
                        .single();
                inAnotherThread(reconciliations::sweep);
            });
            assertThat(lastRun()).as("another instance is at it").isEqualTo(clean);

            reconciliations.sweep();
        } finally {
            jdbc.sql("update commission set left_minor = left_minor + 1 where guide_id = ?::uuid")
                    .param(guide)
                    .update();
        }

        JsonNode run = lastRun();
        int differences = run.path("differences").asInt();
        assertThat(ok(brand().get("/api/v1/ledger/reconciliations/"
                                + run.path("runId").asString()))
                        .path("items"))
                .hasSize(differences)
                .anySatisfy(item -> {
                    assertThat(item.path("check").asString()).isEqualTo("ORDER_COMMISSION");
                    assertThat(item.path("subject").asString()).startsWith(shop);
                });
        assertThat(meters.get("evenreach.reconciliation.differences").gauge().value())
                .isEqualTo(differences);
        clock().advance(Duration.ofHours(2));
        assertThat(meters.get("evenreach.reconciliation.age").gauge().value()).isEqualTo(7_200);
        refused(403, "FORBIDDEN", guide(guide).get("/api/v1/ledger/reconciliations"));
    }

    private JsonNode lastRun() {
        return ok(brand().get("/api/v1/ledger/reconciliations?limit=1"))
                .path("items")
                .path(0);
    }

    private static void inAnotherThread(Runnable work) {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            thread.submit(work).get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private JsonNode line(String shop, String order) {
        return ok(merchant(shop).get("/api/v1/orders/" + order + "/attribution"))
                .path("lines")
                .path(0);
    }

    private long badDebt(String currency) {
        return jdbc.sql("select coalesce(sum(balance_minor), 0) from account where kind = 'BAD_DEBT' and currency = ?")
                .param(currency)
                .query(Long.class)
                .single();
    }

    /** An order that is delivered and paid out; its id. */
    private String paidOut(String shop, String guide, long netMinor, String currency) {
        String order = paidOrder(shop, click(guide, shop), netMinor, currency);
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
        settled(currency, guide);
        return order;
    }

    private void settled(String currency, String guide) {
        JsonNode batch = approvedBatch(currency);
        String path = "/api/v1/payout-batches/" + batch.path("batchId").asString();
        assertThat(brand().get(path + "/file").status()).isEqualTo(200);
        for (JsonNode item : batch.path("items")) {
            if (item.path("guideId").asString().equals(guide)) {
                ok(brand().post(
                                "/api/v1/payout-items/" + item.path("itemId").asString() + ":settle",
                                Map.of("proof", "camt.053")));
            }
        }
    }
}
