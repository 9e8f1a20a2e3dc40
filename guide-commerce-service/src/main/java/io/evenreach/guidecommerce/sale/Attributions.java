package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.Catalogue.ProductAt;
import io.evenreach.guidecommerce.catalogue.CommissionPlan;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.guide.Expertises;
import io.evenreach.guidecommerce.guide.Expertises.Knowing;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.identity.Owners;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.recommendation.Recommendations.Click;
import io.evenreach.guidecommerce.recommendation.Recommendations.Identified;
import io.evenreach.guidecommerce.recommendation.Recommendations.Link;
import io.evenreach.guidecommerce.recommendation.Recommendations.Listed;
import io.evenreach.guidecommerce.recommendation.Recommendations.OfKeys;
import io.evenreach.guidecommerce.recommendation.Recommendations.OfVisitor;
import io.evenreach.guidecommerce.sale.domain.Attribution;
import io.evenreach.guidecommerce.sale.domain.Attribution.Decision;
import io.evenreach.guidecommerce.sale.domain.Attribution.Kind;
import io.evenreach.guidecommerce.sale.domain.Attribution.Touch;
import io.evenreach.guidecommerce.sale.domain.AttributionEvent;
import io.evenreach.guidecommerce.sale.domain.AttributionLife;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import io.evenreach.guidecommerce.wire.WholeSeconds;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.events.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Decides whose sale a new order is, and at what rates. */
@Service
class Attributions {

    private final Catalogue catalogue;
    private final Guides guides;
    private final Expertises expertises;
    private final Recommendations recommendations;
    private final Owners owners;
    private final PersonPairs persons;
    private final SaleProperties properties;
    private final EventCodec json;

    Attributions(
            Catalogue catalogue,
            Guides guides,
            Expertises expertises,
            Recommendations recommendations,
            Owners owners,
            PersonPairs persons,
            SaleProperties properties,
            EventCodec json) {
        this.catalogue = catalogue;
        this.guides = guides;
        this.expertises = expertises;
        this.recommendations = recommendations;
        this.owners = owners;
        this.persons = persons;
        this.properties = properties;
        this.json = json;
    }

    /**
     * What an attribution is decided from, as it was at the order; kept so that it can be told and decided again.
     *
     * @param ruleVersion null for the first
     * @param until null where it is the time of the order, as it was by the first two
     */
    private record Inputs(
            @Nullable Integer ruleVersion, @Nullable Instant until, List<Kept> touches) {}

    /**
     * A touch as it is kept. The first rules knew no kinds, and took every click as seen.
     *
     * @param clickId null for a code
     */
    private record Kept(
            @Nullable UUID clickId,
            @Nullable Kind kind,
            String code,
            String guideId,
            Instant at,
            @Nullable Boolean seen,
            boolean sold,
            boolean earning) {

        static Kept of(Touch touch) {
            return new Kept(
                    touch.touchId(),
                    touch.kind(),
                    touch.code(),
                    touch.guideId(),
                    touch.at(),
                    touch.seen(),
                    touch.sold(),
                    touch.earning());
        }

        Touch touch() {
            Kind byId = clickId == null ? Kind.CODE : Kind.LINK;
            return new Touch(
                    clickId,
                    Objects.requireNonNullElse(kind, byId),
                    code,
                    guideId,
                    at,
                    Objects.requireNonNullElse(seen, true),
                    sold,
                    earning);
        }
    }

    /**
     * @param inputs as JSON, for {@link #decideAgain}
     * @param until see {@link Attribution#decide}
     * @param acrossDevices whether touches of other devices count
     */
    record Decided(String inputs, Decision decision, Instant until, boolean acrossDevices) {}

    /** @param ruleVersion of the rules that decided */
    record Replayed(Decision decision, int ruleVersion) {}

