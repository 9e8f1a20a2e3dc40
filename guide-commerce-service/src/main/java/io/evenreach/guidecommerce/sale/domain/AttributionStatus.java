package io.evenreach.guidecommerce.sale.domain;

/** Whose sale a line of an order is, and how sure that is. */
public enum AttributionStatus {
    NONE,
    PROVISIONAL,
    UNATTRIBUTED,
    CONFIRMED,
    HELD,
    DISPUTED,
    REASSIGNED,
    FINAL,
    FINAL_NONE,
    VOIDED
}
