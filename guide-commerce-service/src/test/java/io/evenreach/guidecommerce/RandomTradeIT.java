package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.evenreach.guidecommerce.ledger.Seals;
import io.evenreach.testkit.Chance;
import io.evenreach.testkit.HttpProbe;
import io.evenreach.testkit.HttpProbe.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Random trade over HTTP on PostgreSQL, held after every step against plain maps: what is left of each line, and what the
 * bank has said of each transfer. Any request may come twice at once; the ledger is sealed in between, by one or two at once
 * or by one whose session of PostgreSQL ends in the middle, and its chain of seals is digested anew in another way.
 */
class RandomTradeIT extends ServiceTestBase {

    private static final List<String> CURRENCIES = List.of("AUD", "CAD", "NZD", "SGD", "HKD", "ZAR");
    private static final Set<String> UNDER_WAY = Set.of("DRAFT", "APPROVED", "SUBMITTED", "UNKNOWN");
    private static final Map<String, List<String>> BANK = Map.of(
            "SUBMITTED", List.of("settle", "settle", "reject", "unknown"),
            "UNKNOWN", List.of("settle", "reject"),
            "SETTLED", List.of("return", "settle", "settle"));

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Seals seals;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private TransactionTemplate transaction;

    @Test
    void keepsTheBooksAsPlainMapsWould() {
        LedgerChain chain = new LedgerChain(jdbc);
        Chance.forSeeds(3, chance -> {
            Trade trade = new Trade(chance, chain);
            for (int step = 0; step < 40; step++) {
                trade.step();
                trade.check();
            }
            seals.seal();
            assertThat(chain.unsealed()).as("postings that no seal has").isZero();
            chain.check();
        });
    }

    private record Sale(String orderId, String guide) {}

    private static final class Transfer {
        final String itemId;
        final String guide;
        final long amountMinor;
        String status = "DRAFT";

        Transfer(String itemId, String guide, long amountMinor) {
            this.itemId = itemId;
            this.guide = guide;
            this.amountMinor = amountMinor;
        }
    }

    private final class Trade {

        private final Chance chance;
        private final LedgerChain chain;
        private final String currency;
        private final String shop;
        private final List<String> guides = new ArrayList<>();
        private final Map<String, String> clicks = new HashMap<>();
        private final Map<Sale, Long> left = new LinkedHashMap<>();
        private final Map<String, Boolean> isDelivered = new HashMap<>();
        private final List<Transfer> transfers = new ArrayList<>();
        private int refunds;

        Trade(Chance chance, LedgerChain chain) {
            this.chance = chance;
            this.chain = chain;
            this.currency = CURRENCIES.get(Math.floorMod((int) chance.nextLong(), CURRENCIES.size()));
            this.shop = shop(currency, 0);
            guides.add(activeGuide());
            String code = referralCode(guides.getFirst());
            guides.add(activeGuide(code));
            guides.forEach(guide -> clicks.put(guide, click(guide, shop)));
        }

        void step() {
            switch (chance.below(8)) {
                case 0 -> sell();
                case 1 -> deliver();
                case 2 -> refund();
                case 3 -> payOut();
                case 4 -> seal();
                case 5 -> endTheSealersSession();
                default -> bank();
            }
        }

        private void sell() {
            String guide = chance.pick(guides);
            long net = chance.between(1, 200_000);
            left.put(new Sale(paidOrder(shop, clicks.get(guide), net, currency), guide), net);
        }

        private void deliver() {
            for (Sale sale : left.keySet()) {
                if (chance.percent(60) && isDelivered.putIfAbsent(sale.orderId(), true) == null) {
                    twice(() -> merchant(shop).post("/api/v1/orders/" + sale.orderId() + ":deliver", "{}"))
                            .forEach(answer -> ok(answer));
                }
            }
        }

        private void refund() {
            List<Sale> open =
                    left.keySet().stream().filter(sale -> left.get(sale) > 0).toList();
            if (open.isEmpty()) {
                return;
            }
            Sale sale = chance.pick(open);
            long amount = chance.percent(40) ? left.get(sale) : 1 + Math.floorMod(chance.nextLong(), left.get(sale));
            String refundId = "r" + refunds++;
            twice(() -> RandomTradeIT.this.refund(shop, sale.orderId(), refundId, amount, currency))
                    .forEach(answer -> ok(answer));
            left.merge(sale, -amount, Long::sum);
        }

