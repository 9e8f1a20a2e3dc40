package io.evenreach.guidecommerce.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.books.Account;
import io.evenreach.guidecommerce.books.AccountKind;
import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.CommissionEvent;
import io.evenreach.guidecommerce.books.CommissionLife;
import io.evenreach.guidecommerce.books.CommissionState;
import io.evenreach.guidecommerce.books.Entry;
import io.evenreach.guidecommerce.books.IllegalStepException;
import io.evenreach.guidecommerce.books.Legs;
import io.evenreach.guidecommerce.books.Payout;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.payout.domain.ItemEvent;
import io.evenreach.guidecommerce.payout.domain.ItemLife;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.guidecommerce.simulation.Tables.Chargeback;
import io.evenreach.guidecommerce.simulation.Tables.Item;
import io.evenreach.guidecommerce.simulation.Tables.Row;
import io.evenreach.testkit.Chance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Random trade with a movable clock, crashes between any two writes and a bank that drops, doubles, delays and reorders.
 * After every step the books are held against plain maps that count in another way. 10,000 seeds:
 * {@code -Devenreach.runs=10000}.
 */
class TradeSimulationTest {

    private static final Set<ItemStatus> LIVE = Set.of(
            ItemStatus.DRAFT, ItemStatus.APPROVED, ItemStatus.SUBMITTED, ItemStatus.ACCEPTED, ItemStatus.UNKNOWN);

    private static final List<String> CURRENCIES = List.of("EUR", "EUR", "EUR", "JPY");

    @Test
    void keepsEveryInvariantWhateverHappens() {
        EnumSet<CommissionState> reached = EnumSet.noneOf(CommissionState.class);
        Chance.forSeeds(200, chance -> {
            Trade trade = new Trade(chance);
            for (int step = 0; step < 200; step++) {
                trade.step();
                trade.check();
            }
            trade.comeToRest();
            trade.check();
            trade.checkAgainstTheBank();
            reached.addAll(trade.reached);
        });

        if (Long.getLong("evenreach.seed") == null) {
            assertThat(EnumSet.complementOf(reached))
                    .as("states that the trade never came to")
                    .isEmpty();
        }
    }

    /** What should be, in plain maps: no legs, no states, no postings. */
    private static final class Expected {
        final Map<String, Long> left = new HashMap<>();
        final Map<String, Instant> returnableUntil = new HashMap<>();

        /** By cumulative net: what a payee has earned with what is left of a line. */
        static long earned(SaleLine line, long left, int depth) {
            long commission = left * line.rates().commissionBps() / 10_000;
            long guide = commission * line.rates().guideShareBps() / 10_000;
            if (depth == 0) {
                return guide;
            }
            long platform = commission - guide;
            long share = 0;
            for (int i = 0; i < depth; i++) {
                share = platform * line.rates().referrerShareOfPlatformBps() / 10_000;
                platform -= share;
            }
            return share;
        }
    }

    private static final class Trade {

        private final Chance chance;
        private final Tables tables;
        private final FakeBank bank;
        private final Expected expected = new Expected();
        private final List<List<String>> payees = new ArrayList<>();
        private final Map<String, String> referrers = new HashMap<>();
        private final List<Posting> seen = new ArrayList<>();
        final EnumSet<CommissionState> reached = EnumSet.noneOf(CommissionState.class);
        private final int taxPercent;
        private Instant now = Instant.parse("2026-06-01T00:00:00Z");
        private long nextId = 1;

        Trade(Chance chance) {
            this.chance = chance;
            int crashPercent = chance.pick(List.of(0, 1, 5, -1));
            this.tables = new Tables(chance, Math.max(0, crashPercent), crashPercent < 0);
            this.taxPercent = chance.pick(List.of(0, 0, 20));
            this.bank = new FakeBank(chance);
            // A forest: whoever comes later may have been brought by somebody who came before.
            for (int guide = 0; guide < 4; guide++) {
                if (guide > 0 && chance.percent(70)) {
                    referrers.put("guide-" + guide, "guide-" + chance.below(guide));
                }
                List<String> chain = new ArrayList<>(List.of("guide-" + guide));
                int depth = chance.between(0, Legs.REFERRAL_DEPTH_MAX);
                while (chain.size() <= depth && referrers.containsKey(chain.getLast())) {
                    chain.add(referrers.get(chain.getLast()));
                }
                payees.add(chain);
            }
        }

