package io.evenreach.guidecommerce.sale.web;

import io.evenreach.guidecommerce.identity.GuideIdentifiers;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.Orders;
import io.evenreach.guidecommerce.sale.Orders.Outcome;
import io.evenreach.guidecommerce.sale.domain.Attribution;
import io.evenreach.guidecommerce.wire.IdentifierReader;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.identifiers.Hashed;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.validation.Valid;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/orders")
class OrderController {

    private final Orders orders;
    private final IdentifierReader identifiers;
    private final Clock clock;

    OrderController(Orders orders, IdentifierReader identifiers, Clock clock) {
        this.orders = orders;
        this.identifiers = identifiers;
        this.clock = clock;
    }

    /** Takes an order and decides whose sale it is. The same again changes nothing; something else is a 409. */
    @PutMapping("/{orderId}")
    @RequiresScope(Scopes.ORDER_WRITE)
    ResponseEntity<OrderAnswer> place(@PathVariable String orderId, @Valid @RequestBody OrderBody body, Caller caller) {
        Refusals.checkId("orderId", orderId);
        if (!caller.isBrand() && !body.merchantId().equals(caller.merchantId())) {
            throw Refusals.forbidden("A merchant sends its own orders only.");
        }
        Instant placedAt = body.placedAt().toInstant().truncatedTo(ChronoUnit.MICROS);
        if (placedAt.isAfter(clock.instant().plus(Attribution.CLOCKS_DIFFER_BY))) {
            throw ProblemException.invalidField("/placedAt", "IN_THE_FUTURE", "The order is not placed yet.");
        }
        eachOnce(body.lines().stream().map(OrderBody.Line::lineId).toList());
        Instant checkoutAt = body.checkoutStartedAt() == null
                ? null
                : body.checkoutStartedAt().toInstant().truncatedTo(ChronoUnit.MICROS);
        List<Hashed> buyer = identifiers.read(body.buyer().identifiers(), "/buyer");
        return answer(orders.place(
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
                        .map(Hashed::key)
                        .toList()));
    }

    /** The shopper has paid. */
    @PostMapping("/{orderId}:pay")
    @RequiresScope(Scopes.ORDER_WRITE)
    OrderAnswer pay(@PathVariable String orderId, @RequestParam @Nullable String merchantId, Caller caller) {
        return body(orders.pay(key(orderId, merchantId, caller)));
    }

    /** The goods have arrived. */
    @PostMapping("/{orderId}:deliver")
    @RequiresScope(Scopes.ORDER_WRITE)
    OrderAnswer deliver(@PathVariable String orderId, @RequestParam @Nullable String merchantId, Caller caller) {
        return body(orders.deliver(key(orderId, merchantId, caller)));
    }

    /** Ends an order that was not delivered. */
    @PostMapping("/{orderId}:cancel")
    @RequiresScope(Scopes.ORDER_WRITE)
    OrderAnswer cancel(@PathVariable String orderId, @RequestParam @Nullable String merchantId, Caller caller) {
        return body(orders.cancel(key(orderId, merchantId, caller)));
    }

    /** Gives money back, at whatever age of the order. The same refund again changes nothing. */
    @PostMapping("/{orderId}/refunds")
    @RequiresScope(Scopes.ORDER_WRITE)
    OrderAnswer refund(
            @PathVariable String orderId,
            @RequestParam @Nullable String merchantId,
            @Valid @RequestBody RefundBody body,
            Caller caller) {
        Refusals.checkId("refundId", body.refundId());
        eachOnce(body.lines().stream().map(RefundBody.Line::lineId).toList());
        IntStream.range(0, body.lines().size())
                .filter(at -> body.lines().get(at).net().amountMinor() == 0)
                .findFirst()
                .ifPresent(at -> {
                    throw ProblemException.invalidField(
                            "/lines/" + at + "/net", "NOTHING_TO_REFUND", "A refund is more than nothing.");
                });
        return body(orders.refund(
                key(orderId, merchantId, caller),
                body.refundId(),
                body.lines().stream()
                        .map(line -> new Order.RefundLine(
                                line.lineId(),
                                line.net().amountMinor(),
                                line.net().currency()))
                        .toList()));
    }

    @GetMapping("/{orderId}")
    @RequiresScope(Scopes.ORDER_READ)
    OrderAnswer one(@PathVariable String orderId, @RequestParam @Nullable String merchantId, Caller caller) {
        return orders.find(key(orderId, merchantId, caller))
                .map(OrderAnswer::of)
                .orElseThrow(() -> ProblemException.notFound("order"));
    }

    /** Every touch, the winner, and why each other lost; decided again from what was known at the order. */
    @GetMapping("/{orderId}/attribution")
    @RequiresScope(Scopes.ORDER_READ)
    AttributionAnswer attribution(
            @PathVariable String orderId, @RequestParam @Nullable String merchantId, Caller caller) {
        return orders.attribution(key(orderId, merchantId, caller))
                .map(attributed -> AttributionAnswer.of(attributed, caller))
                .orElseThrow(() -> ProblemException.notFound("order"));
    }

    private Order.Key key(String orderId, @Nullable String merchantId, Caller caller) {
        return key(orders, orderId, merchantId, caller);
    }

    /** Which order is meant: a merchant's own, or the only one of this id. */
    static Order.Key key(Orders orders, String orderId, @Nullable String merchantId, Caller caller) {
        if (caller.merchantId() != null) {
            if (merchantId != null && !merchantId.equals(caller.merchantId())) {
                throw ProblemException.notFound("order");
            }
            return new Order.Key(caller.merchantId(), orderId);
        }
        if (!caller.isBrand()) {
            throw ProblemException.notFound("order");
        }
        if (merchantId != null) {
            return new Order.Key(merchantId, orderId);
        }
        List<String> merchants = orders.merchantsOf(orderId);
        if (merchants.size() > 1) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "AMBIGUOUS", "Several merchants have this order id: add ?merchantId=.");
        }
        return new Order.Key(
                merchants.stream().findFirst().orElseThrow(() -> ProblemException.notFound("order")), orderId);
    }

    static void eachOnce(List<String> lineIds) {
        Set<String> seen = new HashSet<>();
        for (int at = 0; at < lineIds.size(); at++) {
            Refusals.checkId("lineId", lineIds.get(at));
            if (!seen.add(lineIds.get(at))) {
                throw ProblemException.invalidField(
                        "/lines/" + at + "/lineId", "DUPLICATE_ITEM", "This line stands twice.");
            }
        }
    }

    private static OrderAnswer body(Outcome outcome) {
        return java.util.Objects.requireNonNull(answer(outcome).getBody());
    }

    private static ResponseEntity<OrderAnswer> answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Created(Order order) ->
                ResponseEntity.status(HttpStatus.CREATED).body(OrderAnswer.of(order));
            case Outcome.Done(Order order) -> ResponseEntity.ok(OrderAnswer.of(order));
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
