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
import io.evenreach.guidecommerce.books.Seal;
import io.evenreach.guidecommerce.books.Sealing;
import io.evenreach.guidecommerce.payout.domain.ItemEvent;
import io.evenreach.guidecommerce.payout.domain.ItemLife;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.domain.HoldState;
import io.evenreach.guidecommerce.simulation.Tables.Chargeback;
import io.evenreach.guidecommerce.simulation.Tables.Hold;
import io.evenreach.guidecommerce.simulation.Tables.Item;
import io.evenreach.guidecommerce.simulation.Tables.Row;
import io.evenreach.testkit.Chance;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random trade with a movable clock, crashes between any two writes, a bank that drops, doubles, delays and reorders, and
 * people who turn out to be each other and part again, be it who buys and who earns of it or who was brought and by whom,
 * while who brought whom is corrected, and what is posted is sealed. After every step the books are held against plain maps
 * that count in another way. 10,000 seeds: {@code -Devenreach.runs=10000}.
 */
class TradeSimulationTest {

    private static final Set<ItemStatus> LIVE = Set.of(
            ItemStatus.DRAFT, ItemStatus.APPROVED, ItemStatus.SUBMITTED, ItemStatus.ACCEPTED, ItemStatus.UNKNOWN);

    private static final List<String> CURRENCIES = List.of("EUR", "EUR", "KWD", "JPY");

    @Test
    void keepsEveryInvariantWhateverHappens() {
        EnumSet<CommissionState> reached = EnumSet.noneOf(CommissionState.class);
        Map<HoldReason, Set<HoldState>> ofReferrers = new EnumMap<>(HoldReason.class);
        AtomicLong deathsOfSealers = new AtomicLong();
        EnumSet<HoldState> acrossDevices = EnumSet.noneOf(HoldState.class);
        AtomicLong givenOn = new AtomicLong();
        Chance.forSeeds(200, chance -> {
            Trade trade = new Trade(chance);
            for (int step = 0; step < 200; step++) {
                trade.step();
                trade.check();
            }
            trade.comeToRest();
            trade.check();
            trade.checkAgainstTheBank();
            trade.checkThatSealsTell();
            reached.addAll(trade.reached);
            trade.ofReferrers.forEach((reason, states) -> ofReferrers
                    .computeIfAbsent(reason, first -> EnumSet.noneOf(HoldState.class))
                    .addAll(states));
            deathsOfSealers.addAndGet(trade.deathsOfSealers);
            acrossDevices.addAll(trade.acrossDevices);
            givenOn.addAndGet(trade.expected.former.size());
        });

        if (Long.getLong("evenreach.seed") == null) {
            assertThat(EnumSet.complementOf(reached))
                    .as("states that the trade never came to")
                    .isEmpty();
            for (HoldReason reason : List.of(HoldReason.SAME_PERSON, HoldReason.SELF_REFERRAL)) {
                assertThat(ofReferrers.get(reason))
                        .as("states that holds of a referrer's part came to, %s", reason)
                        .containsExactlyInAnyOrder(HoldState.values());
            }
            assertThat(acrossDevices)
                    .as("states that holds of what a link on another device had won came to")
                    .containsExactlyInAnyOrder(HoldState.values());
            assertThat(givenOn).as("sales that were given to another guide").hasPositiveValue();
            assertThat(deathsOfSealers)
                    .as("how often somebody died while they sealed")
                    .hasPositiveValue();
        }
    }

    /** What should be, in plain maps: no legs, no states, no postings. */
    private static final class Expected {
        final Map<String, Long> left = new HashMap<>();
        final Map<String, Instant> returnableUntil = new HashMap<>();
        final Map<String, String> buyers = new HashMap<>();
        final Map<String, List<String>> chains = new HashMap<>();
        final Map<String, Set<Integer>> forfeited = new HashMap<>();

        /** Devices on which the links were followed by which guides have won what was bought on another. */
        final Map<String, String> touched = new HashMap<>();

