package io.evenreach.guidecommerce.sale.intake;

import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.Orders;
import java.util.List;

/** Something that happened to an order, as a shop reports it. */
sealed interface Report {

    /** The order that it is about. */
    Order.Key key();

    /** Somebody has ordered. */
    record Placing(Orders.Placing order) implements Report {
        @Override
        public Order.Key key() {
            return order.key();
        }
    }

    /** The shopper has paid. */
    record Paying(Order.Key key) implements Report {}

    /** The goods have arrived. */
    record Delivering(Order.Key key) implements Report {}

    /** The order has ended undelivered. */
    record Cancelling(Order.Key key) implements Report {}

    /** The shopper has got money back. */
    record Refunding(Order.Key key, String refundId, List<Order.RefundLine> lines) implements Report {}
}
