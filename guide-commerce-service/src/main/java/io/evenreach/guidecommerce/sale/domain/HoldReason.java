package io.evenreach.guidecommerce.sale.domain;

/** Why a line is held. */
public enum HoldReason {
    /** Whoever bought is the guide of the sale. */
    SAME_PERSON,
    /** More orders in an hour than one guide can have. */
    VELOCITY,
    /** Whoever bought is another guide, from whom the guide of the sale has bought lately. */
    COLLUSION,
    /** Somebody of the brand found something wrong with it. */
    FRAUD;

    /**
     * What the deadline decides. Silence is against whoever was to speak: a guide who did not appeal against what identity
     * knows, and else the platform, which has only suspected something.
     */
    public HoldState.Event byDeadline(HoldState state) {
        return this == SAME_PERSON && state == HoldState.OPEN ? HoldState.Event.UPHOLD : HoldState.Event.RELEASE;
    }
}