        private UUID id() {
            return new UUID(0, nextId++);
        }

        void step() {
            switch (chance.below(20)) {
                case 0, 1 -> sell();
                case 2 -> deliver();
                case 3, 4 -> refund();
                case 5, 6 -> mature();
                case 7, 8 -> payOut();
                case 9 -> emit();
                case 10, 11 -> {
                    for (int letters = 0; letters < 3; letters++) {
                        bank.post().forEach(letter -> happened(letter.itemId(), letter.event()));
                    }
                }
                case 12 -> {
                    if (chance.percent(50)) {
                        bank.sendOneBack();
                    } else {
                        reconcile();
                    }
                }
                case 13 -> pressAnything();
                case 14 -> dispute();
                case 15, 16 -> endDispute();
                case 17 -> writeOff();
                case 18 -> {
                    if (chance.percent(30)) {
                        suspect();
                    } else {
                        decide();
                    }
                }
                default -> now = now.plus(Duration.ofHours(chance.between(1, 72)));
            }
        }

        private void sell() {
            long net = chance.between(1, 3) == 1 ? chance.between(1, 20) : chance.between(1, 1_000_000);
            String currency = chance.pick(CURRENCIES);
            SaleLine line = new SaleLine(
                    "order:" + nextId++,
                    "l",
                    "shop",
                    currency,
                    new Rates(chance.between(0, 10_000), chance.between(0, 10_000), chance.between(0, 10_000)),
                    chance.pick(payees),
                    net,
                    net);
            boolean done = tables.transaction(() -> {
                tables.put(line);
                for (int depth = 0; depth < line.payees().size(); depth++) {
                    long amount = line.legs().payee(depth);
                    if (amount > 0) {
                        tables.put(
                                Commission.accrued(id(), line.payees().get(depth), depth, currency, amount),
                                line.source() + "/l",
                                Instant.MAX);
                    }
                }
                tables.post(line.accrual());
            });
            if (done) {
                expected.left.put(line.source() + "/l", net);
            }
        }

        /** Mostly one that was paid out, because that is where debt comes from. */
        private Optional<String> someLine() {
            List<String> paid = tables.commissions.values().stream()
                    .filter(row -> row.commission().state().account() == AccountKind.GUIDE_PAID)
                    .map(Row::line)
                    .toList();
            List<String> all = !paid.isEmpty() && chance.percent(60) ? paid : List.copyOf(tables.lines.keySet());
            return all.isEmpty() ? Optional.empty() : Optional.of(chance.pick(all));
        }

        private void deliver() {
            for (String line : List.copyOf(tables.lines.keySet())) {
                if (expected.returnableUntil.containsKey(line) || chance.percent(30)) {
                    continue;
                }
                Instant until = now.plus(Duration.ofDays(chance.pick(List.of(0, 0, 7))));
                if (tables.transaction(() -> ofLine(line).forEach(row -> tables.put(row.commission(), line, until)))) {
                    expected.returnableUntil.put(line, until);
                }
            }
        }

        private List<Row> ofLine(String line) {
            return List.copyOf(tables.commissions.values()).stream()
                    .filter(row -> row.line().equals(line))
                    .toList();
        }

        private void refund() {
            someLine().ifPresent(key -> {
                SaleLine line = tables.lines.get(key);
                if (line.leftMinor() == 0) {
                    return;
                }
                long amount =
                        chance.percent(30) ? line.leftMinor() : 1 + Math.floorMod(chance.nextLong(), line.leftMinor());
                String refundId = "refund-" + nextId++;
                boolean done = false;
                // The shop tries again until it is answered, and once more for luck.
                for (int tries = 0; tries < 5 && !done; tries++) {
                    done = tables.transaction(() -> refund(key, refundId, amount));
                }
                if (done) {
                    expected.left.merge(key, -amount, Long::sum);
                    tables.transaction(() -> refund(key, refundId, amount));
                }
            });
        }

        private void refund(String key, String refundId, long amount) {
            if (tables.refunds.contains(refundId)) {
                return;
            }
            write(key, tables.lines.get(key).refund(refundId, amount, commissionsOf(key)));
            tables.refunds.add(refundId);
        }

