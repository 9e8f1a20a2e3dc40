package io.evenreach.guidecommerce.sale;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Money of an order that the shopper's bank has taken back, at whatever age of the order.
 *
 * @param closedAt when it was won or lost; null while it is open
 * @param lines what was taken of each line: never more than was left of it
 */
public record Chargeback(
        String chargebackId,
        Status status,
        Instant openedAt,
        @Nullable Instant closedAt,
        List<Line> lines) {

    /** Where a chargeback stands. */
    public enum Status {
        OPEN,
        /** The bank gave the money back, and everybody has again what was taken. */
        WON,
        LOST
    }

    /** @param takenMinor in the currency of the line */
    public record Line(String lineId, long takenMinor, String currency) {}
}
