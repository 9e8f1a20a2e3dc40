package io.evenreach.guidecommerce.sale.domain;

/** What can happen to the attribution of a line. */
public enum AttributionEvent {
    TOUCHED,
    NOT_TOUCHED,
    PAID,
    /** Cancelled, or never paid. */
    ABANDONED,
    SUSPICION,
    CLEAR,
    UPHELD,
    /** Another guide says within 7 days that the sale is theirs. */
    CLAIM,
    KEEP,
    /** Kept as nobody's. */
    KEEP_NOBODYS,
    REASSIGN,
    /** Delivered, and the return window is over. */
    WINDOW_CLOSED,
    /** Nobody claimed it in 7 days. */
    UNCLAIMED,
    FULL_REFUND
}
