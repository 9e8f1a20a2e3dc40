package io.evenreach.campaign.campaign.domain;

/** Where a campaign stands in its life. */
public enum CampaignStatus {
    DRAFT,
    IN_REVIEW,
    APPROVED,
    ACTIVE,
    PAUSED,
    COMPLETED;

    /** Whether the definition may still change: what has been shown to people is history and stays as it was. */
    public boolean editable() {
        return switch (this) {
            case DRAFT, IN_REVIEW, APPROVED -> true;
            case ACTIVE, PAUSED, COMPLETED -> false;
        };
    }
}
