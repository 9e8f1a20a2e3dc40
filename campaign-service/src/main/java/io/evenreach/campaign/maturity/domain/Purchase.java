package io.evenreach.campaign.maturity.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An order as it was told last.
 *
 * @param sequence the place on the feed of what was told last
 * @param toldAt when it was told first
 * @param buyer in the order in which they say whose it is
 * @param counts whether it is paid, and something of it was not refunded
 */
public record Purchase(
        Order order, long sequence, Instant placedAt, Instant toldAt, List<IdentifierKey> buyer, boolean counts) {

    /** What an order is known by. */
    public record Order(String merchantId, String orderId) {}

    public Purchase {
        buyer = List.copyOf(buyer);
    }

    /**
     * The order once something is told of it later. Who has bought stays as it was told first: later on it only lacks whoever
     * was erased, which may be told before the erasure is. The same keys in another order are taken over.
     */
    public Purchase followedBy(Purchase later) {
        return new Purchase(
                order,
                later.sequence,
                later.placedAt,
                toldAt,
                areSame(buyer, later.buyer) ? later.buyer : buyer,
                later.counts);
    }

    /** Whether two buyers have the same keys, in whatever order. */
    public static boolean areSame(List<IdentifierKey> one, List<IdentifierKey> other) {
        return Set.copyOf(one).equals(Set.copyOf(other));
    }
}
