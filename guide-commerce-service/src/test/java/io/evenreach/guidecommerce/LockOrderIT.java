package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.guidecommerce.books.Account;
import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.books.Entry;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.SamePersons;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import io.evenreach.testkit.HttpProbe.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** Whoever changes much at once waits for others, and never crosswise. */
class LockOrderIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Ledger ledger;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private OrderStore orders;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private SamePersons samePersons;

    @Test
    void locksAllCommissionsOfAnOrderInTheOrderOfTheirIdsAsPayoutsDo() throws Exception {
        String guide = activeGuide();
        String shop = shop("AED", 7);
        String refunded = orderAgainstTheIds(guide, shop);
        String cancelled = orderAgainstTheIds(guide, shop);
        String disputed = orderAgainstTheIds(guide, shop);
        String path = "/api/v1/orders/";
        List<Map<String, Object>> lines = List.of(refundLine("l1"), refundLine("l2"));

        ok(whileTheCommissionsAreLocked(
                refunded,
                () -> merchant(shop).post(path + refunded + "/refunds", Map.of("refundId", "r", "lines", lines))));
        ok(whileTheCommissionsAreLocked(cancelled, () -> merchant(shop).post(path + cancelled + ":cancel", "{}")));
        ok(whileTheCommissionsAreLocked(
                disputed,
                () -> merchant(shop)
                        .post(path + disputed + "/chargebacks", Map.of("chargebackId", "c", "lines", lines))));
        ok(whileTheCommissionsAreLocked(
                disputed, () -> merchant(shop).post(path + disputed + "/chargebacks/c:win", "{}")));

        String own = orderAgainstTheIds(guide, shop);
        ok(whileTheCommissionsAreLocked(own, () -> {
            Answer stated = guide(guide)
                    .put(
                            "/api/v1/guides/" + guide + "/identifiers",
                            Map.of("identifiers", List.of(email("shopper@example.org"))));
            samePersons.sweep();
            return stated;
        }));
        assertThat(jdbc.sql("select distinct state from commission where order_id = ?")
                        .param(own)
                        .query(String.class)
                        .list())
                .containsExactly("HELD");
    }

    @Test
    void movesBalancesOnceHoweverOftenATransactionPosts() throws Exception {
        post(sale("first"));
        post(sale("second"));
        postCrosswise("first", "second");
        assertThat(ledger.balances("lock-first").get("XTS")).containsEntry(AccountKind.GUIDE_PENDING, 300L);
        assertThat(ledger.balances("lock-second").get("XTS")).containsEntry(AccountKind.GUIDE_PENDING, 300L);
    }

    @Test
    void opensAccountsThatTwoTransactionsNeedCrosswise() throws Exception {
        postCrosswise("third", "fourth");
        assertThat(ledger.balances("lock-third").get("XTS")).containsEntry(AccountKind.GUIDE_PENDING, 200L);
        assertThat(ledger.balances("lock-fourth").get("XTS")).containsEntry(AccountKind.GUIDE_PENDING, 200L);
    }

    private void postCrosswise(String first, String second) throws Exception {
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> other = transaction.execute(status -> {
                ledger.post(List.of(sale(second)));
                Future<?> crosswise = threads.submit(() -> transaction.executeWithoutResult(both -> {
                    ledger.post(List.of(sale(first)));
                    ledger.post(List.of(sale(second)));
                }));
                await().until(() -> crosswise.isDone() || somebodyWaits());
                ledger.post(List.of(sale(first)));
                return crosswise;
            });
            other.get();
        }
    }

    @Test
    void letsQuestionsOfAnOrderBeAskedWhileItIsChanged() throws Exception {
        String shop = shop("AED", 7);
        String order = paidOrder(shop, click(activeGuide(), shop), 10_000, "AED");
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            transaction.executeWithoutResult(status -> {
                assertThat(orders.lock(new Order.Key(shop, order))).isPresent();
                Future<?> asked = threads.submit(() -> jdbc.sql(
                                "insert into same_person_check (merchant_id, order_id, asked_at) values (?, ?, now())")
                        .param(shop)
                        .param(order)
                        .update());
                await().until(asked::isDone);
            });
        }
    }

    /** A paid order of two lines, of which the second has the commission that is locked first. */
    private String orderAgainstTheIds(String guide, String shop) {
        String click = click(guide, shop);
        String order;
        do {
            order = "o-" + UUID.randomUUID();
            Map<String, Object> body = new HashMap<>(orderBody(shop, click, 10_000, "AED"));
            body.put("lines", List.of(line("l1", shop), line("l2", shop)));
            ok(merchant(shop).put("/api/v1/orders/" + order, body));
            ok(merchant(shop).post("/api/v1/orders/" + order + ":pay", "{}"));
        } while (!jdbc.sql("select line_id from commission where order_id = ? order by commission_id limit 1")
                .param(order)
                .query(String.class)
                .single()
                .equals("l2"));
        return order;
    }

    private static Map<String, Object> line(String id, String shop) {
        return Map.of("lineId", id, "productId", wine(shop), "quantity", 1, "net", money(10_000, "AED"));
    }

    private static Map<String, Object> refundLine(String id) {
        return Map.of("lineId", id, "net", money(5_000, "AED"));
    }

    /** Locks the order's commissions one by one in the order of their ids, with the request in between. */
    private Answer whileTheCommissionsAreLocked(String order, Callable<Answer> request) throws Exception {
        List<UUID> ids = jdbc.sql("select commission_id from commission where order_id = ? order by commission_id")
                .param(order)
                .query(UUID.class)
                .list();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Answer> answer = transaction.execute(status -> {
                lock(ids.getFirst());
                Future<Answer> waiting = threads.submit(request);
                await().until(this::somebodyWaits);
                lock(ids.getLast());
                return waiting;
            });
            return answer.get();
        }
    }

    private void lock(UUID commissionId) {
        jdbc.sql("select 1 from commission where commission_id = ? for update")
                .param(commissionId)
                .query(Integer.class)
                .single();
    }

    private boolean somebodyWaits() {
        return jdbc.sql("select exists (select 1 from pg_locks where not granted)")
                .query(Boolean.class)
                .single();
    }

    private void post(Posting posting) {
        transaction.executeWithoutResult(status -> ledger.post(List.of(posting)));
    }

    private static Posting sale(String who) {
        String id = UUID.randomUUID().toString();
        return new Posting(
                "lock:" + id,
                "ACCRUAL",
                id,
                List.of(
                        new Entry("captured", new Account(AccountKind.MERCHANT_CLEARING, "shop-" + who, "XTS"), -100),
                        new Entry("payee-0", new Account(AccountKind.GUIDE_PENDING, "lock-" + who, "XTS"), 100)));
    }
}
