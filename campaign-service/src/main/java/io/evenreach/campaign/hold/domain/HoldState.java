package io.evenreach.campaign.hold.domain;

/** Where a brand hold stands. Marketing is silent while it is OPEN or COOLING_DOWN. */
public enum HoldState {
    OPEN,
    COOLING_DOWN,
    /** The cool-down passed by itself. */
    ENDED,
    /** A governor ended hold and cool-down at once. */
    RELEASED
}
