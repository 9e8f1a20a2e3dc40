package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.ledger.Seals;
import io.evenreach.guidecommerce.reconciliation.Reconciliation;
import io.evenreach.guidecommerce.sale.Maturity;
import io.evenreach.platform.security.Scopes;
import io.evenreach.testkit.Chance;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import io.evenreach.testkit.TestTokens;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.JsonNode;

/**
 * Thirty-two callers over two instances trade, charge back, claim sales of others, hold them, decide, pay out and report as
 * banks do, while sessions of PostgreSQL are ended at random and its processes killed, which makes it recover from its log.
 * Whoever gets no answer asks again. In the end everything is counted from the entries by nothing but addition. Ten minutes
 * with {@code -Devenreach.long=true}.
 */
@TestPropertySource(
        properties = {TradeContestIT.ON_DISK_BEFORE_IT_IS_ANSWERED, TradeContestIT.MANY_ORDERS_ARE_NO_REASON_TO_HOLD})
class TradeContestIT extends ServiceTestBase {

    private static final String CURRENCY = "DKK";
    private static final int CALLERS = 32;
    private static final boolean LONG = Boolean.getBoolean("evenreach.long");
    private static final Duration DURATION = LONG ? Duration.ofMinutes(10) : Duration.ofSeconds(8);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** In ten minutes these few guides have thousands, and what is held is not over in the end. */
    static final String MANY_ORDERS_ARE_NO_REASON_TO_HOLD = "evenreach.sale.velocity-hold-above=1000000";

    /** The servers of tests are told to be fast; a PostgreSQL that is killed must not lose what it has answered. */
    static final String ON_DISK_BEFORE_IT_IS_ANSWERED =
            "spring.datasource.hikari.connection-init-sql=set synchronous_commit = on";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Maturity maturity;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Reconciliation reconciliation;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Seals seals;

    private final List<HttpProbe> instances = new ArrayList<>();
    private final List<String> guides = new ArrayList<>();
    private final List<String> clicks = new ArrayList<>();
    private final List<Sale> sales = new CopyOnWriteArrayList<>();
    private final List<Dispute> disputes = new CopyOnWriteArrayList<>();
    private final List<Decision> claims = new CopyOnWriteArrayList<>();
    private final List<Decision> holds = new CopyOnWriteArrayList<>();
    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger upheld = new AtomicInteger();
    private final Bank bank = new Bank();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger askedAgain = new AtomicInteger();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, Boolean> won = new ConcurrentHashMap<>();
    private String shop = "";

    /**
     * An order of one line, with what its callers were told of it: whose sale it is, which nobody is any more where it was
     * taken back, and what is left.
     *
     * @param other the guide who had touched before, and may claim it
     */
    private record Sale(String orderId, AtomicInteger guide, int other, AtomicLong left) {

        private static final int NOBODY = -1;

        /** A sale is claimed or held, so that what was decided last does not depend on which answer came first. */
        boolean isClaimed() {
            return Math.floorMod(orderId.hashCode(), 2) == 0;
        }
    }

    /** What the shopper's bank took back. */
    private record Dispute(Sale sale, String id, long taken) {}

    /** A claim or a hold that the brand decides. */
    private record Decision(Sale sale, String id) {}

    /** Pays each EndToEndId once, as banks do, and keeps its own books. */
    private static final class Bank {

        private enum Fate {
            PAID,
            REJECTED,
            SENT_BACK
        }

        private final Map<String, Long> amounts = new ConcurrentHashMap<>();
        private final Map<String, Fate> fates = new ConcurrentHashMap<>();

        void instruct(Transfer transfer, Chance chance) {
            Long before = amounts.putIfAbsent(transfer.endToEndId(), transfer.amountMinor());
            assertThat(before).as("the same transfer with another amount").isIn(null, transfer.amountMinor());
            fates.putIfAbsent(transfer.endToEndId(), chance.percent(80) ? Fate.PAID : Fate.REJECTED);
        }

        String word(String endToEndId) {
            return fates.get(endToEndId) == Fate.REJECTED ? "RJCT" : "ACSC";
        }