        /** The shopper's bank takes money back, of whatever is left; it says so until it is answered, and once more. */
        private void dispute() {
            someLine().ifPresent(key -> {
                String id = "chargeback-" + nextId++;
                long asked = 1
                        + Math.floorMod(chance.nextLong(), tables.lines.get(key).netMinor());
                boolean done = false;
                for (int tries = 0; tries < 5 && !done; tries++) {
                    done = tables.transaction(() -> dispute(key, id, asked));
                }
                if (done) {
                    expected.left.merge(key, -Math.min(asked, expected.left.get(key)), Long::sum);
                    tables.transaction(() -> dispute(key, id, asked));
                }
            });
        }

        private void dispute(String key, String id, long asked) {
            if (tables.chargebacks.containsKey(id)) {
                return;
            }
            SaleLine line = tables.lines.get(key);
            long amount = Math.min(asked, line.leftMinor());
            tables.put(id, new Chargeback(key, amount, true));
            if (amount > 0) {
                write(key, line.takenBack("CHARGEBACK", id, amount, commissionsOf(key)));
            }
        }

        /** It is lost, or won: then everybody has again what was taken. Either is said twice. */
        private void endDispute() {
            List<String> open = tables.chargebacks.entrySet().stream()
                    .filter(chargeback -> chargeback.getValue().isOpen())
                    .map(Map.Entry::getKey)
                    .toList();
            if (open.isEmpty()) {
                return;
            }
            String id = chance.pick(open);
            Chargeback chargeback = tables.chargebacks.get(id);
            boolean isWon = chance.percent(60);
            if (tables.transaction(() -> endDispute(id, isWon)) && isWon) {
                expected.left.merge(chargeback.line(), chargeback.takenMinor(), Long::sum);
            }
            if (!tables.chargebacks.get(id).isOpen()) {
                tables.transaction(() -> endDispute(id, isWon));
            }
        }

        private void endDispute(String id, boolean isWon) {
            Chargeback chargeback = tables.chargebacks.get(id);
            if (!chargeback.isOpen()) {
                return;
            }
            String key = chargeback.line();
            tables.put(id, new Chargeback(key, chargeback.takenMinor(), false));
            if (isWon && chargeback.takenMinor() > 0) {
                write(
                        key,
                        tables.lines
                                .get(key)
                                .restored("CHARGEBACK_WON", id, chargeback.takenMinor(), commissionsOf(key), this::id));
            }
        }

        private void write(String key, SaleLine.Refund change) {
            tables.put(change.after());
            for (Commission commission : change.commissions()) {
                Row before = tables.commissions.get(commission.commissionId());
                Instant payableFrom =
                        before == null ? expected.returnableUntil.getOrDefault(key, Instant.MAX) : before.payableFrom();
                tables.put(commission, key, payableFrom);
            }
            tables.post(change.posting());
        }

        private List<Commission> commissionsOf(String key) {
            return ofLine(key).stream().map(Row::commission).toList();
        }

        /** The platform bears somebody's debt. */
        private void writeOff() {
            List<Commission> indebted = tables.commissions.values().stream()
                    .map(Row::commission)
                    .filter(commission -> commission.debtMinor() > 0
                            && CommissionLife.after(commission.state(), CommissionEvent.POLICY_LIMIT)
                                    .isPresent())
                    .toList();
            if (indebted.isEmpty()) {
                return;
            }
            Commission commission = chance.pick(indebted);
            tables.transaction(() -> {
                Commission.Step step = commission.writtenOff();
                tables.put(List.of(step.after()));
                tables.post(new Posting(
                        "write-off",
                        "WRITE_OFF",
                        commission.commissionId() + "/" + nextId++,
                        SaleLine.entriesOf("payee", commission, step.moves())));
            });
        }

        /** Something is wrong with a sale, best with one that came back after it was netted: what can be kept is not paid. */
        private void suspect() {
            List<String> cameBack = tables.commissions.values().stream()
                    .filter(row -> row.commission().state() == CommissionState.PAYABLE
                            && row.commission().locatedMinor()
                                    > row.commission().leftMinor())
                    .map(Row::line)
                    .toList();
            Optional<String> some = cameBack.isEmpty() ? someLine() : Optional.of(chance.pick(cameBack));
            some.ifPresent(key -> tables.transaction(() -> hold(key)));
        }

