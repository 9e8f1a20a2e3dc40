package io.evenreach.campaign.campaign.domain;

import io.evenreach.kernel.Interval;
import java.util.List;

/**
 * What a campaign says: everything people write and approve, without where it stands.
 *
 * @param flight when it runs; may lie in the past, because history can be imported
 * @param priority the higher one is asked first where several campaigns want the same moment
 * @param holdoutPercent of the people it is meant for, how many it does not reach, to compare with
 */
public record CampaignDefinition(
        String name,
        Interval flight,
        Audience audience,
        List<PlanRow> plan,
        MessageClass messageClass,
        Exemption exemption,
        int priority,
        int holdoutPercent) {

    public CampaignDefinition {
        plan = List.copyOf(plan);
    }
}
