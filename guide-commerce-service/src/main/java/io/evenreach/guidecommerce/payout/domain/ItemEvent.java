package io.evenreach.guidecommerce.payout.domain;

/** What can happen to a transfer of a payout batch. */
public enum ItemEvent {
    APPROVE,
    CANCEL,
    EMIT,
    ACCEPT,
    REJECT,
    /** No answer, or none that says anything. */
    LOST,
    /** The bank has paid: its status report or a line of a statement says so. */
    SETTLE,
    /** The bank sent the money back. */
    RETURN
}