    /** Reads at once what the decisions on these orders are made from. */
    void readAhead(List<Order.Placement> placements) {
        Set<IdentifierKey> keys = placements.stream()
                .flatMap(placement -> placement.buyer().stream())
                .collect(Collectors.toSet());
        owners.readAhead(keys);
        recommendations.readAhead(
                placements.stream()
                        .flatMap(placement -> Stream.ofNullable(placement.code()))
                        .toList(),
                placements.stream()
                        .filter(placement -> placement.clickId() != null)
                        .map(placement -> new OfVisitor(
                                Objects.requireNonNull(placement.clickId()), since(placement), latest(placement)))
                        .toList(),
                placements.stream()
                        .map(placement -> new OfKeys(keysOfTheBuyer(placement), since(placement), latest(placement)))
                        .toList());
        List<Link> links = placements.stream().flatMap(this::links).toList();
        guides.readAhead(links.stream().map(Link::guideId).toList(), properties.referralDepth());
        catalogue.readAhead(
                placements.stream()
                        .map(placement -> placement.key().merchantId())
                        .toList(),
                Stream.concat(
                                links.stream().map(Link::productId),
                                placements.stream()
                                        .flatMap(placement ->
                                                placement.lines().stream().map(Order.PlacedLine::productId)))
                        .toList());
    }

    private Stream<Link> links(Order.Placement placement) {
        return Stream.concat(
                clicks(placement).clicks().stream().map(Click::link),
                Optional.ofNullable(placement.code()).flatMap(recommendations::listed).map(Listed::link).stream());
    }

    /** Reads at once what the lines of these orders are made from, once it is decided whose sales they are. */
    void readAheadOfLines(Map<Order.Placement, Decided> sales) {
        Map<Order.Placement, Decided> somebodys = new LinkedHashMap<>(sales);
        somebodys.values().removeIf(decided -> decided.decision().winner() == null);
        if (somebodys.isEmpty()) {
            return;
        }
        persons.readAhead(
                somebodys.values().stream()
                        .flatMap(decided -> guides.find(winner(decided)).stream())
                        .flatMap(guide -> Stream.concat(
                                Stream.of(guide.guideId()),
                                guides.referrers(guide, properties.referralDepth()).stream()))
                        .collect(Collectors.toSet()),
                somebodys.keySet().stream()
                        .flatMap(placement -> placement.buyer().stream())
                        .collect(Collectors.toSet()));
        Set<ProductAt> touched = new HashSet<>();
        somebodys.forEach((placement, decided) ->
                products(placement).forEach(product -> touched.add(new ProductAt(product, touchedAt(decided)))));
        catalogue.readPlacesAhead(touched);
        Set<ProductAt> planned = new HashSet<>();
        Set<Knowing> known = new HashSet<>();
        somebodys.forEach((placement, decided) -> products(placement).forEach(product -> {
            Product whenTouched = catalogue.asOf(touchedAt(decided), product);
            planned.add(new ProductAt(product, decided.until()));
            planned.add(new ProductAt(whenTouched, touchedAt(decided)));
            for (Product one : List.of(product, whenTouched)) {
                known.add(new Knowing(winner(decided), one.destination(), one.category(), decided.until()));
            }
        }));
        catalogue.readPlansAhead(planned);
        expertises.readAhead(known);
    }

    private Collection<Product> products(Order.Placement placement) {
        return catalogue
                .products(placement.lines().stream()
                        .map(Order.PlacedLine::productId)
                        .collect(Collectors.toSet()))
                .values();
    }

    private static UUID winner(Decided decided) {
        return UUID.fromString(
                Objects.requireNonNull(decided.decision().winner()).guideId());
    }

    private static Instant touchedAt(Decided decided) {
        return Objects.requireNonNull(decided.decision().winner()).at();
    }

    Decided decide(Order.Placement placement) {
        Clicks all = clicks(placement);
        List<Click> clicks = all.clicks();
        Optional<Listed> code = Optional.ofNullable(placement.code()).flatMap(recommendations::listed);
        List<Touch> touches = touches(placement, clicks, code.map(Listed::link));
        Instant until = until(placement, clicks, code);
        return new Decided(
                json.write(new Inputs(
                        Attribution.RULE_VERSION,
                        until,
                        touches.stream().map(Kept::of).toList())),
                Attribution.decide(touches, placement.placedAt(), until, placement.checkoutAt()),
                until,
                all.acrossDevices());
    }

