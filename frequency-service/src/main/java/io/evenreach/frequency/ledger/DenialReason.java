package io.evenreach.frequency.ledger;

/** Why an ask was denied, as the wire says it. */
public enum DenialReason {
    PLAN_REACHED,
    CEILING_REACHED,
    QUIET_HOURS,
    BRAND_HOLD,
    NOT_IN_AUDIENCE,
    HOLDOUT,
    CAMPAIGN_NOT_ACTIVE,
    CHANNEL_NOT_PLANNED,
    UNDETERMINED_IDENTITY,
    HISTORY_BOUND,
    NO_CANDIDATE,
    FEED_STALE,
    LEDGER_UNAVAILABLE
}
