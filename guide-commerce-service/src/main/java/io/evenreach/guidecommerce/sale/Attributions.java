package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.catalogue.Catalogue;
import io.evenreach.guidecommerce.catalogue.CommissionPlan;
import io.evenreach.guidecommerce.catalogue.Product;
import io.evenreach.guidecommerce.guide.Guide;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.recommendation.Recommendations;
import io.evenreach.guidecommerce.recommendation.Recommendations.Click;
import io.evenreach.guidecommerce.recommendation.Recommendations.Link;
import io.evenreach.guidecommerce.sale.domain.Attribution;
import io.evenreach.guidecommerce.sale.domain.Attribution.Decision;
import io.evenreach.guidecommerce.sale.domain.Attribution.Touch;
import io.evenreach.guidecommerce.sale.domain.AttributionEvent;
import io.evenreach.guidecommerce.sale.domain.AttributionLife;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.sale.persistence.OrderStore.Head;
import io.evenreach.platform.events.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
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
    private final Recommendations recommendations;
    private final SaleProperties properties;
    private final EventCodec json;

    Attributions(
            Catalogue catalogue,
            Guides guides,
            Recommendations recommendations,
            SaleProperties properties,
            EventCodec json) {
        this.catalogue = catalogue;
        this.guides = guides;
        this.recommendations = recommendations;
        this.properties = properties;
        this.json = json;
    }

    /** What an attribution is decided from, as it was at the order; kept so that it can be told and decided again. */
    private record Inputs(List<Touch> touches) {}

    /** @param inputs as JSON, for {@link #decideAgain} */
    record Decided(String inputs, Decision decision) {}

    Decided decide(Order.Placement placement) {
        List<Touch> touches = touches(placement);
        return new Decided(
                json.write(new Inputs(touches)),
                Attribution.decide(touches, placement.placedAt(), placement.checkoutAt()));
    }

    /** The same decision, made again from what was known at the order. */
    Decision decideAgain(Head head) {
        Inputs inputs = json.read(head.attribution().getBytes(StandardCharsets.UTF_8), Inputs.class);
        return Attribution.decide(inputs.touches(), head.placedAt(), head.checkoutAt());
    }

    static AttributionStatus after(AttributionStatus status, AttributionEvent event) {
        return AttributionLife.after(status, event)
                .orElseThrow(() -> new IllegalStateException(event + " of an attribution that is " + status));
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

    /** The lines of a new order, with the better of the rates at the touch and at the order, which stay as they are. */
    List<Order.Line> lines(Order.Placement placement, Map<String, Product> products, Decision decision) {
        Touch winner = decision.winner();
        @Nullable
        Guide guide = winner == null
                ? null
                : guides.find(UUID.fromString(winner.guideId())).orElseThrow();
        return placement.lines().stream()
                .map(line -> line(
                        line,
                        Objects.requireNonNull(products.get(line.productId())),
                        placement.placedAt(),
                        winner,
                        guide))
                .toList();
    }

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
            if (!guide.knows(product.destination(), product.category())) {
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
}
