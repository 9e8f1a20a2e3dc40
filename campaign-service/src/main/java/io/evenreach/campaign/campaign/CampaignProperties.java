package io.evenreach.campaign.campaign;

import io.evenreach.campaign.campaign.domain.PlanRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of campaigns; the first seven are explained in {@link PlanRules}.
 *
 * @param warningsMax most conflicts named when a campaign is activated
 * @param conflictsMax most running campaigns it is compared with
 */
@ConfigurationProperties("evenreach.campaign")
record CampaignProperties(
        @DefaultValue("100") int planRowsMax,
        @DefaultValue("1000") int targetMax,
        @DefaultValue("100000") int audienceMax,
        @DefaultValue("1m") Duration rollingMin,
        @DefaultValue("366d") Duration rollingMax,
        @DefaultValue("3660d") Duration flightMax,
        @DefaultValue("36600d") Duration dataSetFlightMax,
        @DefaultValue("50") int warningsMax,
        @DefaultValue("1000") int conflictsMax) {

    PlanRules rules() {
        return new PlanRules(planRowsMax, targetMax, audienceMax, rollingMin, rollingMax, flightMax, dataSetFlightMax);
    }
}
