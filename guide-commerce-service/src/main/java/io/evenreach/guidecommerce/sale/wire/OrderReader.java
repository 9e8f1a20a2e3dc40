package io.evenreach.guidecommerce.sale.wire;

import io.evenreach.guidecommerce.identity.GuideIdentifiers;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.Orders;
import io.evenreach.guidecommerce.sale.Orders.Outcome;
import io.evenreach.guidecommerce.sale.domain.Attribution;
import io.evenreach.guidecommerce.wire.IdentifierReader;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Reads what shops say of their orders, and says what is wrong with it, alike for every edge. */
@Component
public class OrderReader {

    /** No order is older. */
    public static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private final IdentifierReader identifiers;
    private final Clock clock;

    OrderReader(IdentifierReader identifiers, Clock clock) {
        this.identifiers = identifiers;
        this.clock = clock;
    }

    /** @throws ProblemException where it cannot be an order */
    public Orders.Placing placed(String orderId, OrderBody body) {
        Instant placedAt = body.placedAt().toInstant().truncatedTo(ChronoUnit.MICROS);
        if (placedAt.isAfter(clock.instant().plus(Attribution.CLOCKS_DIFFER_BY))) {
            throw ProblemException.invalidField("/placedAt", "IN_THE_FUTURE", "The order is not placed yet.");
        }
        if (placedAt.isBefore(EARLIEST)) {
            throw ProblemException.invalidField("/placedAt", "OUT_OF_RANGE", "No order is older than the year 2000.");
        }
        eachOnce(body.lines().stream().map(OrderBody.Line::lineId).toList());
        Instant checkoutAt = body.checkoutStartedAt() == null
                ? null
                : body.checkoutStartedAt().toInstant().truncatedTo(ChronoUnit.MICROS);
        if (checkoutAt != null
                && (checkoutAt.isBefore(EARLIEST)
                        || checkoutAt.isAfter(clock.instant().plus(Attribution.CLOCKS_DIFFER_BY)))) {
            throw ProblemException.invalidField(
                    "/checkoutStartedAt",
                    "OUT_OF_RANGE",
                    "No checkout began before the year 2000, or begins later on.");
        }
        List<Hashed> buyer = identifiers.read(body.buyer().identifiers(), "/buyer");
        return new Orders.Placing(
                new Order.Placement(
                        new Order.Key(body.merchantId(), orderId),
                        placedAt,
                        checkoutAt,
                        buyer.stream().map(Hashed::key).toList(),
                        body.clickId(),
                        body.code(),
                        body.lines().stream()
                                .map(line -> new Order.PlacedLine(
                                        line.lineId(),
                                        line.productId(),
                                        line.quantity(),
                                        line.net().amountMinor(),
                                        line.net().currency()))
                                .toList()),
                buyer.stream()
                        .filter(GuideIdentifiers::namesAPerson)
                        .sorted(IdentifierRules.BUILT_IN.strongestFirst())
                        .map(Hashed::key)
                        .toList());
    }

    /** @throws ProblemException where it cannot be a refund */
    public static List<Order.RefundLine> refunded(RefundBody body) {
        Refusals.checkId("refundId", body.refundId());
        eachOnce(body.lines().stream().map(RefundBody.Line::lineId).toList());
        IntStream.range(0, body.lines().size())
                .filter(at -> body.lines().get(at).net().amountMinor() == 0)
                .findFirst()
                .ifPresent(at -> {
                    throw ProblemException.invalidField(
                            "/lines/" + at + "/net", "NOTHING_TO_REFUND", "A refund is more than nothing.");
                });
        return body.lines().stream()
                .map(line -> new Order.RefundLine(
                        line.lineId(), line.net().amountMinor(), line.net().currency()))
                .toList();
    }

    /** @throws ProblemException where one of them cannot be a line's id, or stands twice */
    public static void eachOnce(List<String> lineIds) {
        Set<String> seen = new HashSet<>();
        for (int at = 0; at < lineIds.size(); at++) {
            Refusals.checkId("lineId", lineIds.get(at));
            if (!seen.add(lineIds.get(at))) {
                throw ProblemException.invalidField(
                        "/lines/" + at + "/lineId", "DUPLICATE_ITEM", "This line stands twice.");
            }
        }
    }

    /**
     * The order as it stands after what was done.
     *
     * @throws ProblemException where nothing was
     */
    public static Order order(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Created(Order order) -> order;
            case Outcome.Done(Order order) -> order;
            case Outcome.NotThere() -> throw ProblemException.notFound("order");
            case Outcome.Conflict() -> throw Refusals.conflict("This id was used before for something else.");
            case Outcome.Illegal(Order.Status status) ->
                throw Refusals.illegalTransition("This cannot be done to an order that is " + status + ".");
            case Outcome.UnknownMerchant() ->
                throw ProblemException.invalidField("/merchantId", "UNKNOWN_MERCHANT", "There is no such merchant.");
            case Outcome.UnknownProduct(int line) ->
                throw ProblemException.invalidField(
                        "/lines/" + line + "/productId", "UNKNOWN_PRODUCT", "The merchant sells no such product.");
            case Outcome.WrongCurrency(int line) ->
                throw ProblemException.invalidField(
                        "/lines/" + line + "/net/currency",
                        "WRONG_CURRENCY",
                        "The line is in the merchant's currency, as it was placed.");
            case Outcome.UnknownLine(int line) ->
                throw ProblemException.invalidField(
                        "/lines/" + line + "/lineId", "UNKNOWN_LINE", "The order has no such line.");
            case Outcome.TooMuch(int line, long left) ->
                throw new ProblemException(
                        HttpStatus.CONFLICT,
                        "REFUND_ABOVE_LEFT",
                        "Only " + left + " is left of this line.",
                        List.of(new FieldError("/lines/" + line + "/net", "REFUND_ABOVE_LEFT", "more than is left")));
        };
    }
}
