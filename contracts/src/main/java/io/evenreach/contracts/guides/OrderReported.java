package io.evenreach.contracts.guides;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an order of a shop, as the shop's back end or an integration tells it; it means what the same request over
 * REST means. Keyed by {@code merchantId/orderId}, so that what is told of one order stays in its order.
 *
 * @param kind {@code PLACED}, {@code PAID}, {@code DELIVERED}, {@code CANCELLED} or {@code REFUNDED}
 * @param placedAt of a {@code PLACED} order, like everything but {@code lines} and {@code refundId}
 * @param buyer identifiers of whoever bought
 * @param clickId what the link led to the shop with
 * @param code of a guide's link, given by the shopper
 * @param checkoutStartedAt from when on another guide cannot displace the one before
 * @param lines of a {@code PLACED} order, or those of which something is {@code REFUNDED}
 * @param refundId within the order, of what is {@code REFUNDED}
 */
public record OrderReported(
        String kind,
        String merchantId,
        String orderId,
        @Nullable Instant placedAt,
        @Nullable Buyer buyer,
        @Nullable UUID clickId,
        @Nullable String code,
        @Nullable Instant checkoutStartedAt,
        @Nullable List<Line> lines,
        @Nullable String refundId) {

    /** Whoever bought. */
    public record Buyer(List<Identifier> identifiers) {}

    /** An identifier, in clear unless its type is a hash, which is why it does not print itself. */
    public record Identifier(String type, @Nullable String scope, String value) {

        @Override
        public String toString() {
            return type + "|***";
        }
    }

    /**
     * A line.
     *
     * @param productId of a {@code PLACED} order
     * @param quantity of a {@code PLACED} order
     * @param net the price of all of it without tax, or what of that is refunded
     */
    public record Line(
            String lineId,
            @Nullable String productId,
            @Nullable Integer quantity,
            Money net) {}

    /** An amount in minor units of an ISO 4217 currency. */
    public record Money(long amountMinor, String currency) {}
}
