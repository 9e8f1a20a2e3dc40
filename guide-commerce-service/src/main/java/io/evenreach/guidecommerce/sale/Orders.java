package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.Merchant;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.sale.Attributions.Decided;
import io.evenreach.guidecommerce.sale.Attributions.Replayed;
import io.evenreach.guidecommerce.sale.domain.Attribution.Decision;
import io.evenreach.guidecommerce.sale.domain.Attribution.Kind;
import io.evenreach.guidecommerce.sale.domain.Attribution.Touch;
import io.evenreach.guidecommerce.sale.domain.AttributionEvent;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.messaging.SaleFeed;
import io.evenreach.guidecommerce.sale.persistence.ChargebackStore;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.events.EventCodec;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders through their life, and books what they earn in the same transaction. */
@Service
public class Orders {

    private static final String CANCELLATION = "cancelled";

    private final OrderStore orders;
    private final ChargebackStore chargebacks;
    private final CommissionStore commissions;
    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Attributions attributions;
    private final SaleBooks books;
    private final Holds holds;
    private final Disputes disputes;
    private final SamePersons samePersons;
    private final Collusions collusions;
    private final Suspicions suspicions;
    private final Maturity maturity;
    private final SaleFeed feed;
    private final EventCodec json;
    private final Clock clock;

    Orders(
            OrderStore orders,
            ChargebackStore chargebacks,
            CommissionStore commissions,
            Ledger ledger,
            Catalogue catalogue,
            Attributions attributions,
            SaleBooks books,
            Holds holds,
            Disputes disputes,
            SamePersons samePersons,
            Collusions collusions,
            Suspicions suspicions,
            Maturity maturity,
            SaleFeed feed,
            EventCodec json,
            Clock clock) {
        this.orders = orders;
        this.chargebacks = chargebacks;
        this.commissions = commissions;
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.attributions = attributions;
        this.books = books;
        this.holds = holds;
        this.disputes = disputes;
        this.samePersons = samePersons;
        this.collusions = collusions;
        this.suspicions = suspicions;
        this.maturity = maturity;
        this.feed = feed;
        this.json = json;
        this.clock = clock;
    }

    /** What came of a request. */
    public sealed interface Outcome {
        /** It is so now, or was before. */
        record Done(Order order) implements Outcome {}

        record Created(Order order) implements Outcome {}

        record NotThere() implements Outcome {}

        /** The same id stands for something else. */
        record Conflict() implements Outcome {}

        record Illegal(Order.Status status) implements Outcome {}

        record UnknownMerchant() implements Outcome {}

        /** A line names a product that the merchant does not sell. */
        record UnknownProduct(int line) implements Outcome {}

        /** A line is not in the merchant's currency. */
        record WrongCurrency(int line) implements Outcome {}

        record UnknownLine(int line) implements Outcome {}

        /** More than what is left of a line. */
        record TooMuch(int line, long leftMinor) implements Outcome {}
    }

    /**
     * The decision on an order, made again from what was known at the order, and what became of it since.
     *
     * @param ruleVersion of the rules that decided
     * @param unknownCode whether a code came with the order that was nobody's
     */
    public record Attributed(
            Order order,
            Decision decision,
            int ruleVersion,
            boolean unknownCode,
            List<Hold> holds,
            List<Dispute> disputes) {}

    /** @param persons those of the buyer's keys that name a person, not a device */
    @Transactional
    public Outcome place(Order.Placement placement, Collection<IdentifierKey> persons) {
        Optional<Merchant> merchant = catalogue.merchant(placement.key().merchantId());
        if (merchant.isEmpty()) {
            return new Outcome.UnknownMerchant();
        }
        byte[] digest = digest(placement);
        Optional<Head> known = orders.lock(placement.key());
        if (known.isPresent()) {
            return same(known.get(), digest);
        }
        Map<String, Product> products = catalogue.products(
                placement.lines().stream().map(Order.PlacedLine::productId).collect(Collectors.toSet()));
        for (int at = 0; at < placement.lines().size(); at++) {
            Order.PlacedLine line = placement.lines().get(at);
            Product product = products.get(line.productId());
            if (product == null || !product.merchantId().equals(placement.key().merchantId())) {
                return new Outcome.UnknownProduct(at);
            }
            if (!line.currency().equals(merchant.get().currency())) {
                return new Outcome.WrongCurrency(at);
            }
        }
        Decided decided = attributions.decide(placement);
        if (!orders.insert(placement, persons, digest, decided.inputs(), now())) {
            return same(orders.lock(placement.key()).orElseThrow(), digest);
        }
        List<Order.Line> lines = attributions.lines(placement, products, decided, persons);
        orders.insertLines(placement.key(), lines);
        Touch winner = decided.decision().winner();
        if (winner != null && suspicions.note(UUID.fromString(winner.guideId()), placement.buyer())) {
            orders.tooFast(placement.key());
        }
        books.tell(placement.key());
        return new Outcome.Created(new Order(placement.key(), Order.Status.PLACED, lines));
    }

