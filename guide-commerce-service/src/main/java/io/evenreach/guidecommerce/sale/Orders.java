package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Commission;
import io.evenreach.guidecommerce.books.Legs;
import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.books.SaleLine;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.CommissionPlan;
import io.evenreach.guidecommerce.catalogue.Merchant;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.guide.Expertises;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.ledger.Ledger;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.recommendation.Recommendations.Click;
import io.evenreach.guidecommerce.recommendation.Recommendations.Link;
import io.evenreach.guidecommerce.sale.domain.Attribution;
import io.evenreach.guidecommerce.sale.domain.Attribution.Decision;
import io.evenreach.guidecommerce.sale.domain.Attribution.Touch;
import io.evenreach.guidecommerce.sale.domain.AttributionEvent;
import io.evenreach.guidecommerce.sale.domain.AttributionLife;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.sale.persistence.CommissionStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import io.evenreach.platform.events.EventCodec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders through their life, and books what they earn in the same transaction. */
@Service
public class Orders {

    private static final String CANCELLATION = "cancelled";

    private final OrderStore orders;
    private final CommissionStore commissions;
    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Guides guides;
    private final Expertises expertises;
    private final Recommendations recommendations;
    private final Maturity maturity;
    private final SaleProperties properties;
    private final EventCodec json;
    private final Clock clock;

