package io.evenreach.campaign.campaign.domain;

/**
 * How ceilings treat a campaign.
 *
 * @param fromCaps whether it may exceed them
 * @param counted whether its touches use them up for other campaigns
 */
public record Exemption(boolean fromCaps, boolean counted) {

    /** As nearly every campaign: ceilings hold for it and count its touches. */
    public static final Exemption NONE = new Exemption(false, true);
}
