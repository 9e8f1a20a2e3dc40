package io.evenreach.guidecommerce.sale.messaging;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.guides.CommissionChanged;
import io.evenreach.contracts.guides.GuideActed;
import io.evenreach.contracts.guides.OrderChanged;
import io.evenreach.guidecommerce.sale.Order;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.outbox.Outbox;
import io.evenreach.platform.outbox.Outbox.Message;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Orders and commissions as they stand, written in the transaction that changes them. */
@Component
public class SaleFeed {

    private final Outbox outbox;

    SaleFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    public void publish(Order order, Instant placedAt, List<IdentifierKey> buyer, Instant at) {
        outbox.append(
                Topics.ORDERS,
                subject(order.key()),
                EventTypes.ORDER_CHANGED,
                new OrderChanged(
                        0,
                        order.key().merchantId(),
                        order.key().orderId(),
                        order.status().name(),
                        placedAt,
                        buyer.stream().map(IdentifierKey::hex).toList(),
                        order.lines().stream().map(SaleFeed::line).toList(),
                        at));
    }

    private static OrderChanged.Line line(Order.Line line) {
        return new OrderChanged.Line(
                line.lineId(),
                line.productId(),
                line.quantity(),
                line.netMinor(),
                line.leftMinor(),
                line.currency(),
                line.attribution().name(),
                line.payees().isEmpty() ? null : line.payees().getFirst());
    }

    public void publish(List<CommissionChanged> commissions) {
        outbox.append(commissions.stream()
                .map(commission -> new Message(
                        Topics.COMMISSIONS,
                        commission.commissionId().toString(),
                        EventTypes.COMMISSION_CHANGED,
                        commission))
                .toList());
    }

    /** These guides have sold something. */
    public void sold(Order.Key order, Collection<UUID> guideIds, Instant at) {
        outbox.append(guideIds.stream()
                .map(guideId -> new Message(
                        Topics.GUIDE_ACTIVITY,
                        guideId.toString(),
                        EventTypes.GUIDE_ACTED,
                        new GuideActed(0, guideId, "SOLD", subject(order), at)))
                .toList());
    }

    private static String subject(Order.Key order) {
        return order.merchantId() + "/" + order.orderId();
    }
}
