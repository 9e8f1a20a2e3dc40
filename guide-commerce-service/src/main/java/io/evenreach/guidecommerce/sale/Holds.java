package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.identity.Identity;
import io.evenreach.guidecommerce.identity.Identity.Answer;
import io.evenreach.guidecommerce.sale.domain.AttributionEvent;
import io.evenreach.guidecommerce.sale.domain.AttributionLife;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.sale.domain.DisputeState;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.domain.HoldState;
import io.evenreach.guidecommerce.sale.persistence.DisputeStore;
import io.evenreach.guidecommerce.sale.persistence.HoldStore;
import io.evenreach.guidecommerce.sale.persistence.HoldStore.Held;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import io.evenreach.guidecommerce.sale.persistence.SamePersonStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps commission from being paid while something is wrong with a sale, and lets it go or takes it back. */
@Service
public class Holds {

    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);

    static final String BY_IDENTITY = "identity";
    static final String BY_DEADLINE = "deadline";

    private static final Set<String> NOT_A_PERSON = Set.of(BY_IDENTITY);

    private final HoldStore store;
    private final DisputeStore disputes;
    private final OrderStore orders;
    private final SamePersonStore samePersons;
    private final AcrossDevices acrossDevices;
    private final SaleBooks books;
    private final Maturity maturity;
    private final SaleProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Holds(
            HoldStore store,
            DisputeStore disputes,
            OrderStore orders,
            SamePersonStore samePersons,
            AcrossDevices acrossDevices,
            SaleBooks books,
            Maturity maturity,
            SaleProperties properties,
            TransactionTemplate transaction,
            Clock clock) {
        this.store = store;
        this.disputes = disputes;
        this.orders = orders;
        this.samePersons = samePersons;
        this.acrossDevices = acrossDevices;
        this.books = books;
        this.maturity = maturity;
        this.properties = properties;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** What came of a hold by hand, a decision or an appeal. */
    public sealed interface Outcome {
        record Opened(Hold hold) implements Outcome {}

        /** It is so now, or was before. */
        record Done(Hold hold) implements Outcome {}

        record NotThere() implements Outcome {}

        record Illegal(HoldState state) implements Outcome {}

        /** The line has earned nothing, or nothing of it is left. */
        record NothingToHold(AttributionStatus attribution) implements Outcome {}

        /** A part of the commission is on its way to the bank, whose answer comes first. */
        record InPayout() implements Outcome {}

        /** Whose the sale is now cannot be told before identity has said who followed which link. */
        record NotSettled() implements Outcome {}
    }

    /**
     * Holds a line of an order that the caller has locked; where the money has left it is only flagged. What a person or a
     * deadline has released for this reason stays released; where it was taken back, or ended with what the line had earned,
     * what is earned anew is held.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void open(Order.Key key, Order.Line line, HoldReason reason) {
        open(key, line, 0, reason);
    }

    /**
     * The same of one payee's part only, where they have brought the guide of the sale.
     *
     * @param depth of the payee; 0 holds the whole line
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void open(Order.Key key, Order.Line line, int depth, HoldReason reason) {
        boolean settled = store.of(key).stream()
                .filter(hold -> hold.lineId().equals(line.lineId())
                        && hold.reason() == reason
                        && hold.depth() == depth
                        && hold.guideId().equals(line.payees().get(depth)))
                .anyMatch(Holds::isUndecidedOrReleasedBySomebody);
        if (!settled && books.hasCommission(key, line, leg -> Hold.isOf(depth, leg))) {
            hold(key, line, depth, reason, null);
        }
    }

    private static boolean isUndecidedOrReleasedBySomebody(Hold hold) {
        return hold.decidedBy() == null
                || (hold.state() == HoldState.RELEASED && !NOT_A_PERSON.contains(hold.decidedBy()));
    }

    /** Whose own part in a line was taken back for good, because they brought its guide and are the buyer. */
    private Set<UUID> partsTakenBack(Order.Key key, String lineId) {
        return store.of(key).stream()
                .filter(hold -> hold.lineId().equals(lineId)
                        && !hold.isOfWholeLine()
                        && hold.reason() == HoldReason.SAME_PERSON
                        && hold.state() == HoldState.UPHELD)
                .map(Hold::guideId)
                .collect(Collectors.toSet());
    }

    /**
     * Somebody of the brand holds a line by hand; where the money has left it is only flagged. The same again, while it is
     * undecided, changes nothing.
     *
     * @param note what the guide reads of it
     */
    @Transactional
    public Outcome openByHand(Order.Key key, String lineId, @Nullable String note) {
        Optional<Order.Line> found = orders.lock(key)
                .flatMap(head -> orders.lines(key).stream()
                        .filter(line -> line.lineId().equals(lineId))
                        .findFirst());
        if (found.isEmpty()) {
            return new Outcome.NotThere();
        }
        Optional<Hold> known = store.of(key).stream()
                .filter(hold ->
                        hold.lineId().equals(lineId) && hold.reason() == HoldReason.FRAUD && hold.decidedAt() == null)
                .findFirst();
        if (known.isPresent()) {
            return new Outcome.Done(known.get());
        }
        Order.Line line = found.get();
        if (!line.isSomebodys() || !books.hasCommission(key, line, leg -> Hold.isOf(0, leg))) {
            return new Outcome.NothingToHold(line.attribution());
        }
        return new Outcome.Opened(hold(key, line, 0, HoldReason.FRAUD, note));
    }

    private Hold hold(Order.Key key, Order.Line line, int depth, HoldReason reason, @Nullable String note) {
        boolean inTime = books.canHold(key, line, leg -> Hold.isOf(depth, leg));
        Instant now = now();
        Hold hold = new Hold(
                UUID.randomUUID(),
                key,
                line.lineId(),
                line.payees().get(depth),
                depth,
                reason,
                note,
                inTime ? HoldState.OPEN : HoldState.FLAGGED,
                now,
                now.plus(properties.holdFor()),
                null,
                null,
                null,
                null);
        store.insert(hold);
        if (inTime) {
            books.hold(key, line, hold::isOf, hold.holdId().toString());
            if (hold.isOfWholeLine()) {
                books.move(key, line, AttributionEvent.SUSPICION);
            }
            books.tell(key);
        }
        return hold;
    }

    /** Releases what identity held and would not hold now, on an order that the caller has locked. */
    @Transactional(propagation = Propagation.MANDATORY)
    void noLonger(Order.Key key, Predicate<Hold> which, String why) {
        for (Hold hold : store.of(key)) {
            if (which.test(hold) && hold.state().after(HoldState.Event.RELEASE).isPresent()) {
                decide(hold, HoldState.Event.RELEASE, BY_IDENTITY, why, Map.of());
            }
        }
    }

    /** Ends what was undecided on a line, of an order that the caller has locked. */
    @Transactional(propagation = Propagation.MANDATORY)
    void end(Order.Key key, String lineId, String why) {
        end(key, lineId, why, hold -> true);
    }

    private void end(Order.Key key, String lineId, String why, Predicate<Hold> which) {
        for (Hold hold : store.of(key)) {
            if (hold.lineId().equals(lineId) && which.test(hold)) {
                hold.state().after(HoldState.Event.END).ifPresent(next -> store.change(decided(hold, next, "", why)));
            }
        }
    }

    /** Nothing is left of a line, of an order that the caller has locked: what was undecided on it ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    void endSale(Order.Key key, Order.Line line, String why) {
        end(key, line.lineId(), why);
        endDisputes(key, line.lineId(), why);
        books.clear(key, line, "end");
        books.move(key, line, AttributionEvent.FULL_REFUND);
    }

    private void endDisputes(Order.Key key, String lineId, String why) {
        for (Dispute dispute : disputes.of(key)) {
            if (dispute.lineId().equals(lineId) && dispute.state() == DisputeState.OPEN) {
                disputes.decide(dispute.disputeId(), DisputeState.ENDED, now(), "", why);
            }
        }
    }

    /** Whether anything holds a whole line; the caller has locked its order. */
    boolean isHeld(Order.Key key, String lineId) {
        return store.of(key).stream()
                .anyMatch(hold -> hold.lineId().equals(lineId)
                        && hold.isOfWholeLine()
                        && hold.state().holds());
    }

    /** Depths of referrers on a line whose own part is held. */
    private Set<Integer> heldLegs(Order.Key key, String lineId) {
        return store.of(key).stream()
                .filter(hold -> hold.lineId().equals(lineId)
                        && !hold.isOfWholeLine()
                        && hold.state().holds())
                .map(Hold::depth)
                .collect(Collectors.toSet());
    }

    /**
     * The guide says why it is wrong, which gives the platform as long again to decide.
     *
     * @param guideId whose hold it must be; null for the brand, who speaks for every guide
     */
    @Transactional
    public Outcome appeal(UUID holdId, @Nullable UUID guideId, String statement) {
        return locked(holdId, guideId)
                .<Outcome>map(hold -> {
                    if (hold.state() == HoldState.APPEALED) {
                        return new Outcome.Done(hold);
                    }
                    return hold.state()
                            .after(HoldState.Event.APPEAL)
                            .<Outcome>map(next -> {
                                store.change(new Hold(
                                        hold.holdId(),
                                        hold.key(),
                                        hold.lineId(),
                                        hold.guideId(),
                                        hold.depth(),
                                        hold.reason(),
                                        hold.note(),
                                        next,
                                        hold.openedAt(),
                                        now().plus(properties.holdFor()),
                                        statement,
                                        null,
                                        null,
                                        null));
                                return new Outcome.Done(store.find(holdId).orElseThrow());
                            })
                            .orElseGet(() -> new Outcome.Illegal(hold.state()));
                })
                .orElseGet(Outcome.NotThere::new);
    }

    /**
     * Somebody of the brand, or the deadline, decides. Where a part of the line was paid, the deadline takes nothing back: it is
     * put off for as long again, until somebody decides.
     */
    public Outcome decide(UUID holdId, HoldState.Event event, String by, String why) {
        Map<AcrossDevices.Pair, Answer> told;
        try {
            told = event == HoldState.Event.UPHOLD ? askOf(holdId) : Map.of();
        } catch (Identity.UnavailableException later) {
            LOG.atWarn().setCause(later).log("Whose a sale is cannot be told now; it is not taken from anybody");
            return new Outcome.NotSettled();
        }
        return Objects.requireNonNull(transaction.execute(status -> locked(holdId, null)
                .<Outcome>map(hold -> decide(hold, event, by, why, told))
                .orElseGet(Outcome.NotThere::new)));
    }

    /** What identity says of the touches by which a sale is given on where this is upheld. */
    private Map<AcrossDevices.Pair, Answer> askOf(UUID holdId) {
        return store.find(holdId)
                .filter(hold -> hold.state().after(HoldState.Event.UPHOLD).isPresent() && isOtherBuyers(hold))
                .flatMap(hold -> orders.find(hold.key()))
                .map(acrossDevices::ask)
                .orElseGet(Map::of);
    }

    /**
     * Whether the sale is whose it would have been without a link that somebody else followed, where this is upheld: also where
     * whoever loses it has bought it themselves.
     */
    private boolean isOtherBuyers(Hold hold) {
        return hold.reason() == HoldReason.OTHER_BUYER
                || (hold.reason() == HoldReason.SAME_PERSON
                        && hold.isOfWholeLine()
                        && store.of(hold.key()).stream().anyMatch(other -> isOpenOtherBuyer(other, hold)));
    }

    private static boolean isOpenOtherBuyer(Hold other, Hold hold) {
        return other.reason() == HoldReason.OTHER_BUYER
                && other.state() == HoldState.OPEN
                && other.lineId().equals(hold.lineId())
                && other.guideId().equals(hold.guideId());
    }

    private Outcome decide(
            Hold hold, HoldState.Event event, String by, String why, Map<AcrossDevices.Pair, Answer> told) {
        HoldState goal = event == HoldState.Event.UPHOLD ? HoldState.UPHELD : HoldState.RELEASED;
        if (hold.state() == goal) {
            return new Outcome.Done(hold);
        }
        Optional<HoldState> next = hold.state().after(event);
        if (next.isEmpty()) {
            return new Outcome.Illegal(hold.state());
        }
        Order.Line line = line(hold);
        boolean upheld = next.get() == HoldState.UPHELD;
        if (upheld && !books.canTakeBack(hold.key(), line, hold::isOf)) {
            return new Outcome.InPayout();
        }
        if (upheld && isOtherBuyers(hold) && !isSettled(hold.key(), told)) {
            return new Outcome.NotSettled();
        }
        if (upheld && by.equals(BY_DEADLINE) && books.isPaid(hold.key(), line, hold::isOf)) {
            // What others of the line have not been paid stays held; what was paid only a person takes back.
            Hold putOff = heldNow(hold, hold.state());
            store.change(putOff);
            return new Outcome.Done(putOff);
        }
        Hold decided = decided(hold, next.get(), by, why);
        store.change(decided);
        if (upheld) {
            uphold(decided, line, why, told);
        } else if (hold.state().holds()) {
            letGo(hold.key(), line, hold.holdId().toString());
        }
        books.tell(hold.key());
        return new Outcome.Done(decided);
    }

    private boolean isSettled(Order.Key key, Map<AcrossDevices.Pair, Answer> told) {
        return !samePersons.isOpen(key)
                && acrossDevices.isSettled(orders.find(key).orElseThrow(), told);
    }

    private void uphold(Hold hold, Order.Line line, String why, Map<AcrossDevices.Pair, Answer> told) {
        if (!hold.isOfWholeLine()) {
            String id = hold.holdId().toString();
            upholdForBuyer(hold, why);
            end(hold.key(), line.lineId(), why, other -> other.depth() == hold.depth());
            letGo(hold.key(), books.takeBackLeg(hold.key(), line, hold.depth(), id), "void-" + id);
            return;
        }
        boolean isOtherBuyers = isOtherBuyers(hold);
        List<Hold> found = store.of(hold.key()).stream()
                .filter(other -> other.lineId().equals(line.lineId())
                        && other.reason() == HoldReason.FRAUD
                        && other.decidedAt() == null)
                .toList();
        upholdOtherBuyer(hold, why);
        end(hold.key(), line.lineId(), why);
        boolean isClaimed = line.attribution() == AttributionStatus.DISPUTED;
        Head order = orders.find(hold.key()).orElseThrow();
        Optional<Order.Line> successor =
                isOtherBuyers && !isClaimed ? acrossDevices.successor(order, line, told) : Optional.empty();
        Order.Line after = books.takeBack(hold.key(), line, hold.holdId().toString());
        if (successor.isPresent()) {
            Order.Line given = give(hold, order, line, successor.get());
            // What somebody of the brand has found is wrong with the sale, whosever it is.
            found.forEach(fraud -> hold(hold.key(), given, 0, HoldReason.FRAUD, fraud.note()));
            return;
        }
        books.move(hold.key(), isClaimed ? after.nobodys() : after, AttributionEvent.UPHELD);
    }

    private void upholdOtherBuyer(Hold decided, String why) {
        String by = Objects.requireNonNull(decided.decidedBy());
        for (Hold other : store.of(decided.key())) {
            if (decided.reason() == HoldReason.SAME_PERSON && isOpenOtherBuyer(other, decided)) {
                store.change(decided(other, HoldState.UPHELD, by, why));
            }
        }
    }

    /** The sale is whose it would have been; they are judged like everybody, before it becomes payable. */
    private Order.Line give(Hold upheld, Head order, Order.Line before, Order.Line successor) {
        Order.Key key = upheld.key();
        AttributionStatus status = AttributionLife.after(before.attribution(), AttributionEvent.REASSIGN)
                .orElse(before.attribution());
        Order.Line given = withoutPartsTakenBack(key, successor.with(status));
        books.give(key, given, upheld.holdId().toString(), now(), order.deliveredAt());
        samePersons.ask(key, now());
        return given;
    }

    /** A referrer whose part was taken back has none whoever of theirs a line is given to. */
    Order.Line withoutPartsTakenBack(Order.Key key, Order.Line given) {
        Set<UUID> takenBack = partsTakenBack(key, given.lineId());
        Order.Line without = given;
        for (int depth = 1; depth < given.payees().size(); depth++) {
            if (takenBack.contains(given.payees().get(depth))) {
                without = without.withoutLeg(depth);
            }
        }
        return without;
    }

    /**
     * A referrer's part that is taken back while they may be the buyer, too, is taken back for that as well: also where the
     * sale is given to somebody else whom they brought.
     */
    private void upholdForBuyer(Hold decided, String why) {
        String by = Objects.requireNonNull(decided.decidedBy());
        for (Hold hold : store.of(decided.key())) {
            if (hold.lineId().equals(decided.lineId())
                    && hold.depth() == decided.depth()
                    && hold.reason() == HoldReason.SAME_PERSON) {
                hold.state()
                        .after(HoldState.Event.UPHOLD)
                        .ifPresent(upheld -> store.change(decided(hold, upheld, by, why)));
            }
        }
    }

    /**
     * Holds what a line has earned anew while something holds it, or was only flagged because the money had left; the caller
     * has locked its order.
     */
    void holdAgain(Order.Key key, Order.Line line, String id) {
        store.of(key).stream()
                .filter(hold -> hold.lineId().equals(line.lineId()))
                .forEach(hold -> isHere(hold, line));
        if (isKept(key, line.lineId())) {
            books.hold(key, line, "again-" + id);
        } else {
            books.hold(key, line, heldLegs(key, line.lineId())::contains, "again-" + id);
        }
    }

    private boolean isKept(Order.Key key, String lineId) {
        return isHeld(key, lineId)
                || disputes.of(key).stream()
                        .anyMatch(dispute -> dispute.lineId().equals(lineId) && dispute.state() == DisputeState.OPEN);
    }

    /** Lets the commission on a line go on, of everybody whose part nothing else holds. */
    void letGo(Order.Key key, Order.Line line, String id) {
        if (isKept(key, line.lineId())) {
            return;
        }
        Set<Integer> held = heldLegs(key, line.lineId());
        books.clear(key, line, leg -> !held.contains(leg), id);
        books.move(key, line, AttributionEvent.CLEAR);
        maturity.mature(key);
    }

    /**
     * Holds what comes back from payouts of lines that nobody has decided on, so that the next payout does not pay it. What
     * was only flagged is held from now on, and can be decided on for as long as if it had been found now. The caller has
     * locked the orders.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void holdReturned(Collection<UUID> commissionIds) {
        for (Hold hold : store.undecidedOf(commissionIds)) {
            Order.Line line = line(hold);
            if (isHere(hold, line)) {
                books.hold(hold.key(), line, hold::isOf, hold.holdId().toString());
                books.tell(hold.key());
            }
        }
    }

    /** Whether there is something to hold; then what was only flagged is held from now on. */
    private boolean isHere(Hold hold, Order.Line line) {
        if (!books.canHold(hold.key(), line, hold::isOf)) {
            return false;
        }
        hold.state().after(HoldState.Event.HOLD).ifPresent(open -> store.change(heldNow(hold, open)));
        return true;
    }

    private Hold heldNow(Hold hold, HoldState open) {
        return new Hold(
                hold.holdId(),
                hold.key(),
                hold.lineId(),
                hold.guideId(),
                hold.depth(),
                hold.reason(),
                hold.note(),
                hold.appeal() == null
                        ? open
                        : open.after(HoldState.Event.APPEAL).orElseThrow(),
                hold.openedAt(),
                now().plus(properties.holdFor()),
                hold.appeal(),
                null,
                null,
                null);
    }

    private Order.Line line(Hold hold) {
        return orders.lines(hold.key()).stream()
                .filter(each -> each.lineId().equals(hold.lineId()))
                .findFirst()
                .orElseThrow();
    }

    private static Hold decided(Hold hold, HoldState next, Instant at, String by, String why) {
        return new Hold(
                hold.holdId(),
                hold.key(),
                hold.lineId(),
                hold.guideId(),
                hold.depth(),
                hold.reason(),
                hold.note(),
                next,
                hold.openedAt(),
                hold.deadline(),
                hold.appeal(),
                at,
                by,
                why);
    }

    private Hold decided(Hold hold, HoldState next, String by, String why) {
        return decided(hold, next, now(), by, why);
    }

    private Optional<Hold> locked(UUID holdId, @Nullable UUID guideId) {
        return store.find(holdId)
                .filter(hold -> guideId == null || hold.guideId().equals(guideId))
                .flatMap(hold -> {
                    orders.lock(hold.key());
                    return store.find(holdId);
                });
    }

    /** What identity holds or flags on an order, and nobody has decided. */
    @Transactional(readOnly = true)
    List<Hold> undecidedByIdentity(Order.Key key) {
        return store.of(key).stream()
                .filter(hold -> hold.reason().isKnownByIdentity()
                        && hold.state().after(HoldState.Event.RELEASE).isPresent())
                .toList();
    }

    @Transactional(readOnly = true)
    public List<Hold> of(Order.Key key) {
        return store.of(key);
    }

    /** What a payee has that is held, with what holds it. */
    @Transactional(readOnly = true)
    public List<Held> heldOf(UUID payee) {
        return store.heldOf(payee);
    }

    /** The newest first, after {@code after}; those of one guide, or those that wait for a decision, only. */
    @Transactional(readOnly = true)
    public List<Hold> page(@Nullable UUID guideId, boolean undecided, @Nullable UUID after, int limit) {
        return store.page(guideId, undecided, after, limit);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