        private void hold(String key) {
            for (Commission commission : commissionsOf(key)) {
                if (commission.leftMinor() > 0
                        && CommissionLife.after(commission.state(), CommissionEvent.FRAUD)
                                .isPresent()) {
                    change(key, "HOLD", commission, commission.suspected());
                }
            }
        }

        private void clear(String key) {
            for (Commission commission : commissionsOf(key)) {
                if (commission.state() == CommissionState.HELD) {
                    change(key, "CLEAR", commission, commission.cleared());
                }
            }
        }

        private void change(String key, String type, Commission before, Commission.Step step) {
            tables.put(List.of(step.after()));
            tables.post(new Posting(
                    key,
                    type,
                    before.commissionId() + "/" + nextId++,
                    SaleLine.entriesOf("payee", before, step.moves())));
        }

        /** Nothing was wrong with a sale; or it is nobody's, where none of it is on its way to the bank. */
        private void decide() {
            List<String> held = tables.commissions.values().stream()
                    .filter(row -> row.commission().state() == CommissionState.HELD)
                    .map(Row::line)
                    .distinct()
                    .toList();
            // What was found only after it had been paid is not held; it can be taken back all the same.
            List<String> paid = tables.commissions.values().stream()
                    .filter(row -> row.commission().state() == CommissionState.PAID
                            && row.commission().leftMinor() > 0)
                    .map(Row::line)
                    .distinct()
                    .toList();
            boolean isPaid = !paid.isEmpty() && (held.isEmpty() || chance.percent(20));
            if (held.isEmpty() && !isPaid) {
                return;
            }
            String key = chance.pick(isPaid ? paid : held);
            boolean isReserved = commissionsOf(key).stream()
                    .anyMatch(commission -> commission.state().account() == AccountKind.GUIDE_RESERVED);
            boolean isUpheld = !isReserved && chance.percent(40);
            tables.transaction(() -> {
                if (isUpheld) {
                    uphold(key);
                }
                clear(key);
            });
        }

        private void uphold(String key) {
            hold(key);
            SaleLine line = tables.lines.get(key);
            SaleLine.Refund voided = line.voided(
                    "VOID",
                    "hold-" + nextId++,
                    commissionsOf(key).stream()
                            .filter(commission -> commission.leftMinor() > 0)
                            .toList());
            tables.put(voided.commissions());
            tables.post(voided.posting());
            tables.put(new SaleLine(
                    line.source(),
                    line.lineId(),
                    line.merchantId(),
                    line.currency(),
                    new Rates(0, 0, 0),
                    line.payees(),
                    line.netMinor(),
                    line.leftMinor()));
        }

        /** Everything that is due, whether it was made payable before or not: what cannot happen to it is refused. */
        private void mature() {
            for (Row row : List.copyOf(tables.commissions.values())) {
                if (!row.payableFrom().isAfter(now)) {
                    tables.transaction(() -> matured(row));
                }
            }
        }

        private void matured(Row row) {
            Commission.Step step;
            try {
                step = row.commission().matured();
            } catch (IllegalStepException refused) {
                return;
            }
            change(row.line(), "MATURE", row.commission(), step);
        }

        private void payOut() {
            List<Commission> due = tables.commissions.values().stream()
                    .map(Row::commission)
                    .filter(commission -> commission.state() == CommissionState.PAYABLE)
                    .toList();
            if (due.isEmpty()) {
                return;
            }
            String guide = chance.pick(due).payee();
            String currency = chance.pick(due).currency();
            tables.transaction(() -> {
                List<Commission> own = tables.commissions.values().stream()
                        .map(Row::commission)
                        .filter(commission -> commission.payee().equals(guide)
                                && commission.currency().equals(currency))
                        .toList();
                List<Commission> payable = own.stream()
                        .filter(commission -> commission.state() == CommissionState.PAYABLE)
                        .toList();
                List<Commission> indebted = own.stream()
                        .filter(commission -> commission.debtMinor() > 0
                                && Set.of(CommissionState.PAID, CommissionState.CLAWBACK_DUE)
                                        .contains(commission.state()))
                        .toList();
                Payout.pick(id(), payable, indebted, 1, earned -> earned * taxPercent / 100)
                        .ifPresent(picked -> {
                            tables.put(new Item(picked.payout(), ItemStatus.DRAFT));
                            tables.put(picked.change().changed());
                            tables.post(picked.change().posting());
                        });
            });
        }

