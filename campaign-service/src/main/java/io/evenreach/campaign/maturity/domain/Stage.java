package io.evenreach.campaign.maturity.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stage of a customer. It is reached by enough orders, or by so long a time since the first, whichever it names; the one
 * that names neither is where everybody begins.
 *
 * @param minOrders paid orders, or null where their number does not count
 * @param minDaysSinceFirstOrder days of 24 hours since the first paid order was placed, or null where time does not count
 */
public record Stage(
        String name, @Nullable Integer minOrders, @Nullable Integer minDaysSinceFirstOrder) {

    /** Where everybody begins. */
    public static Stage first(String name) {
        return new Stage(name, null, null);
    }

    /** @param orders when each was placed, the oldest first; none after {@code at} */
    boolean isReachedBy(List<Instant> orders, Instant at) {
        if (minOrders == null && minDaysSinceFirstOrder == null) {
            return true;
        }
        if (orders.isEmpty()) {
            return false;
        }
        boolean byOrders = minOrders != null && orders.size() >= minOrders;
        return byOrders
                || agedAt(orders.getFirst()).filter(aged -> !aged.isAfter(at)).isPresent();
    }

    /** When it is reached by the passing of time alone. */
    Optional<Instant> agedAt(Instant firstOrder) {
        return Optional.ofNullable(minDaysSinceFirstOrder).map(days -> firstOrder.plus(Duration.ofDays(days)));
    }
}