    private Outcome same(Head head, byte[] digest) {
        return Arrays.equals(head.digest(), digest) ? new Outcome.Done(order(head)) : new Outcome.Conflict();
    }

    /** The shopper has paid: every attributed line is split and booked. */
    @Transactional
    public Outcome pay(Order.Key key) {
        return orders.lock(key)
                .map(head -> switch (head.status()) {
                    case PAID, DELIVERED -> done(head);
                    case CANCELLED -> new Outcome.Illegal(head.status());
                    case PLACED -> {
                        Instant now = now();
                        List<Posting> postings = new ArrayList<>();
                        for (Order.Line line : orders.lines(key)) {
                            if (line.isSomebodys()) {
                                orders.change(
                                        key, line.with(Attributions.after(line.attribution(), AttributionEvent.PAID)));
                                postings.add(books.accrue(key, line, now));
                            }
                        }
                        ledger.post(postings);
                        orders.change(key, Order.Status.PAID, null);
                        suspect(head);
                        feed.sold(
                                key,
                                orders.lines(key).stream()
                                        .filter(Order.Line::isSomebodys)
                                        .map(line -> line.payees().getFirst())
                                        .collect(Collectors.toSet()),
                                now);
                        yield changed(key);
                    }
                })
                .orElseGet(Outcome.NotThere::new);
    }

    private void suspect(Head head) {
        if (head.tooFast()) {
            orders.lines(head.key()).stream()
                    .filter(Order.Line::isSomebodys)
                    .forEach(line -> holds.open(head.key(), line, HoldReason.VELOCITY));
        }
        samePersons.judge(head, orders.lines(head.key()));
        collusions.judge(head, orders.lines(head.key()));
    }

    /** The goods are there: the return window begins, and where there is none the commission is payable. */
    @Transactional
    public Outcome deliver(Order.Key key) {
        return orders.lock(key)
                .map(head -> switch (head.status()) {
                    case DELIVERED -> done(head);
                    case PLACED, CANCELLED -> new Outcome.Illegal(head.status());
                    case PAID -> {
                        Instant now = now();
                        orders.change(key, Order.Status.DELIVERED, now);
                        for (Order.Line line : orders.lines(key)) {
                            commissions.delivered(key, line.lineId(), now.plus(Duration.ofDays(line.holdDays())));
                        }
                        samePersons.judge(head, orders.lines(key));
                        maturity.mature(key);
                        yield changed(key);
                    }
                })
                .orElseGet(Outcome.NotThere::new);
    }

    /** Undoes an order that was not delivered, with whatever it has earned. */
    @Transactional
    public Outcome cancel(Order.Key key) {
        return orders.lock(key)
                .map(head -> switch (head.status()) {
                    case CANCELLED -> done(head);
                    case DELIVERED -> new Outcome.Illegal(head.status());
                    case PLACED -> abandon(key);
                    case PAID -> {
                        commissions.lockOfOrder(key);
                        List<Posting> postings = new ArrayList<>();
                        for (Order.Line line : orders.lines(key)) {
                            Order.Line after = line.left(0);
                            if (line.leftMinor() > 0) {
                                postings.addAll(reverse(key, line, after, CANCELLATION));
                            }
                            holds.endSale(key, after, CANCELLATION);
                        }
                        ledger.post(postings);
                        orders.change(key, Order.Status.CANCELLED, null);
                        yield changed(key);
                    }
                })
                .orElseGet(Outcome.NotThere::new);
    }

    private Outcome abandon(Order.Key key) {
        for (Order.Line line : orders.lines(key)) {
            if (line.isSomebodys()) {
                orders.change(key, line.with(Attributions.after(line.attribution(), AttributionEvent.ABANDONED)));
            }
        }
        orders.change(key, Order.Status.CANCELLED, null);
        return changed(key);
    }

