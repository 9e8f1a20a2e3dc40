package io.evenreach.campaign.maturity.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.List;

/**
 * An order as it was told last.
 *
 * @param sequence the place on the feed of what was told last
 * @param buyer in the order in which they say whose it is
 * @param counts whether it is paid, and something of it was not refunded
 */
public record Purchase(Order order, long sequence, Instant placedAt, List<IdentifierKey> buyer, boolean counts) {

    /** What an order is known by. */
    public record Order(String merchantId, String orderId) {}

    public Purchase {
        buyer = List.copyOf(buyer);
    }
}
