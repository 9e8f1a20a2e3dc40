package io.evenreach.guidecommerce.sale.domain;

/** Why a line is held. */
public enum HoldReason {
    /** Whoever bought is the guide of the sale, or who brought them. */
    SAME_PERSON,
    /** Who brought the guide of the sale is that guide, or another of those they brought who earn of it. */
    SELF_REFERRAL,
    /** Whoever followed the guide's link on another device is not whoever bought, as identity says now. */
    OTHER_BUYER,
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
        return isKnownByIdentity() && state == HoldState.OPEN ? HoldState.Event.UPHOLD : HoldState.Event.RELEASE;
    }

    /** Whether identity says so, and can take it back. */
    public boolean isKnownByIdentity() {
        return this == SAME_PERSON || this == SELF_REFERRAL || this == OTHER_BUYER;
    }
}
