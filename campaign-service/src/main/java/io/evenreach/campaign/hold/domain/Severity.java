package io.evenreach.campaign.hold.domain;

/** How badly a customer was let down, which decides how long marketing stays silent after it was put right. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH
}
