package io.evenreach.guidecommerce.payout.domain;

/** Where one transfer of a payout batch stands. */
public enum ItemStatus {
    DRAFT,
    APPROVED,
    /** In a file that was handed out, or sent to the bank. */
    SUBMITTED,
    ACCEPTED,
    /** Nobody knows whether it was paid. It is never sent again: only the bank's word takes it out of here. */
    UNKNOWN,
    SETTLED,
    RETURNED,
    REJECTED,
    CANCELLED
}
