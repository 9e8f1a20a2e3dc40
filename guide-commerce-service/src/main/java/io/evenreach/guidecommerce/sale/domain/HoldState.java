package io.evenreach.guidecommerce.sale.domain;

import java.util.Map;
import java.util.Optional;

/** Where a hold on a line of an order stands; what is not in the table of a state cannot happen in it. */
public enum HoldState {
    /** The commission is not paid until somebody decides, or the deadline does. */
    OPEN,
    /** The guide has said why it is wrong. */
    APPEALED,
    /** Found too late, the money has left: nothing is held, and nothing is taken back unless somebody decides so. */
    FLAGGED,
    /** The commission goes on as if nothing had been. */
    RELEASED,
    /** The sale is nobody's, and what it earned goes back. */
    UPHELD,
    /** Refunded, or given to somebody else, before it was decided. */
    ENDED;

    /** What can happen to a hold. */
    public enum Event {
        APPEAL,
        /** The money is back, and can be held. */
        HOLD,
        RELEASE,
        UPHOLD,
        END
    }

    private static final Map<HoldState, Map<Event, HoldState>> TABLE = Map.of(
            OPEN, Map.of(Event.APPEAL, APPEALED, Event.RELEASE, RELEASED, Event.UPHOLD, UPHELD, Event.END, ENDED),
            APPEALED, Map.of(Event.RELEASE, RELEASED, Event.UPHOLD, UPHELD, Event.END, ENDED),
            FLAGGED,
                    Map.of(
                            Event.APPEAL, FLAGGED,
                            Event.HOLD, OPEN,
                            Event.RELEASE, RELEASED,
                            Event.UPHOLD, UPHELD,
                            Event.END, ENDED));

    /** The state after the event; empty where it cannot happen in this state. */
    public Optional<HoldState> after(Event event) {
        return Optional.ofNullable(TABLE.getOrDefault(this, Map.of()).get(event));
    }

    /** Whether it keeps the commission from being paid. */
    public boolean holds() {
        return this == OPEN || this == APPEALED;
    }
}
