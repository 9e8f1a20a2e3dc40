package io.evenreach.guidecommerce.catalogue;

import io.evenreach.guidecommerce.books.Rates;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How sales are split from some time on.
 *
 * @param category of the products it is for; null for all
 * @param destination of the products it is for; null for all
 * @param holdDays how long after delivery goods can be returned; 0 makes commission payable on delivery
 */
public record CommissionPlan(
        String planId,
        Instant effectiveFrom,
        @Nullable String category,
        @Nullable String destination,
        Rates rates,
        int holdDays) {

    /** Whether both say the same, whenever they began to. */
    boolean saysTheSame(CommissionPlan other) {
        return new CommissionPlan(planId, Instant.EPOCH, category, destination, rates, holdDays)
                .equals(new CommissionPlan(
                        other.planId, Instant.EPOCH, other.category, other.destination, other.rates, other.holdDays));
    }
}
