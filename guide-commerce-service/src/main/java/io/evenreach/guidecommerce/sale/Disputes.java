package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.sale.domain.Attribution.Lost;
import io.evenreach.guidecommerce.sale.domain.Attribution.Touch;
import io.evenreach.guidecommerce.sale.domain.Attribution.Verdict;
import io.evenreach.guidecommerce.sale.domain.AttributionEvent;
import io.evenreach.guidecommerce.sale.domain.AttributionLife;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.sale.domain.DisputeState;
import io.evenreach.guidecommerce.sale.persistence.DisputeStore;
import io.evenreach.guidecommerce.sale.persistence.DisputeStore.Disputed;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Guides say that a sale is theirs, and somebody decides; meanwhile nobody is paid for it. */
@Service
public class Disputes {

    /** Touches at which no sale could have become the guide's, whoever else touched. */
    private static final Set<Lost> EARNED_NOTHING =
            EnumSet.of(Lost.TOO_OLD, Lost.AFTER_THE_ORDER, Lost.GUIDE_NOT_ACTIVE);

    private final DisputeStore store;
    private final OrderStore orders;
    private final Guides guides;
    private final Attributions attributions;
    private final SaleBooks books;
    private final Holds holds;
    private final SamePersons samePersons;
    private final Collusions collusions;
    private final Maturity maturity;
    private final SaleProperties properties;
    private final Clock clock;

    Disputes(
            DisputeStore store,
            OrderStore orders,
            Guides guides,
            Attributions attributions,
            SaleBooks books,
            Holds holds,
            SamePersons samePersons,
            Collusions collusions,
            Maturity maturity,
            SaleProperties properties,
            Clock clock) {
        this.store = store;
        this.orders = orders;
        this.guides = guides;
        this.attributions = attributions;
        this.books = books;
        this.holds = holds;
        this.samePersons = samePersons;
        this.collusions = collusions;
        this.maturity = maturity;
        this.properties = properties;
        this.clock = clock;
    }

    /** What came of a claim or a decision. */
    public sealed interface Outcome {
        record Opened(Dispute dispute) implements Outcome {}

        /** It is so now, or was before. */
        record Done(Dispute dispute) implements Outcome {}

        /** No such line, or none that this guide had to do with. */
        record NotThere() implements Outcome {}

        record TooLate(Instant until) implements Outcome {}

        /** The sale is theirs already. */
        record Own() implements Outcome {}

        record IllegalSale(AttributionStatus attribution) implements Outcome {}

        /** Whoever claims it earns on no new sales now. */
        record NotEarning() implements Outcome {}

        record Illegal(DisputeState state) implements Outcome {}
    }

    /** A guide says that the sale of a line is theirs. The same again, while it is open, changes nothing. */
    @Transactional
    public Outcome open(Order.Key key, String lineId, UUID guideId, String statement) {
        Optional<Head> head = orders.lock(key);
        Optional<Order.Line> found =
                head.flatMap(known -> line(key, lineId)).filter(line -> hadToDoWith(head.get(), guideId));
        if (found.isEmpty()) {
            return new Outcome.NotThere();
        }
        Order.Line line = found.get();
        Optional<Dispute> known = store.of(key).stream()
                .filter(dispute -> dispute.lineId().equals(lineId)
                        && dispute.guideId().equals(guideId)
                        && dispute.state() == DisputeState.OPEN)
                .findFirst();
        if (known.isPresent()) {
            return new Outcome.Done(known.get());
        }
        if (!line.payees().isEmpty() && line.payees().getFirst().equals(guideId)) {
            return new Outcome.Own();
        }
        if (!earns(guideId)) {
            return new Outcome.NotEarning();
        }
        Order.Status status = head.get().status();
        if ((status != Order.Status.PAID && status != Order.Status.DELIVERED)
                || AttributionLife.after(line.attribution(), AttributionEvent.CLAIM)
                        .isEmpty()) {
            return new Outcome.IllegalSale(line.attribution());
        }
        Instant now = now();
        Instant until = head.get().placedAt().plus(properties.claimWithin());
        if (now.isAfter(until)) {
            return new Outcome.TooLate(until);
        }
        Dispute dispute = new Dispute(
                UUID.randomUUID(),
                key,
                lineId,
                guideId,
                line.isSomebodys() ? line.payees().getFirst() : null,
                DisputeState.OPEN,
                statement,
                null,
                now,
                now.plus(properties.holdFor()),
                null,
                null,
                null);
        store.insert(dispute);
        if (line.isSomebodys()) {
            books.hold(key, line, dispute.disputeId().toString());
        }
        books.move(key, line, AttributionEvent.CLAIM);
        books.tell(key);
        return new Outcome.Opened(dispute);
    }