        /** Who would have won it otherwise, with who brought them. */
        final Map<String, List<String>> successors = new HashMap<>();

        /** Whose it was before it was theirs. */
        final Map<String, List<String>> former = new HashMap<>();

        /** What a payee has earned with what is left of a line, unless they are the buyer's and it was taken back. */
        long earned(String key, SaleLine line, int depth) {
            return forfeited.getOrDefault(key, Set.of()).contains(depth) ? 0 : earned(line, left.get(key), depth);
        }

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

    /** I13: what the chain of seals should be, digested from the postings in the order in which they were seen here. */
    private static final class Chain {

        private final List<String> posted = new ArrayList<>();
        private final List<Seal> checked = new ArrayList<>();
        private byte[] digest = new byte[32];
        private int sealed;

        void add(Posting posting) {
            posted.add(posted.size() + ":" + posting);
        }

        /** Each seal digests the one before and the postings after those that it sealed; what is sealed stays so. */
        void check(List<Seal> seals) {
            assertThat(seals.subList(0, checked.size())).isEqualTo(checked);
            for (Seal seal : seals.subList(checked.size(), seals.size())) {
                assertThat(seal.number()).isEqualTo(checked.size() + 1L);
                assertThat(seal.postings()).isPositive();
                byte[] content = Tables.sha256(String.join("\n", posted.subList(sealed, sealed + seal.postings()))
                        .getBytes(StandardCharsets.UTF_8));
                digest = Tables.sha256(ByteBuffer.allocate(digest.length + content.length)
                        .put(digest)
                        .put(content)
                        .array());
                assertThat(seal.digest()).as("seal %d", seal.number()).isEqualTo(digest);
                sealed += seal.postings();
                checked.add(seal);
            }
        }

        /** Under which seal a posting is. */
        long sealOf(int at) {
            int until = 0;
            for (Seal seal : checked) {
                until += seal.postings();
                if (at < until) {
                    return seal.number();
                }
            }
            throw new AssertionError("posting " + at + " is under no seal");
        }
    }

    private static final class Trade {

        private final Chance chance;
        private final Tables tables;
        private final FakeBank bank;
        private final Expected expected = new Expected();
        private final People people;
        private final int referralDepth;
        private final List<Posting> seen = new ArrayList<>();
        private final Chain chain = new Chain();
        final EnumSet<CommissionState> reached = EnumSet.noneOf(CommissionState.class);
        final Map<HoldReason, Set<HoldState>> ofReferrers = new EnumMap<>(HoldReason.class);
        final Set<HoldState> acrossDevices = EnumSet.noneOf(HoldState.class);
        private final int taxPercent;
        private Instant now = Instant.parse("2026-06-01T00:00:00Z");
        private long nextId = 1;
        private long deathsOfSealers;

        Trade(Chance chance) {
            this.chance = chance;
            int crashPercent = chance.pick(List.of(0, 1, 5, -1));
            this.tables = new Tables(chance, Math.max(0, crashPercent), crashPercent < 0);
            this.taxPercent = chance.pick(List.of(0, 0, 20));
            this.bank = new FakeBank(chance);
            this.people = new People(chance);
            this.referralDepth = chance.between(0, Legs.REFERRAL_DEPTH_MAX);
        }

        private UUID id() {
            return new UUID(0, nextId++);
        }

        void step() {
            switch (chance.below(24)) {
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
                case 18 -> somebodyBecomesSomebodyElse();
                case 19 -> answer();
                case 20 -> people.reparent();
                case 21 -> {
                    if (chance.percent(30)) {
                        suspect();
                    } else {
                        decide();
                    }
                }
                case 22 -> seal(chance.between(1, 30));
                default -> now = now.plus(Duration.ofHours(chance.between(1, 72)));
            }
        }

        /** Some at a time, until all are sealed or the process dies; the next one goes on. */
        private void seal(int most) {
            AtomicBoolean isMore = new AtomicBoolean();
            long deaths = tables.deaths();
            boolean done;
            do {
                done = tables.transaction(() -> isMore.set(Sealing.sealSome(tables.new SealBook(), most)));
            } while (done && isMore.get());
            deathsOfSealers += tables.deaths() - deaths;
        }

