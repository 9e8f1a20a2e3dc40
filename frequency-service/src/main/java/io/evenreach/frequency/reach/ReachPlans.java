package io.evenreach.frequency.reach;

import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.frequency.reach.domain.Audience;
import io.evenreach.frequency.reach.domain.ReachPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.springframework.stereotype.Component;

/** Campaigns as reports see them. */
@Component
public class ReachPlans {

    private final Policies policies;

    ReachPlans(Policies policies) {
        this.policies = policies;
    }

    public Optional<ReachPlan> find(UUID campaignId) {
        return policies.current().campaign(campaignId).map(ReachPlans::planOf);
    }

    /** Campaigns whose reports can be frozen. */
    List<UUID> completed() {
        List<UUID> completed = new ArrayList<>();
        for (CampaignPolicy campaign : policies.current().campaigns()) {
            if (campaign.status() == CampaignPolicy.Status.COMPLETED) {
                completed.add(campaign.campaignId());
            }
        }
        return completed;
    }

    /** Active campaigns of live customers, those of the highest priority first. */
    List<ReachPlan> active(int campaignsMax) {
        return StreamSupport.stream(policies.current().campaigns().spliterator(), false)
                .filter(campaign -> campaign.status() == CampaignPolicy.Status.ACTIVE && campaign.dataSetId() == null)
                .sorted(Comparator.comparingInt(CampaignPolicy::priority)
                        .reversed()
                        .thenComparing(CampaignPolicy::campaignId))
                .limit(campaignsMax)
                .map(ReachPlans::planOf)
                .toList();
    }

    private static ReachPlan planOf(CampaignPolicy campaign) {
        return new ReachPlan(
                campaign.campaignId(),
                campaign.status().name(),
                campaign.flight(),
                audienceOf(campaign),
                campaign.isService(),
                campaign.holdoutPercent(),
                campaign.plan().stream()
                        .map(row -> new ReachPlan.Row(row.channel(), row.target(), row.minimum(), row.window()))
                        .toList());
    }

    private static Audience audienceOf(CampaignPolicy campaign) {
        return switch (campaign.audience()) {
            case CampaignPolicy.Audience.Everyone ignored -> new Audience.Everyone();
            case CampaignPolicy.Audience.DataSet(String dataSetId) -> new Audience.DataSet(dataSetId);
            case CampaignPolicy.Audience.Listed(long version) -> new Audience.Members(version);
        };
    }
}