        /** Approves and sends; the process may die before, between and after. A file that may be out is not sent anew. */
        private void emit() {
            for (Item item : List.copyOf(tables.items.values())) {
                if (item.status() == ItemStatus.DRAFT || item.status() == ItemStatus.APPROVED) {
                    UUID itemId = item.payout().itemId();
                    happened(itemId, chance.percent(90) ? ItemEvent.APPROVE : ItemEvent.CANCEL);
                    boolean sent = happened(itemId, ItemEvent.EMIT);
                    if (sent && chance.percent(95)) {
                        bank.instruct(itemId, item.payout().amountMinor());
                    }
                    if (sent && chance.percent(20)) {
                        // The same bytes are taken to the bank again, because nobody remembers whether they were.
                        bank.instruct(itemId, item.payout().amountMinor());
                    }
                    if (chance.percent(30)) {
                        happened(itemId, ItemEvent.LOST);
                    }
                }
            }
        }

        /** Asks the bank's books about everything that is not over. */
        private void reconcile() {
            for (Item item : List.copyOf(tables.items.values())) {
                if (Set.of(ItemStatus.SUBMITTED, ItemStatus.UNKNOWN, ItemStatus.SETTLED)
                        .contains(item.status())) {
                    UUID itemId = item.payout().itemId();
                    List<ItemEvent> said = bank.statement(itemId);
                    bank.forget(itemId);
                    said.forEach(event -> happened(itemId, event));
                }
            }
        }

        /** Somebody presses whatever there is to press, on whichever transfer. */
        private void pressAnything() {
            List<Item> all = List.copyOf(tables.items.values());
            if (!all.isEmpty()) {
                Payout payout = chance.pick(all).payout();
                ItemEvent event =
                        chance.pick(List.of(ItemEvent.APPROVE, ItemEvent.CANCEL, ItemEvent.EMIT, ItemEvent.LOST));
                if (happened(payout.itemId(), event) && event == ItemEvent.EMIT) {
                    bank.instruct(payout.itemId(), payout.amountMinor());
                }
            }
        }

        /** @return whether it did, and was written */
        private boolean happened(UUID itemId, ItemEvent event) {
            Optional<ItemStatus> next = ItemLife.after(tables.items.get(itemId).status(), event);
            return next.isPresent()
                    && tables.transaction(() -> {
                        Payout payout = tables.items.get(itemId).payout();
                        tables.put(new Item(payout, next.get()));
                        book(payout, next.get());
                    });
        }

        private void book(Payout payout, ItemStatus status) {
            List<Commission> paid = find(payout.commissions());
            List<Commission> debtors = find(
                    payout.nettings().stream().map(Payout.Netting::commissionId).toList());
            Payout.Change change = switch (status) {
                case SETTLED -> payout.settled(paid);
                case REJECTED, CANCELLED -> payout.released(paid, debtors);
                case RETURNED -> payout.returned(paid, debtors);
                default -> null;
            };
            if (change != null) {
                tables.put(change.changed());
                tables.post(change.posting());
            }
        }

        private List<Commission> find(List<UUID> ids) {
            return ids.stream()
                    .map(id -> tables.commissions.get(id).commission())
                    .toList();
        }

        void comeToRest() {
            tables.calm();
            do {
                emit();
                reconcile();
            } while (tables.items.values().stream().anyMatch(item -> LIVE.contains(item.status())));
        }

        void check() {
            appendsOnly();
            balances();
            earnings();
            payouts();
            tax();
            holds();
            referral();
            places();
        }

