package io.evenreach.campaign.campaign.persistence;

import io.evenreach.campaign.campaign.domain.Campaign;
import io.evenreach.campaign.campaign.domain.CampaignDefinition;
import io.evenreach.campaign.campaign.domain.CampaignStatus;
import io.evenreach.campaign.campaign.domain.Exemption;
import io.evenreach.campaign.campaign.domain.MessageClass;
import io.evenreach.kernel.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A kept version as JSON. Fields are only ever added, because old versions are read for ever.
 *
 * @param exemption absent from versions older than exemptions are
 * @param holdoutPercent absent alike
 */
record VersionBody(
        CampaignStatus status,
        String name,
        Instant startsAt,
        Instant endsAt,
        AudienceColumns audience,
        List<PlanColumns> plan,
        MessageClass messageClass,
        @Nullable Exemption exemption,
        int priority,
        @Nullable Integer holdoutPercent,
        Set<String> authors,
        @Nullable String approvedBy,
        Instant createdAt) {

    static VersionBody of(Campaign campaign) {
        CampaignDefinition definition = campaign.definition();
        return new VersionBody(
                campaign.status(),
                definition.name(),
                definition.flight().from(),
                definition.flight().to(),
                AudienceColumns.of(definition.audience()),
                definition.plan().stream().map(PlanColumns::of).toList(),
                definition.messageClass(),
                definition.exemption(),
                definition.priority(),
                definition.holdoutPercent(),
                new TreeSet<>(campaign.authors()),
                campaign.approvedBy(),
                campaign.createdAt());
    }

    Campaign campaign(UUID campaignId, long version, Instant changedAt) {
        return new Campaign(
                campaignId,
                version,
                status,
                new CampaignDefinition(
                        name,
                        new Interval(startsAt, endsAt),
                        audience.audience(),
                        plan.stream().map(PlanColumns::row).toList(),
                        messageClass,
                        exemption == null ? Exemption.NONE : exemption,
                        priority,
                        holdoutPercent == null ? 0 : holdoutPercent),
                authors,
                approvedBy,
                createdAt,
                changedAt);
    }
}