        long paid(String endToEndId) {
            return fates.get(endToEndId) == Fate.PAID ? amounts.getOrDefault(endToEndId, 0L) : 0;
        }
    }

    private record Transfer(
            String itemId,
            String batchId,
            String messageId,
            String guide,
            String endToEndId,
            String status,
            long amountMinor) {}

    @Test
    void losesAndDoublesNothingWhilePostgresDiesUnderThirtyTwoCallers() throws Exception {
        try (ConfigurableApplicationContext second = new SpringApplicationBuilder(
                        GuideCommerceApplication.class, TestClock.class)
                .run(
                        "--server.port=0",
                        "--spring.jmx.enabled=false",
                        "--evenreach.ledger.seal-every=200ms",
                        "--evenreach.sale.mature-every=200ms",
                        "--spring.datasource.hikari.connection-timeout=60000",
                        "--" + ON_DISK_BEFORE_IT_IS_ANSWERED,
                        "--" + MANY_ORDERS_ARE_NO_REASON_TO_HOLD)) {
            prepare(Integer.parseInt(second.getEnvironment().getRequiredProperty("local.server.port")));
            long seed = System.nanoTime();
            System.out.printf("seed %d%n", seed);
            int deaths = trade(new Chance(seed));
            comeToRest(new Chance(seed));
            System.out.printf(
                    "%d orders, %d chargebacks, %d claims (%d won), %d holds (%d upheld), %d transfers, %d requests, %d sent again; %d deaths of PostgreSQL's sessions, seed %d%n",
                    sales.size(),
                    disputes.size(),
                    claims.size(),
                    given.get(),
                    holds.size(),
                    upheld.get(),
                    bank.fates.size(),
                    asked.get(),
                    askedAgain.get(),
                    deaths,
                    seed);

            assertThat(sales).isNotEmpty();
            if (LONG) {
                assertThat(given)
                        .as("sales that were given to who claimed them")
                        .hasPositiveValue();
                assertThat(upheld).as("sales that were taken back").hasPositiveValue();
            }
            assertThat(bank.fates).isNotEmpty();
            assertThat(askedAgain).as("kills that somebody noticed").hasPositiveValue();
            everythingIsThereOnce();
        }
    }

    private void prepare(int secondPort) {
        instances.add(HttpProbe.atPort(port()));
        instances.add(HttpProbe.atPort(secondPort));
        shop = shop(CURRENCY, 0);
        guides.add(activeGuide());
        for (int i = 1; i < 4; i++) {
            String code = referralCode(guides.getFirst());
            guides.add(activeGuide(code));
        }
        for (int guide = 0; guide < guides.size(); guide++) {
            Answer before = nobody().get("/r/" + link(guides.get(other(guide)), shop));
            clock().advance(Duration.ofSeconds(1));
            Answer after = nobody().get(
                            "/r/" + link(guides.get(guide), shop),
                            Map.of("Cookie", "evenreach_visitor=" + visitor(before)));
            clicks.add(clickOf(after));
        }
        ok(brand().put(
                        "/api/v1/settings/payout-debtor",
                        Map.of("name", "Evenreach", "account", "FR1420041010050500013M02606")));
    }

    private int other(int guide) {
        return (guide + 1) % guides.size();
    }