        /** Every account holds what the commissions say that it holds, so that nothing lies where nobody looks for it. */
        private void places() {
            Map<Account, Long> located = new HashMap<>();
            for (Row row : tables.commissions.values()) {
                Commission commission = row.commission();
                reached.add(commission.state());
                if (commission.state() == CommissionState.REVERSED || commission.state() == CommissionState.VOIDED) {
                    assertThat(commission.locatedMinor()).isZero();
                }
                AccountKind kind = commission.state().account();
                if (kind == AccountKind.GUIDE_PENDING || kind == AccountKind.GUIDE_PAYABLE) {
                    located.merge(
                            new Account(kind, commission.payee(), commission.currency()),
                            commission.locatedMinor(),
                            Long::sum);
                }
                located.merge(
                        new Account(AccountKind.GUIDE_DEBT, commission.payee(), commission.currency()),
                        -commission.debtMinor(),
                        Long::sum);
                located.merge(
                        Account.ofPlatform(AccountKind.BAD_DEBT, commission.currency()),
                        -commission.writtenOffMinor(),
                        Long::sum);
            }
            located.forEach((account, amount) -> assertThat(tables.balances.getOrDefault(account, 0L))
                    .as("%s", account)
                    .isEqualTo(amount));
        }

        /** I2: what was posted stays as it was. I1: it balances, in every currency. */
        private void appendsOnly() {
            assertThat(tables.postings.subList(0, seen.size())).isEqualTo(seen);
            for (Posting posting : tables.postings.subList(seen.size(), tables.postings.size())) {
                Map<String, Long> sums = new HashMap<>();
                posting.entries()
                        .forEach(entry -> sums.merge(entry.account().currency(), entry.amountMinor(), Long::sum));
                assertThat(sums.values()).as("%s", posting).allMatch(sum -> sum == 0);
                seen.add(posting);
            }
        }

        /** I5, I10: balances are the fold of the entries, and only debt is negative. */
        private void balances() {
            Map<Account, Long> fold = new HashMap<>();
            for (Posting posting : tables.postings) {
                for (Entry entry : posting.entries()) {
                    fold.merge(entry.account(), entry.amountMinor(), Long::sum);
                }
            }
            assertThat(tables.balances).isEqualTo(fold);
            tables.balances.forEach((account, balance) -> {
                switch (account.kind()) {
                    case GUIDE_PENDING, GUIDE_PAYABLE, GUIDE_RESERVED, GUIDE_PAID, PLATFORM_REVENUE, TAX_WITHHELD ->
                        assertThat(balance).as("%s", account).isNotNegative();
                    case GUIDE_DEBT, REFERRAL_EXPENSE, MERCHANT_CLEARING, BAD_DEBT ->
                        assertThat(balance).as("%s", account).isNotPositive();
                }
            });
        }

        /**
         * I7, I8: every guide has what is left of their sales, wherever it is, and what the platform bears of their debt;
         * the rest is the others', to the last cent.
         */
        private void earnings() {
            Map<String, Long> earned = new HashMap<>();
            Map<String, Long> captured = new HashMap<>();
            tables.lines.forEach((key, line) -> {
                long left = expected.left.get(key);
                assertThat(line.leftMinor()).isEqualTo(left);
                long commission = left * line.rates().commissionBps() / 10_000;
                captured.merge(line.currency(), commission, Long::sum);
                for (int depth = 0; depth < line.payees().size(); depth++) {
                    earned.merge(
                            line.payees().get(depth) + line.currency(), Expected.earned(line, left, depth), Long::sum);
                }
            });
            Map<String, Long> booked = new HashMap<>();
            Map<String, Long> pending = new HashMap<>();
            tables.balances.forEach((account, balance) -> {
                if (account.owner().startsWith("guide-")) {
                    booked.merge(account.owner() + account.currency(), balance, Long::sum);
                } else if (account.kind() == AccountKind.MERCHANT_CLEARING) {
                    pending.merge(account.currency(), -balance, Long::sum);
                }
            });
            tables.commissions.values().stream()
                    .map(Row::commission)
                    .forEach(commission -> earned.merge(
                            commission.payee() + commission.currency(), commission.writtenOffMinor(), Long::sum));
            earned.values().removeIf(amount -> amount == 0);
            booked.values().removeIf(amount -> amount == 0);
            captured.values().removeIf(amount -> amount == 0);
            pending.values().removeIf(amount -> amount == 0);
            assertThat(booked).isEqualTo(earned);
            assertThat(pending)
                    .as("what merchants owe is the commission on what is left")
                    .isEqualTo(captured);
        }

