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

    /** Whether they are paid what they have earned; who is suspended keeps it and waits. */
    public boolean isPaid() {
        return earns() || this == CLOSING;
    }

    /** No new sales, for good. */
    public boolean isGone() {
        return this == CLOSING || this == CLOSED || this == BANNED;
    }
}