    Orders(
            OrderStore orders,
            CommissionStore commissions,
            Ledger ledger,
            Catalogue catalogue,
            Guides guides,
            Expertises expertises,
            Recommendations recommendations,
            Maturity maturity,
            SaleProperties properties,
            EventCodec json,
            Clock clock) {
        this.orders = orders;
        this.commissions = commissions;
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.guides = guides;
        this.expertises = expertises;
        this.recommendations = recommendations;
        this.maturity = maturity;
        this.properties = properties;
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

    /** What an attribution is decided from, as it was at the order; kept so that it can be told and decided again. */
    record Inputs(List<Touch> touches) {}

    /** The decision on an order, made again from what was known at the order. */
    public record Attributed(Order.Key key, Decision decision) {}

    @Transactional
    public Outcome place(Order.Placement placement) {
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
        List<Touch> touches = touches(placement);
        if (!orders.insert(placement, digest, json.write(new Inputs(touches)))) {
            return same(orders.lock(placement.key()).orElseThrow(), digest);
        }
        Decision decision = Attribution.decide(touches, placement.placedAt(), placement.checkoutAt());
        Touch winner = decision.winner();
        @Nullable
        Guide guide = winner == null
                ? null
                : guides.find(UUID.fromString(winner.guideId())).orElseThrow();
        List<Order.Line> lines = placement.lines().stream()
                .map(line -> line(
                        line,
                        Objects.requireNonNull(products.get(line.productId())),
                        placement.placedAt(),
                        winner,
                        guide))
                .toList();
        orders.insertLines(placement.key(), lines);
        return new Outcome.Created(new Order(placement.key(), Order.Status.PLACED, lines));
    }

    private Outcome same(Head head, byte[] digest) {
        return Arrays.equals(head.digest(), digest) ? new Outcome.Done(order(head)) : new Outcome.Conflict();
    }

    private List<Touch> touches(Order.Placement placement) {
        List<Click> clicks =
                placement.clickId() == null ? List.of() : recommendations.ofTheSameVisitor(placement.clickId());
        Optional<Link> code = Optional.ofNullable(placement.code()).flatMap(recommendations::find);
        List<Link> links =
                Stream.concat(clicks.stream().map(Click::link), code.stream()).toList();
        Map<UUID, Guide> known =
                guides.findAll(links.stream().map(Link::guideId).collect(Collectors.toSet()));
        Set<String> sold =
                catalogue.products(links.stream().map(Link::productId).collect(Collectors.toSet())).values().stream()
                        .filter(product ->
                                product.merchantId().equals(placement.key().merchantId()))
                        .map(Product::productId)
                        .collect(Collectors.toSet());
        Predicate<Link> earning =
                link -> Objects.requireNonNull(known.get(link.guideId())).earns();
        List<Touch> touches = new ArrayList<>();
        clicks.forEach(click -> touches.add(new Touch(
                click.clickId(),
                click.link().code(),
                click.link().guideId().toString(),
                click.at(),
                sold.contains(click.link().productId()),
                earning.test(click.link()))));
        code.ifPresent(link -> touches.add(new Touch(
                null,
                link.code(),
                link.guideId().toString(),
                placement.placedAt(),
                sold.contains(link.productId()),
                earning.test(link))));
        return touches;
    }

    /** A line of a new order, with the better of the rates at the touch and at the order, which stay as they are. */
    private Order.Line line(
            Order.PlacedLine placed, Product product, Instant placedAt, @Nullable Touch winner, @Nullable Guide guide) {
        Rates rates = new Rates(0, 0, 0);
        int holdDays = 0;
        List<UUID> payees = new ArrayList<>();
        if (winner != null && guide != null) {
            Optional<CommissionPlan> atOrder = catalogue.planFor(product, placedAt);
            Optional<CommissionPlan> atTouch = catalogue.planFor(product, winner.at());
            rates = Stream.of(atOrder, atTouch)
                    .flatMap(Optional::stream)
                    .map(CommissionPlan::rates)
                    .reduce(rates, Rates::betterForGuide);
            holdDays = atOrder.or(() -> atTouch).map(CommissionPlan::holdDays).orElse(0);
            if (!expertises.knows(guide.guideId(), product.destination(), product.category(), placedAt)) {
                rates = rates.forGuide(properties.outsideExpertiseBps());
            }
            payees.add(guide.guideId());
            payees.addAll(earningReferrers(guide));
        }
        return new Order.Line(
                placed.lineId(),
                placed.productId(),
                placed.quantity(),
                placed.currency(),
                placed.netMinor(),
                placed.netMinor(),
                after(AttributionStatus.NONE, winner == null ? AttributionEvent.NOT_TOUCHED : AttributionEvent.TOUCHED),
                payees,
                rates,
                holdDays);
    }

    private List<UUID> earningReferrers(Guide guide) {
        List<UUID> referrers = guides.referrers(guide, properties.referralDepth());
        Map<UUID, Guide> known = guides.findAll(referrers);
        return referrers.stream()
                .takeWhile(id -> Objects.requireNonNull(known.get(id)).earns())
                .toList();
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
                                orders.change(key, line.with(after(line.attribution(), AttributionEvent.PAID)));
                                postings.add(accrue(key, line, now));
                            }
                        }
                        ledger.post(postings);
                        orders.change(key, Order.Status.PAID, null);
                        yield done(key);
                    }
                })
                .orElseGet(Outcome.NotThere::new);
    }

    private Posting accrue(Order.Key key, Order.Line line, Instant now) {
        SaleLine sale = line.sale(key);
        Legs legs = sale.legs();
        List<Commission> accrued = new ArrayList<>();
        for (int depth = 0; depth < sale.payees().size(); depth++) {
            if (legs.payee(depth) > 0) {
                accrued.add(Commission.accrued(
                        UUID.randomUUID(), sale.payees().get(depth), depth, line.currency(), legs.payee(depth)));
            }
        }
        commissions.insert(key, line.lineId(), accrued, now);
        return sale.accrual();
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
                        maturity.mature(key);
                        yield done(key);
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
                    case PLACED -> {
                        for (Order.Line line : orders.lines(key)) {
                            if (line.isSomebodys()) {
                                orders.change(key, line.with(after(line.attribution(), AttributionEvent.ABANDONED)));
                            }
                        }
                        orders.change(key, Order.Status.CANCELLED, null);
                        yield done(key);
                    }
                    case PAID -> {
                        List<Posting> postings = new ArrayList<>();
                        for (Order.Line line : orders.lines(key)) {
                            if (line.leftMinor() > 0) {
                                postings.addAll(reverse(key, line, CANCELLATION, line.leftMinor()));
                            }
                        }
                        ledger.post(postings);
                        orders.change(key, Order.Status.CANCELLED, null);
                        yield done(key);
                    }
                })
                .orElseGet(Outcome.NotThere::new);
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
        List<Posting> postings = new ArrayList<>();
        for (Order.RefundLine asked : refund) {
            postings.addAll(reverse(
                    key, Objects.requireNonNull(lines.get(asked.lineId())), "refund-" + refundId, asked.netMinor()));
        }
        ledger.post(postings);
        orders.insertRefund(key, refundId, digest, now());
        return done(key);
    }

    private List<Posting> reverse(Order.Key key, Order.Line line, String reversalId, long amountMinor) {
        Order.Line after = line.left(line.leftMinor() - amountMinor);
        if (!line.isSomebodys()) {
            orders.change(key, after);
            return List.of();
        }
        SaleLine.Refund refund =
                line.sale(key).refund(reversalId, amountMinor, commissions.lockOfLine(key, line.lineId()));
        commissions.change(refund.commissions());
        boolean isVoid = after.leftMinor() == 0 && line.attribution() != AttributionStatus.FINAL;
        orders.change(key, isVoid ? after.with(after(line.attribution(), AttributionEvent.FULL_REFUND)) : after);
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
        return orders.find(key)
                .map(head -> new Attributed(
                        key,
                        Attribution.decide(
                                json.read(head.attribution().getBytes(StandardCharsets.UTF_8), Inputs.class)
                                        .touches(),
                                head.placedAt(),
                                head.checkoutAt())));
    }

    private Outcome done(Head head) {
        return new Outcome.Done(order(head));
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

    private static AttributionStatus after(AttributionStatus status, AttributionEvent event) {
        return AttributionLife.after(status, event)
                .orElseThrow(() -> new IllegalStateException(event + " of an attribution that is " + status));
    }

    private byte[] digest(Object said) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(json.writeBytes(said));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
