package io.evenreach.guidecommerce.sale.domain;

import java.util.Map;
import java.util.Optional;

/** Where a guide's claim that a sale is theirs stands; what is not in the table of a state cannot happen in it. */
public enum DisputeState {
    OPEN,
    /** The sale stays whose it was; the deadline decides so where nobody did. */
    KEPT,
    /** The sale is the claimant's. */
    REASSIGNED,
    /** The claimant let it go. */
    WITHDRAWN,
    /** Refunded before it was decided. */
    ENDED;

    /** What can happen to a dispute. */
    public enum Event {
        KEEP,
        REASSIGN,
        WITHDRAW,
        END
    }

    private static final Map<Event, DisputeState> OF_OPEN = Map.of(
            Event.KEEP, KEPT,
            Event.REASSIGN, REASSIGNED,
            Event.WITHDRAW, WITHDRAWN,
            Event.END, ENDED);

    /** The state after the event; empty where it cannot happen in this state. */
    public Optional<DisputeState> after(Event event) {
        return this == OPEN ? Optional.ofNullable(OF_OPEN.get(event)) : Optional.empty();
    }
}