        private void sell() {
            long net = chance.between(1, 3) == 1 ? chance.between(1, 20) : chance.between(1, 1_000_000);
            String currency = chance.pick(CURRENCIES);
            String buyer = people.someShopper();
            List<String> chain = chain();
            String phone = People.phoneOf(buyer);
            boolean isAcrossDevices = chance.percent(30) && people.areOne(phone, buyer);
            SaleLine line = new SaleLine(
                    "order:" + nextId++,
                    "l",
                    "shop",
                    currency,
                    new Rates(chance.between(0, 10_000), chance.between(0, 10_000), chance.between(0, 10_000)),
                    chain,
                    Set.of(),
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
                if (isAcrossDevices || chain.stream().anyMatch(payee -> people.areOne(payee, buyer))) {
                    tables.ask(line.source() + "/l");
                }
            });
            if (done) {
                expected.left.put(line.source() + "/l", net);
                expected.buyers.put(line.source() + "/l", buyer);
                expected.chains.put(line.source() + "/l", chain);
                if (isAcrossDevices) {
                    expected.touched.put(line.source() + "/l", phone);
                    List<String> other = chain();
                    if (Collections.disjoint(other, chain)) {
                        expected.successors.put(line.source() + "/l", other);
                    }
                }
            }
        }

        /** A guide and who brought them, up to one who is somebody below. */
        private List<String> chain() {
            List<String> chain = new ArrayList<>(List.of(people.someGuide()));
            while (chain.size() <= referralDepth) {
                String referrer = people.referrerOf(chain.getLast());
                if (referrer == null || chain.stream().anyMatch(payee -> people.areOne(payee, referrer))) {
                    break;
                }
                chain.add(referrer);
            }
            return chain;
        }

        /**
         * Somebody earns of a sale who is also whoever bought, or one of those whom they brought, or who led somebody else to
         * it.
         */
        private record Doubt(int depth, String payee, HoldReason reason) {}

        private List<Doubt> doubts(String key) {
            List<String> payees = tables.lines.get(key).payees();
            Stream<Doubt> ofPayees = IntStream.range(0, payees.size())
                    .boxed()
                    .flatMap(depth -> Stream.of(HoldReason.SAME_PERSON, HoldReason.SELF_REFERRAL)
                            .map(reason -> new Doubt(depth, payees.get(depth), reason)));
            boolean isAcrossDevices = expected.touched.containsKey(key) && !expected.former.containsKey(key);
            return Stream.concat(
                            isAcrossDevices
                                    ? Stream.of(new Doubt(0, payees.getFirst(), HoldReason.OTHER_BUYER))
                                    : Stream.empty(),
                            ofPayees)
                    .toList();
        }

        private boolean isRight(String key, Doubt doubt) {
            if (doubt.reason() == HoldReason.OTHER_BUYER) {
                return !people.areOne(expected.touched.get(key), expected.buyers.get(key));
            }
            List<String> payees = tables.lines.get(key).payees();
            List<String> others = doubt.reason() == HoldReason.SAME_PERSON
                    ? List.of(expected.buyers.get(key))
                    : payees.subList(0, doubt.depth());
            return others.stream().anyMatch(other -> people.areOne(other, payees.get(doubt.depth())));
        }

        /** Those of them that are so. */
        private List<Doubt> relations(String key) {
            return doubts(key).stream().filter(doubt -> isRight(key, doubt)).toList();
        }

        /** Identity tells of it until it was heard, and every sale is asked about whose answer is another now. */
        private void somebodyBecomesSomebodyElse() {
            Map<String, List<Doubt>> before = new HashMap<>();
            tables.lines.keySet().forEach(key -> before.put(key, relations(key)));
            people.change();
            List<String> others = tables.lines.keySet().stream()
                    .filter(key -> !relations(key).equals(before.get(key)))
                    .toList();
            boolean isHeard = false;
            while (!isHeard) {
                isHeard = tables.transaction(() -> others.forEach(tables::ask));
            }
        }

