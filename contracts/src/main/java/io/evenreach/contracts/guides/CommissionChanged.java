package io.evenreach.contracts.guides;

import java.time.Instant;
import java.util.UUID;

/**
 * A commission as it stands after a change; the one of the highest sequence holds.
 *
 * @param guideId who earns it
 * @param depth 0 for the guide of the sale, 1 and 2 for who brought them
 * @param state such as {@code PENDING}, {@code HELD}, {@code PAYABLE} or {@code PAID}
 * @param leftMinor what the line, as far as it is not refunded, earns, in minor units of the currency
 * @param debtMinor what was refunded since it was picked for a payout, and is not netted yet
 */
public record CommissionChanged(
        long sequence,
        UUID commissionId,
        String merchantId,
        String orderId,
        String lineId,
        UUID guideId,
        int depth,
        String state,
        long leftMinor,
        long debtMinor,
        String currency,
        Instant changedAt) {}
