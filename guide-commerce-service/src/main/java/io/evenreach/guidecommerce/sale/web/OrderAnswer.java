package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.guidecommerce.sale.domain.AttributionStatus;
import io.evenreach.guidecommerce.wire.MoneyBody;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An order as it stands. */
record OrderAnswer(String merchantId, String orderId, Order.Status status, List<Line> lines) {

    /**
     * A line as it stands.
     *
     * @param left what has not been refunded
     * @param guideId whose sale it is; absent where it is nobody's
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String lineId,
            String productId,
            int quantity,
            MoneyBody net,
            MoneyBody left,
            AttributionStatus attribution,
            @Nullable UUID guideId) {}

    static OrderAnswer of(Order order) {
        return new OrderAnswer(
                order.key().merchantId(),
                order.key().orderId(),
                order.status(),
                order.lines().stream()
                        .map(line -> new Line(
                                line.lineId(),
                                line.productId(),
                                line.quantity(),
                                new MoneyBody(line.netMinor(), line.currency()),
                                new MoneyBody(line.leftMinor(), line.currency()),
                                line.attribution(),
                                line.payees().isEmpty() ? null : line.payees().getFirst()))
                        .toList());
    }
}