        /** An answer on its way counts only where nobody asked again meanwhile. */
        private void answer() {
            for (String key : List.copyOf(tables.questions.keySet())) {
                int times = tables.questions.get(key);
                List<Doubt> right = relations(key);
                if (chance.percent(10)) {
                    somebodyBecomesSomebodyElse();
                }
                tables.transaction(() -> {
                    tables.answered(key, times);
                    for (Doubt doubt : doubts(key)) {
                        if (right.contains(doubt)) {
                            open(key, doubt);
                        } else {
                            release(key, doubt);
                        }
                    }
                });
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
            endSaleOfNothing(key);
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
                holdAgain(key, commission -> commission.leftMinor() > 0);
                if (!relations(key).isEmpty()) {
                    tables.ask(key);
                }
            } else if (!isWon) {
                endSaleOfNothing(key);
            }
        }

        /** What was undecided on a sale of which nothing is left, and of which the bank gives nothing back, is over. */
        private void endSaleOfNothing(String key) {
            boolean isDisputed = tables.chargebacks.values().stream()
                    .anyMatch(chargeback -> chargeback.line().equals(key) && chargeback.isOpen());
            if (tables.lines.get(key).leftMinor() == 0 && !isDisputed) {
                end(key);
                letGo(key);
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
            some.ifPresent(key -> tables.transaction(
                    () -> open(key, new Doubt(0, tables.lines.get(key).payees().getFirst(), HoldReason.FRAUD))));
        }

        private Stream<Hold> holdsOf(String key) {
            return List.copyOf(tables.holds.values()).stream()
                    .filter(hold -> hold.line().equals(key));
        }

        /** Holds a line, or one referrer's part of it; where the money has left it is only flagged. */
        private void open(String key, Doubt doubt) {
            boolean isKnown = holdsOf(key)
                    .anyMatch(hold ->
                            isFor(hold, doubt) && (hold.isUndecided() || (hold.isByIdentity() && hold.isSettled())));
            Hold hold = new Hold(key, doubt.depth(), doubt.payee(), doubt.reason(), HoldState.OPEN, false);
            List<Commission> earned = commissionsOf(key).stream()
                    .filter(commission -> hold.isOf(commission) && commission.leftMinor() > 0)
                    .toList();
            if (isKnown || earned.isEmpty()) {
                return;
            }
            boolean isInTime = earned.stream().anyMatch(Trade::isHere);
            tables.put("hold-" + nextId++, isInTime ? hold : to(hold, HoldState.FLAGGED, false));
            if (isInTime) {
                keepBack(hold);
            }
        }

        private static boolean isFor(Hold hold, Doubt doubt) {
            return hold.depth() == doubt.depth()
                    && hold.payee().equals(doubt.payee())
                    && hold.reason() == doubt.reason();
        }

        private static boolean isHere(Commission commission) {
            return Set.of(CommissionState.PENDING, CommissionState.PAYABLE, CommissionState.HELD)
                    .contains(commission.state());
        }

        private static Hold to(Hold hold, HoldState state, boolean isSettled) {
            return new Hold(hold.line(), hold.depth(), hold.payee(), hold.reason(), state, isSettled);
        }

        private void keepBack(Hold hold) {
            for (Commission commission : commissionsOf(hold.line())) {
                if (hold.isOf(commission)
                        && commission.leftMinor() > 0
                        && CommissionLife.after(commission.state(), CommissionEvent.FRAUD)
                                .isPresent()) {
                    change(hold.line(), "HOLD", commission, commission.suspected());
                }
            }
        }

        /** Lets everybody's part go on that nothing holds. */
        private void letGo(String key) {
            for (Commission commission : commissionsOf(key)) {
                if (commission.state() == CommissionState.HELD
                        && holdsOf(key).noneMatch(hold -> hold.state().holds() && hold.isOf(commission))) {
                    change(key, "CLEAR", commission, commission.cleared());
                }
            }
        }

        /** They are two people: what identity held is let go. */
        private void release(String key, Doubt doubt) {
            new LinkedHashMap<>(tables.holds).forEach((id, hold) -> {
                if (hold.line().equals(key) && isFor(hold, doubt) && hold.isUndecided()) {
                    tables.put(
                            id,
                            to(hold, hold.state().after(HoldState.Event.RELEASE).orElseThrow(), false));
                    letGo(key);
                }
            });
        }

        private void end(String key) {
            end(key, hold -> true);
        }

        private void end(String key, Predicate<Hold> which) {
            new LinkedHashMap<>(tables.holds).forEach((id, hold) -> {
                if (hold.line().equals(key) && which.test(hold)) {
                    hold.state().after(HoldState.Event.END).ifPresent(end -> tables.put(id, to(hold, end, true)));
                }
            });
        }

        private void change(String key, String type, Commission before, Commission.Step step) {
            tables.put(List.of(step.after()));
            tables.post(new Posting(
                    key,
                    type,
                    before.commissionId() + "/" + nextId++,
                    SaleLine.entriesOf("payee", before, step.moves())));
        }

        /** Nothing was wrong; or it is nobody's, where none of it is on its way to the bank. */
        private void decide() {
            List<String> undecided = tables.holds.entrySet().stream()
                    .filter(hold -> hold.getValue().isUndecided())
                    .map(Map.Entry::getKey)
                    .toList();
            if (undecided.isEmpty()) {
                return;
            }
            String id = chance.pick(undecided);
            Hold hold = tables.holds.get(id);
            boolean isReserved = commissionsOf(hold.line()).stream()
                    .anyMatch(commission -> hold.isOf(commission)
                            && commission.leftMinor() > 0
                            && commission.state().account() == AccountKind.GUIDE_RESERVED);
            if (chance.percent(30)) {
                tables.transaction(() -> tables.put(
                        id, to(hold, hold.state().after(HoldState.Event.APPEAL).orElse(hold.state()), false)));
            } else if (!isReserved && chance.percent(50)) {
                boolean done = tables.transaction(() -> uphold(id, hold));
                if (done && isGivenOn(hold)) {
                    expected.former.put(
                            hold.line(), expected.chains.put(hold.line(), expected.successors.get(hold.line())));
                    expected.forfeited.remove(hold.line());
                } else if (done && hold.depth() > 0) {
                    expected.forfeited
                            .computeIfAbsent(hold.line(), key -> new HashSet<>())
                            .add(hold.depth());
                }
            } else {
                tables.transaction(() -> {
                    tables.put(
                            id,
                            to(hold, hold.state().after(HoldState.Event.RELEASE).orElseThrow(), true));
                    letGo(hold.line());
                });
            }
        }

        private boolean isGivenOn(Hold hold) {
            return hold.reason() == HoldReason.OTHER_BUYER && expected.successors.containsKey(hold.line());
        }

        /** It is whose it would have been, who is judged like everybody. */
        private void give(String key) {
            SaleLine line = tables.lines.get(key);
            SaleLine given = new SaleLine(
                    line.source(),
                    line.lineId(),
                    line.merchantId(),
                    line.currency(),
                    new Rates(chance.between(0, 10_000), chance.between(0, 10_000), chance.between(0, 10_000)),
                    expected.successors.get(key),
                    Set.of(),
                    line.netMinor(),
                    line.leftMinor());
            tables.put(given);
            for (int depth = 0; depth < given.payees().size(); depth++) {
                long amount = given.legs().payee(depth);
                if (amount > 0) {
                    tables.put(
                            Commission.accrued(id(), given.payees().get(depth), depth, given.currency(), amount),
                            key,
                            expected.returnableUntil.getOrDefault(key, Instant.MAX));
                }
            }
            tables.post(given.accrual("REASSIGN", "hold-" + nextId++));
            tables.ask(key);
        }

        private void uphold(String id, Hold hold) {
            String key = hold.line();
            keepBack(hold);
            tables.put(id, to(hold, hold.state().after(HoldState.Event.UPHOLD).orElseThrow(), true));
            if (hold.depth() == 0) {
                end(key);
                uphold(key);
                if (isGivenOn(hold)) {
                    give(key);
                }
            } else {
                SaleLine.Refund voided = tables.lines
                        .get(key)
                        .legVoided(
                                hold.depth(),
                                "VOID",
                                id,
                                commissionsOf(key).stream()
                                        .filter(commission -> commission.leftMinor() > 0)
                                        .toList());
                tables.put(voided.commissions());
                tables.post(voided.posting());
                tables.put(voided.after());
                end(key, other -> other.depth() == hold.depth());
            }
            letGo(key);
        }

        private void uphold(String key) {
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
                    line.voidedLegs(),
                    line.netMinor(),
                    line.leftMinor()));
        }

