package io.evenreach.frequency.reach.domain;

/** Why a touch above plan could happen. */
public enum HeavyCause {
    /** It was granted, and the plan was lowered or ended meanwhile. */
    OVER_PLAN,
    NEVER_GRANTED,
    GRANT_EXPIRED,
    REPORTED_LATE,
    RELEASED,
    IDENTITY_MERGED,
    ALLOWED_UNCHECKED
}
