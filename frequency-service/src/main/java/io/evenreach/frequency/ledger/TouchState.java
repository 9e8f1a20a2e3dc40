package io.evenreach.frequency.ledger;

/** How far a touch has come. Of two states of one touch the later in this order wins a merge. */
public enum TouchState {
    /** Reserved by an ask and still waiting for its exposure. */
    GRANTED(0),
    /** Reserved, and given back after its time to live; an exposure that comes later is a touch of its own. */
    EXPIRED(1),
    /** Reserved, and given back by the asker. */
    RELEASED(2),
    /** Reserved, then shown. */
    CONFIRMED(3),
    /** Shown without a grant that was still good. */
    UNGRANTED(4);

    private final int code;

    TouchState(int code) {
        this.code = code;
    }

    /** What stands for the state in stored forms; never changes. */
    public int code() {
        return code;
    }

    /** Whether the customer saw it. */
    public boolean isExposure() {
        return this == CONFIRMED || this == UNGRANTED;
    }
}
