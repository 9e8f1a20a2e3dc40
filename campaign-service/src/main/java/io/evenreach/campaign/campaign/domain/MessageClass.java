package io.evenreach.campaign.campaign.domain;

/** Whether a campaign sells or serves: service messages pass a brand hold, marketing does not. */
public enum MessageClass {
    MARKETING,
    SERVICE
}
