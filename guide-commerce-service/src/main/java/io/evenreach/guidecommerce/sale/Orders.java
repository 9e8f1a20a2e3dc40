package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.Merchant;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.identity.Erasures;
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
import io.evenreach.guidecommerce.sale.persistence.OrderStore.NewOrder;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.kernel.Sha256;
import io.evenreach.platform.events.EventCodec;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
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
    private final PersonPairs persons;
    private final Collusions collusions;
    private final Suspicions suspicions;
    private final Maturity maturity;
    private final Erasures erasures;
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
            PersonPairs persons,
            Collusions collusions,
            Suspicions suspicions,
            Maturity maturity,
            Erasures erasures,
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
        this.persons = persons;
        this.collusions = collusions;
        this.suspicions = suspicions;
        this.maturity = maturity;
        this.erasures = erasures;
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

    /** @param persons those of the buyer's keys that name a person, not a device; the strongest first */
    public record Placing(Order.Placement placement, List<IdentifierKey> persons) {

        public Order.Key key() {
            return placement.key();
        }

        Placing without(Set<IdentifierKey> erased) {
            return erased.isEmpty()
                    ? this
                    : new Placing(placement.boughtBy(left(placement.buyer(), erased)), left(persons, erased));
        }

        private static List<IdentifierKey> left(List<IdentifierKey> keys, Set<IdentifierKey> erased) {
            return keys.stream().filter(key -> !erased.contains(key)).toList();
        }
    }

    /**
     * One that can be placed.
     *
     * @param buyerErased whether the shop named people who were erased, of whom nothing is left here
     */
    private record Ready(Placing placing, boolean buyerErased, byte[] digest, Decided decided) {}

    /** Takes a new order, of nobody known where its buyer was erased since; the same again changes nothing. */
    @Transactional
    public Outcome place(Placing placing) {
        return Objects.requireNonNull(place(List.of(placing)).get(placing.key()));
    }

    /** What came of each of several, which are different orders; they are read and written a set at a time. */
    @Transactional
    public Map<Order.Key, Outcome> place(List<Placing> said) {
        erasures.readAhead(said.stream()
                .flatMap(placing -> placing.placement().buyer().stream())
                .toList());
        // What is the same goes by what was said, whoever was erased before or after.
        Map<Order.Key, byte[]> digests =
                said.stream().collect(Collectors.toMap(Placing::key, placing -> digest(placing.placement())));
        Set<Order.Key> ofErased = new HashSet<>();
        List<Placing> some = new ArrayList<>();
        for (Placing placing : said) {
            Set<IdentifierKey> erased =
                    erasures.of(placing.placement().buyer(), placing.placement().placedAt());
            some.add(placing.without(erased));
            if (!erased.isEmpty()) {
                ofErased.add(placing.key());
            }
        }
        attributions.readAhead(some.stream().map(Placing::placement).toList());
        Map<Order.Key, Head> known =
                orders.lockAll(some.stream().map(Placing::key).toList());
        Map<Order.Key, Outcome> outcomes = new HashMap<>();
        Map<Order.Key, byte[]> again = new HashMap<>();
        Map<Order.Key, Ready> ready = new TreeMap<>();
        for (Placing placing : some) {
            byte[] digest = Objects.requireNonNull(digests.get(placing.key()));
            Outcome refusal = known.containsKey(placing.key()) ? null : refusal(placing.placement());
            if (known.containsKey(placing.key())) {
                again.put(placing.key(), digest);
            } else if (refusal != null) {
                outcomes.put(placing.key(), refusal);
            } else {
                ready.put(
                        placing.key(),
                        new Ready(
                                placing,
                                ofErased.contains(placing.key()),
                                digest,
                                attributions.decide(placing.placement())));
            }
        }
        Set<Order.Key> added = orders.insert(
                ready.values().stream()
                        .map(one -> new NewOrder(
                                one.placing().placement(),
                                one.placing().persons(),
                                one.digest(),
                                one.decided().inputs(),
                                one.decided().acrossDevices()))
                        .toList(),
                now());
        Map<Order.Key, byte[]> addedByOthers = new HashMap<>();
        ready.forEach((key, one) -> addedByOthers.put(key, one.digest()));
        addedByOthers.keySet().removeAll(added);
        if (!addedByOthers.isEmpty()) {
            known.putAll(orders.lockAll(addedByOthers.keySet()));
            again.putAll(addedByOthers);
        }
        outcomes.putAll(same(known, again));
        ready.keySet().retainAll(added);
        if (!ready.isEmpty()) {
            outcomes.putAll(placed(ready.values()));
        }
        return outcomes;
    }

    private Map<Order.Key, Outcome> placed(Collection<Ready> added) {
        Map<Order.Placement, Decided> sales = new LinkedHashMap<>();
        added.forEach(one -> sales.put(one.placing().placement(), one.decided()));
        attributions.readAheadOfLines(sales);
        Map<Order.Key, List<Order.Line>> lines = new LinkedHashMap<>();
        List<Suspicions.Sale> sold = new ArrayList<>();
        for (Ready one : added) {
            Order.Placement placement = one.placing().placement();
            lines.put(
                    placement.key(),
                    attributions.lines(
                            placement,
                            catalogue.products(placement.lines().stream()
                                    .map(Order.PlacedLine::productId)
                                    .collect(Collectors.toSet())),
                            one.decided(),
                            one.placing().persons()));
            Touch winner = one.decided().decision().winner();
            if (winner != null) {
                sold.add(new Suspicions.Sale(placement.key(), UUID.fromString(winner.guideId()), placement.buyer()));
            }
        }
        orders.insertLines(lines);
        List<Order.Key> tooFast = suspicions.note(sold);
        if (!tooFast.isEmpty()) {
            orders.tooFast(tooFast);
        }
        Map<Order.Key, Outcome> outcomes = new HashMap<>();
        List<SaleFeed.Standing> standing = new ArrayList<>();
        for (Ready one : added) {
            Order.Key key = one.placing().key();
            Order order = new Order(key, Order.Status.PLACED, inOrder(Objects.requireNonNull(lines.get(key))));
            SaleFeed.Standing now = SaleFeed.Standing.of(
                    order,
                    one.placing().placement().placedAt(),
                    one.placing().placement().buyer(),
                    one.placing().persons());
            standing.add(one.buyerErased() ? now.ofErased() : now);
            outcomes.put(key, new Outcome.Created(order));
        }
        feed.publish(standing, now());
        return outcomes;
    }

    private static List<Order.Line> inOrder(List<Order.Line> lines) {
        return lines.stream().sorted(Comparator.comparing(Order.Line::lineId)).toList();
    }

    private @Nullable Outcome refusal(Order.Placement placement) {
        Optional<Merchant> merchant = catalogue.merchant(placement.key().merchantId());
        if (merchant.isEmpty()) {
            return new Outcome.UnknownMerchant();
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
        return null;
    }

    /** @param again what is said of orders that there are */
    private Map<Order.Key, Outcome> same(Map<Order.Key, Head> known, Map<Order.Key, byte[]> again) {
        Map<Order.Key, Outcome> outcomes = new HashMap<>();
        List<Head> same = new ArrayList<>();
        again.forEach((key, digest) -> {
            Head head = Objects.requireNonNull(known.get(key));
            if (Arrays.equals(head.digest(), digest)) {
                same.add(head);
            } else {
                outcomes.put(key, new Outcome.Conflict());
            }
        });
        outcomes.putAll(done(same));
        return outcomes;
    }

    private Map<Order.Key, Outcome> done(Collection<Head> heads) {
        if (heads.isEmpty()) {
            return Map.of();
        }
        Map<Order.Key, List<Order.Line>> lines =
                orders.linesOf(heads.stream().map(Head::key).toList());
        return heads.stream()
                .collect(Collectors.toMap(
                        Head::key,
                        head -> new Outcome.Done(
                                new Order(head.key(), head.status(), lines.getOrDefault(head.key(), List.of())))));
    }

    /**
     * Locks the orders that there are, in the order of their keys, and then their commissions, for whoever changes several in
     * one transaction: so they wait for others, and never crosswise.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock(Collection<Order.Key> keys) {
        orders.lock(keys);
        commissions.lockOf(keys);
    }

    /** Like {@link #pay(Collection)}, and nothing to do where an order was paid and has ended since. */
    @Transactional
    public Map<Order.Key, Outcome> paid(Collection<Order.Key> keys) {
        Map<Order.Key, Outcome> outcomes = pay(keys);
        Set<Order.Key> illegal = keys.stream()
                .filter(key -> outcomes.get(key) instanceof Outcome.Illegal)
                .collect(Collectors.toSet());
        if (!illegal.isEmpty()) {
            outcomes.putAll(done(orders.findAll(orders.everPaid(illegal)).values()));
        }
        return outcomes;
    }

    /** The shopper has paid: every attributed line is split and booked. */
    @Transactional
    public Outcome pay(Order.Key key) {
        return Objects.requireNonNull(pay(List.of(key)).get(key));
    }

    /** What came of each of several, which are different orders; they are read and written a set at a time. */
    @Transactional
    public Map<Order.Key, Outcome> pay(Collection<Order.Key> keys) {
        Map<Order.Key, Outcome> outcomes = new HashMap<>();
        keys.forEach(key -> outcomes.put(key, new Outcome.NotThere()));
        List<Head> done = new ArrayList<>();
        Map<Order.Key, Head> due = new LinkedHashMap<>();
        orders.lockAll(keys).forEach((key, head) -> {
            switch (head.status()) {
                case PAID, DELIVERED -> done.add(head);
                case CANCELLED -> outcomes.put(key, new Outcome.Illegal(head.status()));
                case PLACED -> due.put(key, head);
            }
        });
        outcomes.putAll(done(done));
        if (!due.isEmpty()) {
            tell(due, Order.Status.PAID, bookPaid(due))
                    .forEach(order -> outcomes.put(order.key(), new Outcome.Done(order)));
        }
        return outcomes;
    }

    /** The lines as they stand then. */
    private Map<Order.Key, List<Order.Line>> bookPaid(Map<Order.Key, Head> due) {
        Instant now = now();
        Map<Order.Key, List<Order.Line>> lines = orders.linesOf(due.keySet());
        lines.replaceAll((key, some) -> some.stream().map(Orders::paid).toList());
        List<Order.LineOf> sold = new ArrayList<>();
        lines.forEach((key, some) ->
                some.stream().filter(Order.Line::isSomebodys).forEach(line -> sold.add(new Order.LineOf(key, line))));
        orders.change(sold);
        ledger.post(books.accrue(sold, now));
        orders.paid(due.keySet(), now);
        Set<Order.Key> held = suspect(due, sold);
        if (!held.isEmpty()) {
            lines.putAll(orders.linesOf(held));
        }
        feed.sold(
                sold.stream()
                        .collect(Collectors.groupingBy(
                                Order.LineOf::order,
                                LinkedHashMap::new,
                                Collectors.mapping(one -> one.line().payees().getFirst(), Collectors.toSet()))),
                now);
        return lines;
    }

    private static Order.Line paid(Order.Line line) {
        return line.isSomebodys() ? line.with(Attributions.after(line.attribution(), AttributionEvent.PAID)) : line;
    }

    /** @return those of them that may be held */
    private Set<Order.Key> suspect(Map<Order.Key, Head> paid, List<Order.LineOf> sold) {
        readPersonsAhead(paid, sold);
        Map<Order.Key, List<Order.Line>> lines = sold.stream()
                .collect(Collectors.groupingBy(
                        Order.LineOf::order,
                        LinkedHashMap::new,
                        Collectors.mapping(Order.LineOf::line, Collectors.toList())));
        Set<Order.Key> held = new HashSet<>();
        lines.forEach((key, some) -> {
            Head head = Objects.requireNonNull(paid.get(key));
            if (head.tooFast()) {
                some.forEach(line -> holds.open(key, line, HoldReason.VELOCITY));
            }
            boolean isTheirOwn = samePersons.judge(head, head.tooFast() ? orders.lines(key) : some);
            boolean isMutual = collusions.judge(head, () -> orders.lines(key));
            if (head.tooFast() || isTheirOwn || isMutual) {
                held.add(key);
            }
        });
        return held;
    }

    /** Tells everybody how orders stand that have just become this. */
    private List<Order> tell(
            Map<Order.Key, Head> heads, Order.Status status, Map<Order.Key, List<Order.Line>> linesOf) {
        List<Order> now = new ArrayList<>();
        List<SaleFeed.Standing> standing = new ArrayList<>();
        linesOf.forEach((key, lines) -> {
            Head head = Objects.requireNonNull(heads.get(key));
            Order order = new Order(key, status, lines);
            now.add(order);
            standing.add(SaleFeed.Standing.of(order, head.placedAt(), head.buyer(), head.persons()));
        });
        feed.publish(standing, now());
        return now;
    }

    private void readPersonsAhead(Map<Order.Key, Head> heads, List<Order.LineOf> sold) {
        persons.readAhead(
                sold.stream().flatMap(one -> one.line().payees().stream()).collect(Collectors.toSet()),
                heads.values().stream().flatMap(head -> head.persons().stream()).collect(Collectors.toSet()));
    }

    /** The goods are there: the return window begins, and where there is none the commission is payable. */
    @Transactional
    public Outcome deliver(Order.Key key) {
        return Objects.requireNonNull(deliver(List.of(key)).get(key));
    }

    /** What came of each of several, which are different orders; they are read and written a set at a time. */
    @Transactional
    public Map<Order.Key, Outcome> deliver(Collection<Order.Key> keys) {
        Map<Order.Key, Outcome> outcomes = new HashMap<>();
        keys.forEach(key -> outcomes.put(key, new Outcome.NotThere()));
        List<Head> done = new ArrayList<>();
        Map<Order.Key, Head> due = new LinkedHashMap<>();
        orders.lockAll(keys).forEach((key, head) -> {
            switch (head.status()) {
                case DELIVERED -> done.add(head);
                case PLACED, CANCELLED -> outcomes.put(key, new Outcome.Illegal(head.status()));
                case PAID -> due.put(key, head);
            }
        });
        outcomes.putAll(done(done));
        if (!due.isEmpty()) {
            bookDelivered(due);
            tell(due, Order.Status.DELIVERED, orders.linesOf(due.keySet()))
                    .forEach(order -> outcomes.put(order.key(), new Outcome.Done(order)));
        }
        return outcomes;
    }

    private void bookDelivered(Map<Order.Key, Head> due) {
        Instant now = now();
        orders.delivered(due.keySet(), now);
        Map<Order.Key, List<Order.Line>> lines = orders.linesOf(due.keySet());
        List<Order.LineOf> each = lines.entrySet().stream()
                .flatMap(order -> order.getValue().stream().map(line -> new Order.LineOf(order.getKey(), line)))
                .toList();
        commissions.delivered(each, now);
        readPersonsAhead(due, each);
        lines.forEach((key, some) -> {
            Head head = Objects.requireNonNull(due.get(key));
            samePersons.judge(head, some);
            collusions.judge(head, () -> orders.lines(key));
        });
        maturity.mature(due.keySet());
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
                        orders.change(key, Order.Status.CANCELLED);
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
        orders.change(key, Order.Status.CANCELLED);
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
        return Sha256.of(json.writeBytes(said));
    }
}