        /** Everything that is due, whether it was made payable before or not: what cannot happen to it is refused. */
        private void mature() {
            for (Row row : List.copyOf(tables.commissions.values())) {
                if (!row.payableFrom().isAfter(now) && !tables.questions.containsKey(row.line())) {
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
                        .filter(commission -> !tables.questions.containsKey(lineOf(commission.commissionId())))
                        .toList();
                List<Commission> indebted = own.stream()
                        .filter(commission -> commission.debtMinor() > 0
                                && Set.of(CommissionState.PAID, CommissionState.CLAWBACK_DUE)
                                        .contains(commission.state()))
                        .toList();
                Payout.pick(id(), payable, indebted, 1, earned -> earned * taxPercent / 100)
                        .ifPresent(picked -> {
                            picked.payout().commissions().forEach(this::mayBePaid);
                            tables.put(new Item(picked.payout(), ItemStatus.DRAFT));
                            tables.put(picked.change().changed());
                            tables.post(picked.change().posting());
                        });
            });
        }

        private String lineOf(UUID commissionId) {
            return tables.commissions.get(commissionId).line();
        }

        /**
         * I11, I12: nobody is paid what they have earned of their own purchase, or for having brought themselves, unless
         * somebody has said that it is right.
         */
        private void mayBePaid(UUID commissionId) {
            Commission commission = tables.commissions.get(commissionId).commission();
            String key = lineOf(commissionId);
            for (Doubt doubt : relations(key)) {
                if (commission.leftMinor() > 0 && doubt.depth() == commission.depth()) {
                    assertThat(holdsOf(key))
                            .as("%s of %s is picked in spite of %s", commission, key, doubt)
                            .anyMatch(hold ->
                                    isFor(hold, doubt) && hold.state() == HoldState.RELEASED && hold.isSettled());
                }
            }
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
            if (status != ItemStatus.SETTLED && !LIVE.contains(status)) {
                payout.commissions().forEach(this::holdReturned);
            }
        }

