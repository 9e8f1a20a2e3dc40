package io.evenreach.guidecommerce.books;

/** What can happen to a commission. */
public enum CommissionEvent {
    PARTIAL_REFUND,
    /** The last of it is refunded, or the order cancelled. */
    FULL_REFUND,
    FRAUD,
    CLEAR,
    /** The suspicion was right. */
    UPHELD,
    ATTRIBUTION_VOID,
    /** Delivered, and the return window is over. */
    MATURED,
    PAYOUT_PICK,
    PAYOUT_SETTLED,
    /** Rejected by the bank, or cancelled. */
    PAYOUT_REJECTED,
    PAYOUT_RETURNED,
    /** Returned, and more came back than is owed: a part had been netted with other earnings meanwhile. */
    PAYOUT_RETURNED_IN_EXCESS,
    NETTED_IN_PART,
    NETTED_IN_FULL,
    /** A payout in which debt was netted came back, and with it that debt. */
    NETTING_RETURNED,
    /** Its debt is written off: the guide is gone, or it is too old. */
    POLICY_LIMIT,
    /** The shopper's bank gave back what it had taken, so that nothing, or less, is owed of this commission. */
    CHARGEBACK_WON
}
