package io.evenreach.identity.linkage;

/** What was done with a record. */
public enum RecordOutcome {
    ACCEPTED,
    /** It was sent before and said the same. */
    DUPLICATE,
    /** It was sent before and said something else. */
    CONFLICTING_DUPLICATE
}
