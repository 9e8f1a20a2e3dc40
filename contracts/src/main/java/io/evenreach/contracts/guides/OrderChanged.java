package io.evenreach.contracts.guides;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as it stands after a change; the one of the highest sequence holds.
 *
 * @param status {@code PLACED}, {@code PAID}, {@code DELIVERED} or {@code CANCELLED}
 * @param buyer the keyed hashes of whoever bought, 64 hexadecimal digits each: those that name a person first, and of these the
 *     strongest first; in orders of before in no such order
 * @param changedAt when it came to be so
 * @param buyerErased true in what is told of an order first where the buyer was named by identifiers of people who were erased
 *     before that, which are left out: whoever is left may have bought nothing. Else null
 */
public record OrderChanged(
        long sequence,
        String merchantId,
        String orderId,
        String status,
        Instant placedAt,
        List<String> buyer,
        List<Line> lines,
        Instant changedAt,
        @Nullable Boolean buyerErased) {

    /** Of a buyer who is told of as the shop named them. */
    public OrderChanged(
            long sequence,
            String merchantId,
            String orderId,
            String status,
            Instant placedAt,
            List<String> buyer,
            List<Line> lines,
            Instant changedAt) {
        this(sequence, merchantId, orderId, status, placedAt, buyer, lines, changedAt, null);
    }

    /**
     * A line.
     *
     * @param netMinor the price of all of it without tax, in minor units of the currency
     * @param leftMinor what of it has not been refunded
     * @param attribution how sure it is whose sale it is, such as {@code CONFIRMED}, {@code HELD} or {@code VOIDED}
     * @param guideId whose sale it is; null where it is nobody's
     */
    public record Line(
            String lineId,
            String productId,
            int quantity,
            long netMinor,
            long leftMinor,
            String currency,
            String attribution,
            @Nullable UUID guideId) {}
}
