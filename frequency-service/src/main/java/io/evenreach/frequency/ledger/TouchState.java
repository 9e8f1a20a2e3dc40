package io.evenreach.frequency.ledger;

/** How far a touch has come. The order is part of the stored form and of merging: the later state wins. */
public enum TouchState {
    /** Reserved by an ask and still waiting for its exposure. */
    GRANTED,
    /** Reserved, and given back after its time to live; an exposure that comes later is a touch of its own. */
    EXPIRED,
    /** Reserved, and given back by the asker. */
    RELEASED,
    /** Reserved, then shown. */
    CONFIRMED,
    /** Shown without a grant that was still good. */
    UNGRANTED;

    /** Whether the customer saw it. */
    public boolean isExposure() {
        return this == CONFIRMED || this == UNGRANTED;
    }
}
