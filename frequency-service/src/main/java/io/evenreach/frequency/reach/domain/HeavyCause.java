package io.evenreach.frequency.reach.domain;

/** Why a touch above plan could happen. */
public enum HeavyCause {
    /** It was granted, and the plan was lowered or ended meanwhile. */
    OVER_PLAN,
    /** Nobody asked, or the grant that was named was of something else or used before. */
    NEVER_GRANTED,
    /** Its grant had expired when it was shown or reported. */
    GRANT_EXPIRED,
    /** Its grant had expired when it was reported, which was long after it was shown. */
    REPORTED_LATE,
    /** Its grant had been given back. */
    RELEASED,
    /** It was granted to somebody who turned out to be the same person. */
    IDENTITY_MERGED,
    /** A service message that its channel may show when the ledger does not answer. */
    ALLOWED_UNCHECKED
}