    private int trade(Chance chance) throws InterruptedException {
        Instant end = Instant.now().plus(DURATION);
        int deaths = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> callers = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Chance own = new Chance(chance.nextLong());
                callers.add(threads.submit(() -> {
                    while (Instant.now().isBefore(end)) {
                        step(own);
                    }
                }));
            }
            for (int blow = 1; Instant.now().isBefore(end.minusSeconds(1)); blow++) {
                Thread.sleep(chance.between(200, 600));
                deaths += blow % 10 == 5 ? killAProcess() : endSomeSessions(chance);
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        }
        return deaths;
    }

    /** Mostly where somebody is in the middle of a transaction. */
    private int endSomeSessions(Chance chance) {
        return query(() -> jdbc.sql("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
                         order by state = 'idle', random() limit ?
                        """)
                .param(chance.between(1, 3))
                .query(Boolean.class)
                .list()
                .size());
    }

    /** As the kernel would without memory: PostgreSQL ends every session and recovers from its log. */
    private int killAProcess() {
        long pid = query(() -> jdbc.sql("""
                        select pid from pg_stat_activity
                         where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
                         order by random() limit 1
                        """).query(Long.class).optional().orElse(0L));
        // Where PostgreSQL runs in a container its processes are not ours to kill.
        return ProcessHandle.of(pid)
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                .map(process -> process.destroyForcibly() ? 1 : 0)
                .orElse(0);
    }

    private void step(Chance chance) {
        switch (chance.below(20)) {
            case 0, 1, 2, 3 -> sell(chance);
            case 4, 5, 6 -> deliver(chance);
            case 7, 8 -> refund(chance);
            case 9 -> dispute(chance);
            case 10 -> endDispute(chance);
            case 11 -> payOut(chance);
            case 12 -> claim(chance);
            case 13 -> decideAClaim(chance);
            case 14 -> hold(chance);
            case 15 -> decideAHold(chance);
            default -> bankDay(chance);
        }
    }

    private void sell(Chance chance) {
        int guide = chance.below(guides.size());
        long net = chance.between(1, 500_000);
        Sale sale = new Sale("o-" + UUID.randomUUID(), new AtomicInteger(guide), other(guide), new AtomicLong(net));
        Map<String, Object> body = orderBody(shop, clicks.get(guide), net, CURRENCY);
        String path = "/api/v1/orders/" + sale.orderId();
        ok(until(() -> asShop(chance).put(path, body)));
        if (chance.percent(95)) {
            ok(until(() -> asShop(chance).post(path + ":pay", "{}")));
            if (chance.percent(5)) {
                ok(until(() -> asShop(chance).post(path + ":cancel", "{}")));
                sale.left().set(0);
            }
            sales.add(sale);
        }
    }

    private void deliver(Chance chance) {
        someSale(chance, sale -> {
            Answer answer = until(() -> asShop(chance).post("/api/v1/orders/" + sale.orderId() + ":deliver", "{}"));
            assertThat(answer.status()).as(answer.body()).isIn(200, 409);
        });
    }

    private void refund(Chance chance) {
        someSale(chance, sale -> {
            long amount = chance.between(1, 300_000);
            String id = UUID.randomUUID().toString();
            Answer answer = until(() -> asShop(chance)
                    .post("/api/v1/orders/" + sale.orderId() + "/refunds", taking("refundId", id, amount)));
            if (answer.status() == 409) {
                assertThat(answer.code()).isIn("REFUND_ABOVE_LEFT", "ILLEGAL_TRANSITION");
                return;
            }
            ok(answer);
            sale.left().addAndGet(-amount);
            if (chance.percent(20)) {
                ok(until(() -> asShop(chance)
                        .post("/api/v1/orders/" + sale.orderId() + "/refunds", taking("refundId", id, amount))));
            }
        });
    }

    private void dispute(Chance chance) {
        someSale(chance, sale -> {
            long amount = chance.between(1, 500_000);
            String id = UUID.randomUUID().toString();
            Answer answer = until(() -> asShop(chance)
                    .post("/api/v1/orders/" + sale.orderId() + "/chargebacks", taking("chargebackId", id, amount)));
            if (answer.status() == 409) {
                assertThat(answer.code()).isEqualTo("ILLEGAL_TRANSITION");
                return;
            }
            long taken = ok(answer).at("/lines/0/taken/amountMinor").asLong();
            sale.left().addAndGet(-taken);
            disputes.add(new Dispute(sale, id, taken));
        });
    }

    /** Two callers may end the same one, each in its own way: the first is right. */
    private void endDispute(Chance chance) {
        if (disputes.isEmpty()) {
            return;
        }
        Dispute dispute = chance.pick(disputes);
        boolean isWon = chance.percent(60);
        String path = "/api/v1/orders/" + dispute.sale().orderId() + "/chargebacks/" + dispute.id();
        Answer answer = until(() -> asShop(chance).post(path + (isWon ? ":win" : ":lose"), "{}"));
        assertThat(answer.status()).as(answer.body()).isIn(200, 409);
        if (answer.status() == 200 && isWon && won.putIfAbsent(dispute.id(), true) == null) {
            dispute.sale().left().addAndGet(dispute.taken());
        }
    }

    /** Whoever had touched before says that the sale is theirs. */
    private void claim(Chance chance) {
        someSale(chance, sale -> {
            if (!sale.isClaimed()) {
                return;
            }
            Answer answer = until(() -> asGuide(chance, sale.other())
                    .post(
                            "/api/v1/orders/" + sale.orderId() + "/disputes",
                            Map.of("lineId", "l1", "statement", "I told them of it")));
            if (answer.status() == 409) {
                assertThat(answer.code()).isEqualTo("ILLEGAL_TRANSITION");
                return;
            }
            claims.add(new Decision(sale, ok(answer).path("disputeId").asString()));
        });
    }

    /** Two of the brand may decide one claim, each in their own way: the first is right. */
    private void decideAClaim(Chance chance) {
        if (claims.isEmpty()) {
            return;
        }
        Decision claim = chance.pick(claims);
        boolean isGiven = chance.percent(50);
        if (hasDecided(chance, "disputes/" + claim.id() + (isGiven ? ":reassign" : ":keep")) && isGiven) {
            claim.sale().guide().set(claim.sale().other());
            given.incrementAndGet();
        }
    }

    private void hold(Chance chance) {
        someSale(chance, sale -> {
            if (sale.isClaimed()) {
                return;
            }
            Answer answer = until(() -> as(chance, "bea")
                    .post("/api/v1/orders/" + sale.orderId() + "/holds", Map.of("lineId", "l1", "reason", "odd")));
            if (answer.status() == 409) {
                assertThat(answer.code()).isEqualTo("ILLEGAL_TRANSITION");
                return;
            }
            holds.add(new Decision(sale, ok(answer).path("holdId").asString()));
        });
    }

    private void decideAHold(Chance chance) {
        if (holds.isEmpty()) {
            return;
        }
        Decision hold = chance.pick(holds);
        boolean isUpheld = chance.percent(30);
        if (hasDecided(chance, "holds/" + hold.id() + (isUpheld ? ":uphold" : ":release")) && isUpheld) {
            hold.sale().guide().set(Sale.NOBODY);
            upheld.incrementAndGet();
        }
    }

    /** @return false where it was decided otherwise before, is over, or its money is on its way to the bank */
    private boolean hasDecided(Chance chance, String what) {
        Answer answer =
                until(() -> as(chance, "bea").post("/api/v1/guide-commerce/" + what, Map.of("reason", "as it is")));
        assertThat(answer.status()).as(answer.body()).isIn(200, 409);
        return answer.status() == 200;
    }

    private Map<String, Object> taking(String name, String id, long amount) {
        return Map.of(name, id, "lines", List.of(Map.of("lineId", "l1", "net", money(amount, CURRENCY))));
    }

    private void payOut(Chance chance) {
        Answer answer = until(() -> as(chance, "anna")
                .post("/api/v1/payout-batches", Map.of("currency", CURRENCY, "through", "2030-01-01T00:00:00Z")));
        if (answer.status() == 409) {
            assertThat(answer.code()).isEqualTo("NOTHING_TO_PAY");
            return;
        }
        if (chance.percent(90)) {
            send(chance, ok(answer).path("batchId").asString());
        }
    }

    private void send(Chance chance, String batchId) {
        String path = "/api/v1/payout-batches/" + batchId;
        ok(until(() -> as(chance, "bea").post(path + ":approve", "{}")));
        Answer file = until(() -> as(chance, "anna").get(path + "/file"));
        if (file.status() == 409) {
            // All of it waits for a decision on a hold.
            assertThat(file.code()).isEqualTo("NOTHING_TO_PAY");
            return;
        }
        assertThat(file.status()).as(file.body()).isEqualTo(200);
        assertThat(until(() -> as(chance, "anna").get(path + "/file")).body()).isEqualTo(file.body());
    }

    /** Transfers that are out are paid or not; the bank's mail about them is lost, doubled, late and in pieces. */
    private void bankDay(Chance chance) {
        List<Transfer> out = transfers(Set.of("SUBMITTED", "ACCEPTED", "UNKNOWN", "SETTLED"));
        if (out.isEmpty()) {
            return;
        }
        String batchId = chance.pick(out).batchId();
        List<Transfer> told = out.stream()
                .filter(transfer -> transfer.batchId().equals(batchId) && chance.percent(70))
                .toList();
        if (told.isEmpty()) {
            return;
        }
        told.forEach(transfer -> bank.instruct(transfer, chance));
        Transfer some = chance.pick(told);
        if (chance.percent(10)) {
            Answer lost = until(() -> as(chance, "anna")
                    .post("/api/v1/payout-items/" + some.itemId() + ":unknown", Map.of("proof", "timeout")));
            assertThat(lost.status()).as(lost.body()).isIn(200, 409);
        }
        if (some.status().equals("SETTLED") && chance.percent(30)) {
            bank.fates.replace(some.endToEndId(), Bank.Fate.PAID, Bank.Fate.SENT_BACK);
            if (bank.fates.get(some.endToEndId()) == Bank.Fate.SENT_BACK) {
                ok(until(() -> as(chance, "anna")
                        .post("/api/v1/payout-items/" + some.itemId() + ":return", Map.of("proof", "pacs.004"))));
            }
        }
        if (chance.percent(80)) {
            String report = report(told);
            for (int copies = chance.percent(20) ? 2 : 1; copies > 0; copies--) {
                JsonNode taken = ok(until(() -> report(chance, batchId, report)));
                assertThat(taken.path("contradictions")).as(taken.toString()).isEmpty();
            }
        }
    }

    private Answer report(Chance chance, String batchId, String report) {
        return as(chance, "anna")
                .post(
                        "/api/v1/payout-batches/" + batchId + "/status-reports",
                        report,
                        Map.of("Content-Type", "application/xml"));
    }

    private String report(List<Transfer> told) {
        return StatusReportXml.of(
                UUID.randomUUID().toString().replace("-", ""),
                told.getFirst().messageId(),
                told.stream().map(Transfer::endToEndId).toList(),
                bank::word);
    }

    private void comeToRest(Chance chance) {
        claims.forEach(claim -> hasDecided(chance, "disputes/" + claim.id() + ":keep"));
        holds.forEach(hold -> hasDecided(chance, "holds/" + hold.id() + ":release"));
        for (Sale sale : sales) {
            Answer answer = until(() -> asShop(chance).post("/api/v1/orders/" + sale.orderId() + ":deliver", "{}"));
            assertThat(answer.status()).as(answer.body()).isIn(200, 409);
        }
        clock().advance(Duration.ofHours(1));
        query(() -> {
            maturity.sweep();
            seals.seal();
            return true;
        });
        payOut(chance);
        query(() -> jdbc.sql("select batch_id from payout_batch")
                        .query(UUID.class)
                        .list())
                .forEach(batch -> send(chance, batch.toString()));
        Map<String, List<Transfer>> open = new HashMap<>();
        transfers(Set.of("SUBMITTED", "ACCEPTED", "UNKNOWN"))
                .forEach(transfer -> open.computeIfAbsent(transfer.batchId(), batch -> new ArrayList<>())
                        .add(transfer));
        open.forEach((batchId, transfers) -> {
            transfers.forEach(transfer -> bank.instruct(transfer, chance));
            ok(until(() -> report(chance, batchId, report(transfers))));
        });
    }

    /** From the entries, and by nothing but addition. */
    private void everythingIsThereOnce() {
        for (Sale sale : sales) {
            assertThat(jdbc.sql("select left_minor from sale_line where order_id = ?")
                            .param(sale.orderId())
                            .query(Long.class)
                            .single())
                    .as(sale.orderId())
                    .isEqualTo(sale.left().get());
        }
        List<Transfer> all = transfers(Set.of("SETTLED", "RETURNED", "REJECTED"));
        assertThat(all)
                .hasSize(bank.fates.size())
                .extracting(Transfer::endToEndId)
                .doesNotHaveDuplicates();
        for (int guide = 0; guide < guides.size(); guide++) {
            String id = guides.get(guide);
            long earned = 0;
            for (Sale sale : sales) {
                earned += earned(guide, sale.guide().get(), sale.left().get());
            }
            long paid = all.stream()
                    .filter(transfer -> transfer.guide().equals(id))
                    .mapToLong(transfer -> bank.paid(transfer.endToEndId()))
                    .sum();
            Map<String, Long> held = new HashMap<>();
            jdbc.sql("""
                            select a.kind, sum(e.amount_minor)::bigint from entry e join account a using (account_id)
                             where a.owner = ? group by a.kind
                            """)
                    .param(id)
                    .query((row, number) -> held.put(row.getString(1), row.getLong(2)))
                    .list();

            assertThat(held.values().stream().mapToLong(amount -> amount).sum())
                    .as("nothing that guide %d earned is lost, and nothing more is there: %s", guide, held)
                    .isEqualTo(earned);
            assertThat(held.getOrDefault("GUIDE_PAID", 0L))
                    .as("what the bank really paid to guide %d", guide)
                    .isEqualTo(paid);
            assertThat(held.getOrDefault("GUIDE_PENDING", 0L)).isZero();
            assertThat(held.getOrDefault("GUIDE_RESERVED", 0L)).isZero();
        }
        assertThat(reconciliation.reconcile(10).mismatches()).isEmpty();
        assertThat(jdbc.sql("select deadlocks from pg_stat_database where datname = current_database()")
                        .query(Long.class)
                        .single())
                .as("nobody waited for each other crosswise, since PostgreSQL's statistics were last lost")
                .isZero();
        seals.seal();
        assertThat(seals.firstBroken()).isEmpty();
    }

    /** 10 % of what is left; 70 % of that to the guide, and a tenth of the rest to the first one, who brought the others. */
    private static long earned(int guide, int seller, long net) {
        if (seller == Sale.NOBODY) {
            return 0;
        }
        long commission = net / 10;
        long own = commission * 7 / 10;
        if (guide == seller) {
            return own;
        }
        return guide == 0 ? (commission - own) / 10 : 0;
    }

    private List<Transfer> transfers(Set<String> statuses) {
        return query(() -> jdbc.sql("""
                        select i.item_id, i.batch_id, b.message_id, i.guide_id, i.end_to_end_id, i.status, i.amount_minor
                          from payout_item i join payout_batch b using (batch_id) where i.status = any(?)
                        """)
                .param(statuses.toArray(String[]::new))
                .query((row, number) -> new Transfer(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getLong(7)))
                .list());
    }

    private void someSale(Chance chance, java.util.function.Consumer<Sale> use) {
        if (!sales.isEmpty()) {
            use.accept(chance.pick(sales));
        }
    }

    private HttpProbe asShop(Chance chance) {
        return chance.pick(instances)
                .withToken(TestTokens.mint(
                        "shop",
                        Map.of("merchant_id", shop),
                        Scopes.all(),
                        Instant.now().plusSeconds(600)));
    }

    private HttpProbe asGuide(Chance chance, int guide) {
        return chance.pick(instances)
                .withToken(TestTokens.mint(
                        "guide",
                        Map.of("guide_id", guides.get(guide)),
                        Scopes.all(),
                        Instant.now().plusSeconds(600)));
    }

    private HttpProbe as(Chance chance, String person) {
        return chance.pick(instances)
                .withToken(TestTokens.of(person, Scopes.all().toArray(String[]::new)));
    }

    /** Asks until there is an answer, at either instance. */
    private Answer until(Supplier<Answer> request) {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            asked.incrementAndGet();
            try {
                Answer answer = request.get();
                if (answer.status() < 500 || Instant.now().isAfter(end)) {
                    return answer;
                }
            } catch (UncheckedIOException broken) {
                if (Instant.now().isAfter(end)) {
                    throw broken;
                }
            }
            askedAgain.incrementAndGet();
            rest();
        }
    }

    private static <T> T query(Supplier<T> query) {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                return query.get();
            } catch (DataAccessException | TransactionException away) {
                if (Instant.now().isAfter(end)) {
                    throw away;
                }
                rest();
            }
        }
    }

    private static void rest() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