        /** I6, I9: a commission is in one live payout at most, whose amount is what it pays less what it nets. */
        private void payouts() {
            Set<UUID> inOne = new HashSet<>();
            Map<String, Long> reserved = new HashMap<>();
            for (Item item : tables.items.values()) {
                if (LIVE.contains(item.status())) {
                    Payout payout = item.payout();
                    payout.commissions().forEach(id -> assertThat(inOne.add(id)).isTrue());
                    long located = find(payout.commissions()).stream()
                            .mapToLong(Commission::locatedMinor)
                            .sum();
                    long netted = payout.nettings().stream()
                            .mapToLong(Payout.Netting::amountMinor)
                            .sum();
                    assertThat(payout.amountMinor())
                            .isEqualTo(located - netted - payout.withheldMinor())
                            .isPositive();
                    assertThat(payout.withheldMinor()).isEqualTo((located - netted) * taxPercent / 100);
                    assertThat(netted).isLessThanOrEqualTo(located / 2);
                    reserved.merge(payout.payee() + payout.currency(), payout.amountMinor(), Long::sum);
                }
            }
            tables.balances.forEach((account, balance) -> {
                if (account.kind() == AccountKind.GUIDE_RESERVED) {
                    assertThat(balance).isEqualTo(reserved.getOrDefault(account.owner() + account.currency(), 0L));
                }
            });
        }

        /** What is kept back of transfers that may have been paid is owed to the tax office, and nothing else is. */
        private void tax() {
            Map<String, Long> withheld = new HashMap<>();
            for (Item item : tables.items.values()) {
                if (LIVE.contains(item.status()) || item.status() == ItemStatus.SETTLED) {
                    Payout payout = item.payout();
                    withheld.merge(payout.payee() + payout.currency(), payout.withheldMinor(), Long::sum);
                }
            }
            tables.balances.forEach((account, balance) -> {
                if (account.kind() == AccountKind.TAX_WITHHELD) {
                    assertThat(balance).isEqualTo(withheld.getOrDefault(account.owner() + account.currency(), 0L));
                }
            });
        }

        /** I11: nobody earns twice of one sale, and nobody earns who did not bring the one below. */
        private void referral() {
            for (Row row : tables.commissions.values()) {
                List<String> chain = tables.lines.get(row.line()).payees();
                assertThat(chain).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(3);
                assertThat(row.commission().payee())
                        .isEqualTo(chain.get(row.commission().depth()));
                for (int depth = 1; depth < chain.size(); depth++) {
                    assertThat(referrers.get(chain.get(depth - 1))).isEqualTo(chain.get(depth));
                }
            }
        }

        /** I4, I12: nothing is payable before it is delivered and cannot be returned any more, nor while it is held. */
        private void holds() {
            for (Row row : tables.commissions.values()) {
                if (row.commission().state().account() != AccountKind.GUIDE_PENDING) {
                    assertThat(expected.returnableUntil.get(row.line()))
                            .isNotNull()
                            .isBeforeOrEqualTo(now);
                }
            }
            Map<String, Integer> matured = new HashMap<>();
            for (Posting posting : tables.postings) {
                int step = switch (posting.type()) {
                    case "MATURE" -> 1;
                    case "HOLD" -> -1;
                    default -> 0;
                };
                if (step != 0) {
                    assertThat(matured.merge(posting.externalId().split("/", 2)[0], step, Integer::sum))
                            .as("a commission becomes payable once, and again only after it was held")
                            .isLessThanOrEqualTo(1);
                }
            }
        }

        /** I9: what the books call paid is what the bank has paid and not taken back. */
        void checkAgainstTheBank() {
            Map<String, Long> byBank = new HashMap<>();
            Map<String, Long> byBooks = new HashMap<>();
            for (Item item : tables.items.values()) {
                assertThat(LIVE).as("everything came to an end").doesNotContain(item.status());
                long paid = bank.paidOut(List.of(item.payout().itemId()));
                if (paid > 0) {
                    byBank.merge(item.payout().payee() + item.payout().currency(), paid, Long::sum);
                }
            }
            tables.balances.forEach((account, balance) -> {
                if (account.kind() == AccountKind.GUIDE_PAID && balance != 0) {
                    byBooks.merge(account.owner() + account.currency(), balance, Long::sum);
                }
            });
            assertThat(byBooks).isEqualTo(byBank);
        }
    }
}
