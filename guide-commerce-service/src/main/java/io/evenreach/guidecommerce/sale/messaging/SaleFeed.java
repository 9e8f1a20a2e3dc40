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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Orders and commissions as they stand, written in the transaction that changes them. */
@Component
public class SaleFeed {

    private final Outbox outbox;

    SaleFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * How an order stands, and who has bought.
     *
     * @param buyer what names a person first
     * @param buyerErased whether identifiers of people who were erased are left out of what the shop has just said
     */
    public record Standing(Order order, Instant placedAt, List<IdentifierKey> buyer, boolean buyerErased) {

        /**
         * @param buyer every key of whoever bought
         * @param persons those of them that name a person, the strongest first
         */
        public static Standing of(
                Order order, Instant placedAt, List<IdentifierKey> buyer, List<IdentifierKey> persons) {
            return new Standing(
                    order,
                    placedAt,
                    Stream.concat(persons.stream(), buyer.stream()).distinct().toList(),
                    false);
        }

        /** The same, and identifiers of people who were erased are left out of what the shop has just said. */
        public Standing ofErased() {
            return new Standing(order, placedAt, buyer, true);
        }
    }

    public void publish(List<Standing> orders, Instant at) {
        outbox.append(orders.stream()
                .map(standing -> new Message(
                        Topics.ORDERS,
                        subject(standing.order().key()),
                        EventTypes.ORDER_CHANGED,
                        changed(standing, at)))
                .toList());
    }

    private static OrderChanged changed(Standing standing, Instant at) {
        Order order = standing.order();
        return new OrderChanged(
                0,
                order.key().merchantId(),
                order.key().orderId(),
                order.status().name(),
                standing.placedAt(),
                standing.buyer().stream().map(IdentifierKey::hex).toList(),
                order.lines().stream().map(SaleFeed::line).toList(),
                at,
                standing.buyerErased() ? true : null);
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

    /** These guides have sold something, by order. */
    public void sold(Map<Order.Key, Set<UUID>> guides, Instant at) {
        outbox.append(guides.entrySet().stream()
                .flatMap(sale -> sale.getValue().stream()
                        .map(guideId -> new Message(
                                Topics.GUIDE_ACTIVITY,
                                guideId.toString(),
                                EventTypes.GUIDE_ACTED,
                                new GuideActed(0, guideId, "SOLD", subject(sale.getKey()), at))))
                .toList());
    }

    private static String subject(Order.Key order) {
        return order.merchantId() + "/" + order.orderId();
    }
}
