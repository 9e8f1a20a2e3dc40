package io.evenreach.guidecommerce.sale.web;

import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.Orders;
import io.evenreach.guidecommerce.sale.Orders.Outcome;
import io.evenreach.guidecommerce.sale.wire.OrderBody;
import io.evenreach.guidecommerce.sale.wire.OrderReader;
import io.evenreach.guidecommerce.sale.wire.RefundBody;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.util.List;
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
    private final OrderReader reader;

    OrderController(Orders orders, OrderReader reader) {
        this.orders = orders;
        this.reader = reader;
    }

    /** Takes an order and decides whose sale it is. The same again changes nothing; something else is a 409. */
    @PutMapping("/{orderId}")
    @RequiresScope(Scopes.ORDER_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    ResponseEntity<OrderAnswer> place(@PathVariable String orderId, @Valid @RequestBody OrderBody body, Caller caller) {
        Refusals.checkId("orderId", orderId);
        if (!caller.isBrand() && !body.merchantId().equals(caller.merchantId())) {
            throw Refusals.forbidden("A merchant sends its own orders only.");
        }
        Outcome outcome = orders.place(reader.placed(orderId, body));
        return ResponseEntity.status(outcome instanceof Outcome.Created ? HttpStatus.CREATED : HttpStatus.OK)
                .body(body(outcome));
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
        List<Order.RefundLine> lines = OrderReader.refunded(body);
        return body(orders.refund(key(orderId, merchantId, caller), body.refundId(), lines));
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
        return keyForAnybody(orders, orderId, merchantId);
    }

    /** The order of this id, whosoever asks. */
    static Order.Key keyForAnybody(Orders orders, String orderId, @Nullable String merchantId) {
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

    private static OrderAnswer body(Outcome outcome) {
        return OrderAnswer.of(OrderReader.order(outcome));
    }
}