        /** What comes back of a sale that nobody has decided on is held from now on, also where it was only flagged. */
        private void holdReturned(UUID commissionId) {
            holdAgain(
                    lineOf(commissionId),
                    commission -> commission.commissionId().equals(commissionId));
        }

        private void holdAgain(String key, Predicate<Commission> some) {
            new LinkedHashMap<>(tables.holds).forEach((id, hold) -> {
                if (hold.line().equals(key)
                        && hold.isUndecided()
                        && commissionsOf(key).stream()
                                .anyMatch(commission -> some.test(commission)
                                        && hold.isOf(commission)
                                        && commission.leftMinor() > 0
                                        && isHere(commission))) {
                    hold.state().after(HoldState.Event.HOLD).ifPresent(open -> tables.put(id, to(hold, open, false)));
                    keepBack(hold);
                }
            });
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
            seal(1_000);
        }

        void check() {
            appendsOnly();
            chain.check(tables.seals);
            balances();
            earnings();
            payouts();
            tax();
            holds();
            selfPurchase();
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
                chain.add(posting);
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
            Map<String, Long> referral = new HashMap<>();
            tables.lines.forEach((key, line) -> {
                long left = expected.left.get(key);
                assertThat(line.leftMinor()).isEqualTo(left);
                long commission = left * line.rates().commissionBps() / 10_000;
                captured.merge(line.currency(), commission, Long::sum);
                for (int depth = 0; depth < line.payees().size(); depth++) {
                    long share = expected.earned(key, line, depth);
                    earned.merge(line.payees().get(depth) + line.currency(), share, Long::sum);
                    referral.merge(line.currency(), depth == 0 ? 0 : share, Long::sum);
                }
            });
            referral.forEach((currency, share) -> assertThat(tables.balances.getOrDefault(
                            Account.ofPlatform(AccountKind.REFERRAL_EXPENSE, currency), 0L))
                    .as("what referral costs the platform is what referrers earned")
                    .isEqualTo(-share));
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

        /** I11: whoever earns of a sale is who had brought the one below when it was sold, whatever was corrected since. */
        private void referral() {
            for (Row row : tables.commissions.values()) {
                List<String> chain = expected.chains.get(row.line());
                assertThat(chain).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(referralDepth + 1);
                assertThat(row.commission().depth()).isLessThanOrEqualTo(Legs.REFERRAL_DEPTH_MAX);
                String payee = row.commission().payee();
                int depth = row.commission().depth();
                if (depth >= chain.size() || !payee.equals(chain.get(depth))) {
                    assertThat(expected.former.get(row.line()).get(depth)).isEqualTo(payee);
                    assertThat(row.commission().leftMinor())
                            .as("%s is another guide's now", row)
                            .isZero();
                }
            }
        }

        /** I11, I12: what is held is not payable; and once it is answered who is whom, exactly what is theirs is held. */
        private void selfPurchase() {
            for (Hold hold : tables.holds.values()) {
                if (hold.reason() == HoldReason.OTHER_BUYER) {
                    acrossDevices.add(hold.state());
                }
                if (hold.depth() > 0) {
                    ofReferrers
                            .computeIfAbsent(hold.reason(), first -> EnumSet.noneOf(HoldState.class))
                            .add(hold.state());
                }
                if (hold.state().holds()) {
                    assertThat(commissionsOf(hold.line()))
                            .filteredOn(commission -> hold.isOf(commission) && commission.leftMinor() > 0)
                            .extracting(Commission::state)
                            .doesNotContain(CommissionState.PENDING, CommissionState.PAYABLE);
                }
                if (hold.isByIdentity() && hold.isUndecided() && !tables.questions.containsKey(hold.line())) {
                    assertThat(isRight(hold.line(), new Doubt(hold.depth(), hold.payee(), hold.reason())))
                            .as("%s", hold)
                            .isTrue();
                }
            }
            for (Row row : tables.commissions.values()) {
                Commission commission = row.commission();
                String key = row.line();
                if (commission.leftMinor() > 0 && !tables.questions.containsKey(key)) {
                    for (Doubt doubt : relations(key)) {
                        assertThat(doubt.depth() != commission.depth()
                                        || holdsOf(key)
                                                .anyMatch(hold ->
                                                        isFor(hold, doubt) && (hold.isUndecided() || hold.isSettled())))
                                .as("%s of %s is held, or was, for %s", commission, key, doubt)
                                .isTrue();
                    }
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

        /** I13: everything is sealed, and whichever posting is another one, the seal tells that it is under. */
        void checkThatSealsTell() {
            Tables.SealBook book = tables.new SealBook();
            assertThat(chain.sealed).isEqualTo(tables.postings.size());
            assertThat(Sealing.firstBroken(book)).isEmpty();
            if (!tables.postings.isEmpty()) {
                int at = chance.below(tables.postings.size());
                Posting right = tables.postings.get(at);
                tables.postings.set(at, new Posting(right.source(), "ANOTHER", right.externalId(), right.entries()));
                assertThat(Sealing.firstBroken(book)).hasValue(chain.sealOf(at));
                tables.postings.set(at, right);
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
