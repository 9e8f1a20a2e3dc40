package io.evenreach.frequency.job;

/** How far a job is. */
public enum JobStatus {
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED
}
