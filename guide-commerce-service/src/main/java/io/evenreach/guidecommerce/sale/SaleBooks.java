package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.CommissionState;
import io.evenreach.guidecommerce.books.Legs;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.sale.domain.AttributionEvent;
import io.evenreach.guidecommerce.sale.domain.AttributionLife;
import io.evenreach.guidecommerce.sale.messaging.SaleFeed;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore.Earned;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Books what becomes of the commission on a line, of an order that the caller has locked. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
class SaleBooks {

    private static final Set<CommissionState> CAN_BE_HELD =
            EnumSet.of(CommissionState.PENDING, CommissionState.PAYABLE, CommissionState.HELD);
    private static final Set<CommissionState> CAN_BE_TAKEN_BACK =
            EnumSet.of(CommissionState.PENDING, CommissionState.PAYABLE, CommissionState.HELD, CommissionState.PAID);

    private final OrderStore orders;
    private final CommissionStore commissions;
    private final Ledger ledger;
    private final SaleFeed feed;
    private final Clock clock;

    SaleBooks(OrderStore orders, CommissionStore commissions, Ledger ledger, SaleFeed feed, Clock clock) {
        this.orders = orders;
        this.commissions = commissions;
        this.ledger = ledger;
        this.feed = feed;
        this.clock = clock;
    }

    /** Tells everybody how an order stands now. */
    void tell(Order.Key key) {
        tell(List.of(key));
    }

