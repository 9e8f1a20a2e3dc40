package io.evenreach.guidecommerce.guide.domain;

/** Where a guide stands. */
public enum GuideStatus {
    DRAFT,
    SUBMITTED,
    IN_REVIEW,
    RESUBMIT,
    REJECTED,
    EXPIRED,
    ACTIVE,
    SUSPENDED,
    DORMANT,
    BANNED,
    CLOSING,
    CLOSED;

    /** Whether new sales are theirs. */
    public boolean earns() {
        return this == ACTIVE || this == DORMANT;
    }

    /**
     * Whether they are paid what they have earned; who is suspended keeps it and waits. To whoever has left, money can come
     * all the same: the bank sends a transfer back, or a chargeback is won.
     */
    public boolean isPaid() {
        return earns() || isLeaving();
    }

    /** Whether nothing more will come that a small amount could wait for. */
    public boolean isLeaving() {
        return this == CLOSING || this == CLOSED;
    }

    /** No new sales, for good. */
    public boolean isGone() {
        return isLeaving() || this == BANNED;
    }
}