        private void payOut() {
            Map<String, String> body =
                    Map.of("currency", currency, "through", clock().instant().toString());
            for (Answer answer : twice(() -> person("anna").post("/api/v1/payout-batches", body))) {
                if (answer.status() == 409) {
                    assertThat(answer.code()).isEqualTo("NOTHING_TO_PAY");
                    continue;
                }
                JsonNode batch = ok(answer);
                String path = "/api/v1/payout-batches/" + batch.path("batchId").asString();
                ok(brand().put(
                                "/api/v1/settings/payout-debtor",
                                Map.of("name", "Evenreach", "account", "FR1420041010050500013M02606")));
                ok(person("bea").post(path + ":approve", "{}"));
                List<String> files = twice(() -> brand().get(path + "/file")).stream()
                        .map(Answer::body)
                        .distinct()
                        .toList();
                assertThat(files).as("the same bytes for everybody").hasSize(1);
                for (JsonNode item : batch.path("items")) {
                    Transfer transfer = new Transfer(
                            item.path("itemId").asString(),
                            item.path("guideId").asString(),
                            item.path("amountMinor").asLong());
                    transfer.status = "SUBMITTED";
                    transfers.add(transfer);
                }
            }
        }

        private void bank() {
            for (Transfer transfer : transfers) {
                List<String> possible = BANK.getOrDefault(transfer.status, List.of());
                if (possible.isEmpty() || chance.percent(50)) {
                    continue;
                }
                String word = chance.pick(possible);
                HttpProbe brand = brand();
                twice(() -> brand.post(
                                "/api/v1/payout-items/" + transfer.itemId + ":" + word, Map.of("proof", "camt.053")))
                        .forEach(answer -> ok(answer));
                transfer.status = switch (word) {
                    case "settle" -> "SETTLED";
                    case "reject" -> "REJECTED";
                    case "return" -> "RETURNED";
                    default -> "UNKNOWN";
                };
            }
        }

        private void seal() {
            twice(() -> {
                seals.seal();
                return true;
            });
        }

        /** After it has marked what it seals, and before the seal is there: then neither is. */
        private void endTheSealersSession() {
            long unsealed = chain.unsealed();
            if (unsealed == 0) {
                return;
            }
            try (ExecutorService sealer = Executors.newSingleThreadExecutor()) {
                transaction.executeWithoutResult(status -> {
                    jdbc.sql("lock table ledger_seal in share mode").update();
                    Future<?> sealing = sealer.submit(seals::seal);
                    await().untilAsserted(
                                    () -> assertThat(endWhoeverWaitsToSeal()).isOne());
                    assertThatThrownBy(sealing::get).isInstanceOf(ExecutionException.class);
                });
            }
            assertThat(chain.unsealed()).isEqualTo(unsealed);
        }

        private long endWhoeverWaitsToSeal() {
            return jdbc.sql("""
                            select count(pg_terminate_backend(pid)) from pg_locks
                             where relation = 'ledger_seal'::regclass and not granted
                            """).query(Long.class).single();
        }

        /** The same request once, or from two callers at the same time. */
        private <T> List<T> twice(Supplier<T> request) {
            if (chance.percent(60)) {
                return List.of(request.get());
            }
            try (ExecutorService two = Executors.newFixedThreadPool(2)) {
                List<T> answers = new ArrayList<>();
                for (Future<T> answer : two.invokeAll(List.<Callable<T>>of(request::get, request::get))) {
                    answers.add(answer.get());
                }
                return answers;
            } catch (InterruptedException | ExecutionException failed) {
                throw new AssertionError(failed);
            }
        }

        void check() {
            for (String guide : guides) {
                long earned = left.entrySet().stream()
                        .mapToLong(sale -> earned(guide, sale.getKey(), sale.getValue()))
                        .sum();
                long underWay = sum(guide, UNDER_WAY);
                long paid = sum(guide, Set.of("SETTLED"));
                List<Long> balance = balance(guide, currency);

                assertThat(balance.get(0) + balance.get(1) + balance.get(2) + balance.get(3) - balance.get(4))
                        .as("what is left of the sales of a guide")
                        .isEqualTo(earned);
                assertThat(balance.get(2)).as("reserved").isEqualTo(underWay);
                assertThat(balance.get(3)).as("paid").isEqualTo(paid);
                assertThat(balance).allMatch(amount -> amount >= 0);
            }
            leavesBalancedBooks();
            chain.check();
        }

        /** 10 % of what is left; 70 % of that to the guide, and a tenth of the rest to whoever brought them. */
        private long earned(String guide, Sale sale, long net) {
            long commission = net / 10;
            long own = commission * 7 / 10;
            if (sale.guide().equals(guide)) {
                return own;
            }
            return guide.equals(guides.getFirst()) ? (commission - own) / 10 : 0;
        }

        private long sum(String guide, Set<String> statuses) {
            return transfers.stream()
                    .filter(transfer -> transfer.guide.equals(guide) && statuses.contains(transfer.status))
                    .mapToLong(transfer -> transfer.amountMinor)
                    .sum();
        }
    }
}