    /** The same decision, made again from what was known at the order. */
    Replayed decideAgain(Head head) {
        return decideAgain(head, touch -> true);
    }

    /** The decision as it would have been by some of the touches only. */
    Replayed decideAgain(Head head, Predicate<Touch> some) {
        Inputs inputs = json.read(head.attribution().getBytes(StandardCharsets.UTF_8), Inputs.class);
        return new Replayed(
                Attribution.decide(
                        inputs.touches().stream().map(Kept::touch).filter(some).toList(),
                        head.placedAt(),
                        Objects.requireNonNullElse(inputs.until(), head.placedAt()),
                        head.checkoutAt()),
                Objects.requireNonNullElse(inputs.ruleVersion(), 1));
    }

    static AttributionStatus after(AttributionStatus status, AttributionEvent event) {
        return AttributionLife.after(status, event)
                .orElseThrow(() -> new IllegalStateException(event + " of an attribution that is " + status));
    }

    /**
     * Until when a touch may have led to the order: the end of the second where the shop tells no fractions, or, where its
     * clock is behind ours by a little, the click or the code that the order names, which was there before it.
     */
    private static Instant until(Order.Placement placement, List<Click> clicks, Optional<Listed> code) {
        Instant latest = placement.placedAt().plus(Attribution.CLOCKS_DIFFER_BY);
        Stream<Instant> named = clicks.stream()
                .filter(click -> click.clickId().equals(placement.clickId()))
                .map(Click::at);
        return Stream.concat(named, code.map(Listed::createdAt).stream())
                .filter(at -> !at.isAfter(latest))
                .reduce(WholeSeconds.end(placement.placedAt()), (one, other) -> one.isAfter(other) ? one : other);
    }