    /**
     * Whose sale it was says what there is to say, before it is decided; what they say last counts.
     *
     * @param owner whose sale it must have been; null for the brand, who speaks for every guide
     */
    @Transactional
    public Outcome answer(UUID disputeId, @Nullable UUID owner, String statement) {
        Optional<Dispute> known = store.find(disputeId)
                .filter(dispute -> dispute.ownerId() != null && (owner == null || owner.equals(dispute.ownerId())))
                .flatMap(dispute -> {
                    orders.lock(dispute.key());
                    return store.find(disputeId);
                });
        if (known.isEmpty()) {
            return new Outcome.NotThere();
        }
        if (statement.equals(known.get().answer())) {
            return new Outcome.Done(known.get());
        }
        if (known.get().state() != DisputeState.OPEN) {
            return new Outcome.Illegal(known.get().state());
        }
        store.answer(disputeId, statement);
        return new Outcome.Done(store.find(disputeId).orElseThrow());
    }

    private boolean earns(UUID guideId) {
        return guides.find(guideId).orElseThrow().earns();
    }

    /** Whether one of their touches was on the order, won or lost, while they earned. */
    private boolean hadToDoWith(Head head, UUID guideId) {
        return attributions.decideAgain(head).decision().verdicts().stream()
                .filter(verdict -> verdict.lost() != Lost.GUIDE_NOT_ACTIVE)
                .anyMatch(verdict -> verdict.touch().guideId().equals(guideId.toString()));
    }

    /**
     * Somebody of the brand, the deadline, or the claimant decides.
     *
     * @param claimant whose dispute it must be; null for the brand
     */
    @Transactional
    public Outcome decide(UUID disputeId, DisputeState.Event event, @Nullable UUID claimant, String by, String why) {
        Optional<Dispute> known = store.find(disputeId)
                .filter(dispute -> claimant == null || dispute.guideId().equals(claimant))
                .flatMap(dispute -> {
                    orders.lock(dispute.key());
                    return store.find(disputeId);
                });
        if (known.isEmpty()) {
            return new Outcome.NotThere();
        }
        Dispute dispute = known.get();
        DisputeState goal = DisputeState.OPEN.after(event).orElseThrow();
        if (dispute.state() == goal) {
            return new Outcome.Done(dispute);
        }
        if (dispute.state().after(event).isEmpty()) {
            return new Outcome.Illegal(dispute.state());
        }
        if (goal == DisputeState.REASSIGNED && !earns(dispute.guideId())) {
            return new Outcome.NotEarning();
        }
        store.decide(disputeId, goal, now(), by, why);
        Order.Line line = line(dispute.key(), dispute.lineId()).orElseThrow();
        if (goal == DisputeState.REASSIGNED) {
            reassign(dispute, line);
        } else {
            keep(dispute, line);
        }
        books.tell(dispute.key());
        return new Outcome.Done(store.find(disputeId).orElseThrow());
    }

    private void keep(Dispute dispute, Order.Line line) {
        if (line.payees().isEmpty()) {
            books.move(dispute.key(), line, AttributionEvent.KEEP_NOBODYS);
            return;
        }
        Order.Line kept = books.move(dispute.key(), line, AttributionEvent.KEEP);
        if (holds.isHeld(dispute.key(), line.lineId())) {
            books.move(dispute.key(), kept, AttributionEvent.SUSPICION);
        } else {
            holds.letGo(dispute.key(), kept, dispute.disputeId().toString());
        }
    }

    /** Takes everything back from the guide it was, and gives it to the claimant, in one transaction. */
    private void reassign(Dispute dispute, Order.Line line) {
        Order.Key key = dispute.key();
        Head head = orders.find(key).orElseThrow();
        holds.end(key, line.lineId(), "given to another guide");
        if (line.isSomebodys()) {
            books.takeBack(key, line, dispute.disputeId().toString());
        }
        Instant touchedAt = attributions.decideAgain(head).decision().verdicts().stream()
                .filter(verdict -> verdict.lost() == null || !EARNED_NOTHING.contains(verdict.lost()))
                .map(Verdict::touch)
                .filter(touch -> touch.guideId().equals(dispute.guideId().toString()))
                .map(Touch::at)
                .max(Instant::compareTo)
                .orElse(head.placedAt());
        Order.Line given = holds.withoutPartsTakenBack(
                key,
                attributions
                        .given(line, head, dispute.guideId(), touchedAt)
                        .with(AttributionLife.after(line.attribution(), AttributionEvent.REASSIGN)
                                .orElseThrow()));
        books.give(key, given, dispute.disputeId().toString(), now(), head.deliveredAt());
        Head after = orders.find(key).orElseThrow();
        samePersons.judge(after, orders.lines(key));
        collusions.judge(after, () -> orders.lines(key));
        maturity.mature(key);
    }

    private Optional<Order.Line> line(Order.Key key, String lineId) {
        return orders.lines(key).stream()
                .filter(line -> line.lineId().equals(lineId))
                .findFirst();
    }

    @Transactional(readOnly = true)
    public List<Dispute> of(Order.Key key) {
        return store.of(key);
    }

    /** What a payee has that a dispute holds. */
    @Transactional(readOnly = true)
    public List<Disputed> disputedOf(UUID payee) {
        return store.disputedOf(payee);
    }

    /** The newest first, after {@code after}; those of one guide, by or against them, or those that wait for a decision, only. */
    @Transactional(readOnly = true)
    public List<Dispute> page(@Nullable UUID guideId, boolean undecided, @Nullable UUID after, int limit) {
        return store.page(guideId, undecided, after, limit);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