    /** Cancels an order that nobody has paid in time; one that somebody has just paid stays. */
    @Transactional
    public void expire(Order.Key key) {
        if (orders.lock(key)
                .filter(head -> head.status() == Order.Status.PLACED)
                .isPresent()) {
            abandon(key);
        }
    }

    /** Leaves sales nobody's that were placed before a time and that nobody has claimed; those of so many orders. */
    @Transactional
    public void leaveUnclaimed(Instant placedBefore, int limit) {
        orders.leaveUnclaimed(placedBefore, limit).forEach(books::tell);
    }

    /** Gives money back to the shopper, and takes every party's part of it back, whenever it was earned. */
    @Transactional
    public Outcome refund(Order.Key key, String refundId, List<Order.RefundLine> refund) {
        Optional<Head> head = orders.lock(key);
        if (head.isEmpty()) {
            return new Outcome.NotThere();
        }
        byte[] digest = digest(refund);
        Optional<byte[]> known = orders.refund(key, refundId);
        if (known.isPresent()) {
            return Arrays.equals(known.get(), digest) ? done(key) : new Outcome.Conflict();
        }
        if (head.get().status() == Order.Status.PLACED || head.get().status() == Order.Status.CANCELLED) {
            return new Outcome.Illegal(head.get().status());
        }
        Map<String, Order.Line> lines =
                orders.lines(key).stream().collect(Collectors.toMap(Order.Line::lineId, Function.identity()));
        for (int at = 0; at < refund.size(); at++) {
            Order.RefundLine asked = refund.get(at);
            Order.Line line = lines.get(asked.lineId());
            if (line == null) {
                return new Outcome.UnknownLine(at);
            }
            if (!line.currency().equals(asked.currency())) {
                return new Outcome.WrongCurrency(at);
            }
            if (asked.netMinor() > line.leftMinor()) {
                return new Outcome.TooMuch(at, line.leftMinor());
            }
        }
        commissions.lockOfOrder(key);
        List<Posting> postings = new ArrayList<>();
        for (Order.RefundLine asked : refund) {
            Order.Line line = Objects.requireNonNull(lines.get(asked.lineId()));
            Order.Line after = line.left(line.leftMinor() - asked.netMinor());
            postings.addAll(reverse(key, line, after, "refund-" + refundId));
            if (after.leftMinor() == 0 && !chargebacks.isOpen(key, line.lineId())) {
                holds.endSale(key, after, "refunded");
            }
        }
        ledger.post(postings);
        orders.insertRefund(key, refundId, digest, now());
        return changed(key);
    }

    private List<Posting> reverse(Order.Key key, Order.Line line, Order.Line after, String reversalId) {
        orders.change(key, after);
        if (!line.isSomebodys()) {
            return List.of();
        }
        SaleLine.Refund refund = line.sale(key)
                .refund(reversalId, line.leftMinor() - after.leftMinor(), commissions.lockOfLine(key, line.lineId()));
        commissions.change(refund.commissions());
        return List.of(refund.posting());
    }

    @Transactional(readOnly = true)
    public Optional<Order> find(Order.Key key) {
        return orders.find(key).map(this::order);
    }

    /** The merchants that have an order of this id, two at most. */
    @Transactional(readOnly = true)
    public List<String> merchantsOf(String orderId) {
        return orders.merchantsOf(orderId);
    }

    @Transactional(readOnly = true)
    public Optional<Attributed> attribution(Order.Key key) {
        return orders.find(key).map(head -> {
            Replayed replayed = attributions.decideAgain(head);
            boolean codeWasSomebodys = replayed.decision().verdicts().stream()
                    .anyMatch(verdict -> verdict.touch().kind() == Kind.CODE);
            return new Attributed(
                    order(head),
                    replayed.decision(),
                    replayed.ruleVersion(),
                    head.code() != null && !head.code().isBlank() && !codeWasSomebodys,
                    holds.of(key),
                    disputes.of(key));
        });
    }

    private Outcome done(Head head) {
        return new Outcome.Done(order(head));
    }

    private Outcome changed(Order.Key key) {
        books.tell(key);
        return done(key);
    }

    private Outcome done(Order.Key key) {
        return done(orders.find(key).orElseThrow());
    }

    private Order order(Head head) {
        return new Order(head.key(), head.status(), orders.lines(head.key()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private byte[] digest(Object said) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(json.writeBytes(said));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
