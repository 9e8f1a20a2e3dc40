package io.evenreach.frequency.job;

/** What a job does. */
public enum JobKind {
    IMPORT,
    SIMULATION,
    JOURNAL_VERIFICATION
}
