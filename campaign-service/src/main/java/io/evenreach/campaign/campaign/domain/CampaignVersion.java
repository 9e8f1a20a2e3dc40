package io.evenreach.campaign.campaign.domain;

/**
 * A campaign as it was at one version.
 *
 * @param change what led to it: {@code CREATED}, {@code EDITED}, or the name of a {@link CampaignAction}
 */
public record CampaignVersion(Campaign campaign, String change, String changedBy) {}
