package io.evenreach.campaign.campaign.domain;

/** What people do to a campaign beside editing it. */
public enum CampaignAction {
    SUBMIT,
    APPROVE,
    ACTIVATE,
    PAUSE,
    COMPLETE
}
