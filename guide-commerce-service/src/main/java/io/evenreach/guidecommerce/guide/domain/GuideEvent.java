package io.evenreach.guidecommerce.guide.domain;

/** What can happen to a guide. */
public enum GuideEvent {
    SUBMIT,
    WITHDRAW,
    PICK,
    APPROVE,
    REJECT,
    ASK_MORE,
    /** Asked for more, and silent for 30 days. */
    SILENT,
    REAPPLY,
    LICENCE_EXPIRED,
    RISK_FLAG,
    SUSPEND,
    RENEWED,
    CLEARED,
    /** No sale for 180 days. */
    IDLE,
    SALE,
    LOGIN,
    BAN,
    APPEAL_WON,
    CLOSE_REQUEST,
    CANCEL_CLOSE,
    /** Balances are zero and no hold is open. */
    SETTLED
}