    private List<Touch> touches(Order.Placement placement, List<Click> clicks, Optional<Link> code) {
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
                click.kind() == Recommendations.Kind.VIEW ? Kind.VIEW : Kind.LINK,
                click.link().code(),
                click.link().guideId().toString(),
                click.at(),
                click.seen(),
                sold.contains(click.link().productId()),
                earning.test(click.link()))));
        code.ifPresent(link -> touches.add(new Touch(
                null,
                Kind.CODE,
                link.code(),
                link.guideId().toString(),
                placement.placedAt(),
                false,
                sold.contains(link.productId()),
                earning.test(link))));
        return touches;
    }

    /** @param acrossDevices whether some are not of the browser that the order came from */
    private record Clicks(List<Click> clicks, boolean acrossDevices) {}

    /** Those of the browser that the order came from, and those of the same person on other devices. */
    private Clicks clicks(Order.Placement placement) {
        Map<UUID, Click> clicks = new LinkedHashMap<>();
        Instant since = since(placement);
        Instant latest = latest(placement);
        if (placement.clickId() != null) {
            recommendations
                    .ofTheSameVisitor(placement.clickId(), since, latest)
                    .forEach(click -> clicks.put(click.clickId(), click));
        }
        int ofTheBrowser = clicks.size();
        Set<UUID> buyer = buyer(placement);
        for (Identified identified : recommendations.identifiedBy(keysOfTheBuyer(placement), since, latest)) {
            Click click = identified.click();
            UUID owner = owners.of(List.of(identified.key()), click.at()).get(identified.key());
            if (owner != null && buyer.contains(owner)) {
                clicks.putIfAbsent(click.clickId(), click);
            }
        }
        return new Clicks(List.copyOf(clicks.values()), clicks.size() > ofTheBrowser);
    }

    private static Instant since(Order.Placement placement) {
        return placement.placedAt().minus(Attribution.WINDOW);
    }

    private static Instant latest(Order.Placement placement) {
        return placement.placedAt().plus(Attribution.CLOCKS_DIFFER_BY);
    }

    private Set<UUID> buyer(Order.Placement placement) {
        return Set.copyOf(owners.of(placement.buyer(), placement.placedAt()).values());
    }

    private Set<IdentifierKey> keysOfTheBuyer(Order.Placement placement) {
        Set<IdentifierKey> keys = new HashSet<>(placement.buyer());
        keys.addAll(owners.keysOf(buyer(placement)));
        return keys;
    }

    /**
     * The lines of a new order, with the better of the rates at the touch and at the order, which stay as they are.
     *
     * @param buyer those keys of the buyer that name a person
     */
    List<Order.Line> lines(
            Order.Placement placement,
            Map<String, Product> products,
            Decided decided,
            Collection<IdentifierKey> buyer) {
        Touch winner = decided.decision().winner();
        @Nullable
        Guide guide = winner == null
                ? null
                : guides.find(UUID.fromString(winner.guideId())).orElseThrow();
        return placement.lines().stream()
                .map(line -> line(
                        line,
                        Objects.requireNonNull(products.get(line.productId())),
                        decided.until(),
                        winner == null ? null : winner.at(),
                        guide,
                        buyer))
                .toList();
    }

    /**
     * A line as it would be had this guide's been the sale.
     *
     * @param at of the guide's last touch before the order: the rates are the better of those then and at the order
     */
    Order.Line given(Order.Line line, Head order, UUID guideId, Instant at) {
        Product product = Objects.requireNonNull(
                catalogue.products(List.of(line.productId())).get(line.productId()));
        return line(
                        line.placed(),
                        product,
                        WholeSeconds.end(order.placedAt()),
                        at,
                        guides.find(guideId).orElseThrow(),
                        order.persons())
                .left(line.leftMinor());
    }

    private Order.Line line(
            Order.PlacedLine placed,
            Product product,
            Instant orderedAt,
            @Nullable Instant touchedAt,
            @Nullable Guide guide,
            Collection<IdentifierKey> buyer) {
        Rates rates = new Rates(0, 0, 0);
        int holdDays = 0;
        List<UUID> payees = new ArrayList<>();
        if (touchedAt != null && guide != null) {
            UUID guideId = guide.guideId();
            Product whenTouched = catalogue.asOf(touchedAt, product);
            Optional<CommissionPlan> atOrder = catalogue.planFor(product, orderedAt);
            Optional<CommissionPlan> atTouch = catalogue.planFor(whenTouched, touchedAt);
            rates = Stream.concat(
                            atOrder.map(plan -> ratesOf(guideId, product, plan, orderedAt)).stream(),
                            atTouch.map(plan -> ratesOf(guideId, whenTouched, plan, orderedAt)).stream())
                    .reduce(Rates::betterForGuide)
                    .orElse(rates);
            holdDays = atOrder.or(() -> atTouch).map(CommissionPlan::holdDays).orElse(0);
            payees.add(guideId);
            payees.addAll(persons.others(earningReferrers(guide), guideId, buyer, orderedAt));
        }
        return new Order.Line(
                placed.lineId(),
                placed.productId(),
                placed.quantity(),
                placed.currency(),
                placed.netMinor(),
                placed.netMinor(),
                after(AttributionStatus.NONE, guide == null ? AttributionEvent.NOT_TOUCHED : AttributionEvent.TOUCHED),
                payees,
                Set.of(),
                rates,
                holdDays);
    }

    private Rates ratesOf(UUID guideId, Product product, CommissionPlan plan, Instant orderedAt) {
        boolean knows = expertises.knows(guideId, product.destination(), product.category(), orderedAt);
        return knows ? plan.rates() : plan.rates().forGuide(properties.outsideExpertiseBps());
    }

    private List<UUID> earningReferrers(Guide guide) {
        List<UUID> referrers = guides.referrers(guide, properties.referralDepth());
        Map<UUID, Guide> known = guides.findAll(referrers);
        return referrers.stream()
                .takeWhile(id -> Objects.requireNonNull(known.get(id)).earns())
                .toList();
    }
}
