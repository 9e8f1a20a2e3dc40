package io.evenreach.identity.linkage;

/** How far a run is. */
public enum RunStatus {
    QUEUED,
    RUNNING,
    COMPLETED,
    FAILED
}