    /** Tells everybody how these orders stand now. */
    void tell(Collection<Order.Key> keys) {
        Map<Order.Key, List<Order.Line>> lines = orders.linesOf(keys);
        feed.publish(
                orders.findAll(keys).values().stream()
                        .map(head -> SaleFeed.Standing.of(
                                new Order(head.key(), head.status(), lines.getOrDefault(head.key(), List.of())),
                                head.placedAt(),
                                head.buyer(),
                                head.persons()))
                        .toList(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** The commissions that lines earn, and their postings, which the caller adds. */
    List<Posting> accrue(List<Order.LineOf> sold, Instant now) {
        commissions.insert(
                sold.stream()
                        .flatMap(one -> earned(one.order(), one.line()).stream())
                        .toList(),
                now);
        return sold.stream().map(one -> one.line().sale(one.order()).accrual()).toList();
    }

    private List<Earned> earned(Order.Key key, Order.Line line) {
        Legs legs = line.sale(key).legs();
        List<Earned> accrued = new ArrayList<>();
        for (int depth = 0; depth < line.payees().size(); depth++) {
            if (legs.payee(depth) > 0) {
                accrued.add(new Earned(
                        key,
                        line.lineId(),
                        "",
                        Commission.accrued(
                                UUID.randomUUID(),
                                line.payees().get(depth).toString(),
                                depth,
                                line.currency(),
                                legs.payee(depth))));
            }
        }
        return accrued;
    }

    /** Whoever has a part in the commission. */
    private static boolean isSomebody(int depth) {
        return depth >= 0;
    }

    private static List<Commission> ofLegs(List<Commission> commissions, IntPredicate legs) {
        return commissions.stream()
                .filter(commission -> legs.test(commission.depth()))
                .toList();
    }

    /** Whether there is commission of payees of these depths that can be kept from being paid. */
    boolean canHold(Order.Key key, Order.Line line, IntPredicate legs) {
        return ofLegs(commissions.lockOfLine(key, line.lineId()), legs).stream()
                .anyMatch(commission -> CAN_BE_HELD.contains(commission.state()));
    }

    boolean hasCommission(Order.Key key, Order.Line line, IntPredicate legs) {
        return !ofLegs(commissions.lockOfLine(key, line.lineId()), legs).isEmpty();
    }

    /** Whether all commission of payees of these depths can be taken back: none of it is on its way to the bank. */
    boolean canTakeBack(Order.Key key, Order.Line line, IntPredicate legs) {
        return ofLegs(commissions.lockOfLine(key, line.lineId()), legs).stream()
                .allMatch(commission -> CAN_BE_TAKEN_BACK.contains(commission.state()));
    }

    /** Whether some commission of payees of these depths was paid. */
    boolean isPaid(Order.Key key, Order.Line line, IntPredicate legs) {
        return ofLegs(commissions.lockOfLine(key, line.lineId()), legs).stream()
                .anyMatch(commission -> commission.state() == CommissionState.PAID);
    }

    /** Keeps from being paid what can be. */
    void hold(Order.Key key, Order.Line line, String id) {
        hold(key, line, SaleBooks::isSomebody, id);
    }

    /** The same of payees of these depths. */
    void hold(Order.Key key, Order.Line line, IntPredicate legs, String id) {
        step(
                key,
                line,
                "HOLD",
                id,
                ofLegs(commissions.lockOfLine(key, line.lineId()), legs),
                EnumSet.of(CommissionState.PENDING, CommissionState.PAYABLE),
                Commission::suspected);
    }

    /** Lets what is held go on, also what came back from the bank of commissions of which nothing is left. */
    void clear(Order.Key key, Order.Line line, String id) {
        clear(key, line, SaleBooks::isSomebody, id);
    }

    /** The same of payees of these depths. */
    void clear(Order.Key key, Order.Line line, IntPredicate legs, String id) {
        step(
                key,
                line,
                "CLEAR",
                id,
                ofLegs(commissions.lockEveryOneOfLine(key, line.lineId()), legs),
                EnumSet.of(CommissionState.HELD),
                Commission::cleared);
    }

    private void step(
            Order.Key key,
            Order.Line line,
            String type,
            String id,
            List<Commission> some,
            Set<CommissionState> in,
            Function<Commission, Commission.Step> event) {
        List<Commission> after = new ArrayList<>();
        List<Posting> postings = new ArrayList<>();
        for (Commission commission : some) {
            if (in.contains(commission.state())) {
                Commission.Step step = event.apply(commission);
                after.add(step.after());
                postings.add(new Posting(
                        key.source(),
                        type,
                        line.lineId() + "/" + id + "/" + commission.commissionId(),
                        SaleLine.entriesOf("payee", commission, step.moves())));
            }
        }
        commissions.change(after);
        ledger.post(postings);
    }

    /** The sale is nobody's any more: everybody's part in the commission goes back. */
    Order.Line takeBack(Order.Key key, Order.Line line, String id) {
        hold(key, line, "void-" + id);
        SaleLine.Refund taken = line.sale(key).voided("VOID", id, commissions.lockOfLine(key, line.lineId()));
        commissions.change(taken.commissions());
        ledger.post(List.of(taken.posting()));
        clear(key, line, "void-" + id);
        Order.Line after = line.with(new Rates(0, 0, 0));
        orders.change(key, after);
        return after;
    }

    /** A referrer has no part in the commission any more: it goes back to the platform, while the sale stands. */
    Order.Line takeBackLeg(Order.Key key, Order.Line line, int depth, String id) {
        hold(key, line, leg -> leg == depth, "void-" + id);
        SaleLine.Refund taken = line.sale(key).legVoided(depth, "VOID", id, commissions.lockOfLine(key, line.lineId()));
        commissions.change(taken.commissions());
        ledger.post(List.of(taken.posting()));
        Order.Line after = line.withoutLeg(depth);
        orders.change(key, after);
        return after;
    }

    /** The sale is another guide's now. */
    void give(Order.Key key, Order.Line line, String id, Instant now, @Nullable Instant deliveredAt) {
        commissions.insert(earned(key, line), now);
        if (deliveredAt != null) {
            commissions.delivered(List.of(new Order.LineOf(key, line)), deliveredAt);
        }
        ledger.post(List.of(line.sale(key).accrual("REASSIGN", line.lineId() + "/" + id)));
        orders.change(key, line);
    }

    /** Lets an event happen to the attribution of a line; where it cannot, the attribution stays. */
    Order.Line move(Order.Key key, Order.Line line, AttributionEvent event) {
        return AttributionLife.after(line.attribution(), event)
                .map(line::with)
                .map(after -> {
                    orders.change(key, after);
                    return after;
                })
                .orElse(line);
    }
}
