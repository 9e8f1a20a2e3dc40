package io.evenreach.campaign.campaign.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.campaign.campaign.domain.Audience;
import io.evenreach.campaign.campaign.domain.Campaign;
import io.evenreach.campaign.campaign.domain.CampaignDefinition;
import io.evenreach.campaign.campaign.domain.CampaignStatus;
import io.evenreach.campaign.campaign.domain.CampaignVersion;
import io.evenreach.campaign.campaign.domain.Conflicts;
import io.evenreach.campaign.campaign.domain.Exemption;
import io.evenreach.campaign.campaign.domain.MessageClass;
import io.evenreach.campaign.campaign.domain.PlanRow;
import io.evenreach.campaign.campaign.domain.ProfileList;
import io.evenreach.campaign.campaign.web.CampaignBody.AudienceKind;
import io.evenreach.campaign.wire.WindowAnswer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as we answer it; times in UTC.
 *
 * @param authors everyone who wrote a part of it
 * @param warnings in the answer of activate: what else wants the same people at the same time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CampaignAnswer(
        UUID campaignId,
        long version,
        CampaignStatus status,
        String name,
        Instant startsAt,
        Instant endsAt,
        AudienceAnswer audience,
        List<PlanRowAnswer> plan,
        MessageClass messageClass,
        Exemption exempt,
        int priority,
        int holdoutPercent,
        Collection<String> authors,
        @Nullable String approvedBy,
        Instant createdAt,
        Instant changedAt,
        @Nullable List<Warning> warnings) {

    /** @param size with LIST; the members themselves come with one campaign, not in lists */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AudienceAnswer(
            AudienceKind kind,
            @Nullable Integer size,
            @Nullable List<UUID> profileIds,
            @Nullable String dataSetId) {}

    record PlanRowAnswer(String channel, int target, int minimum, WindowAnswer window) {}

    /** Another active campaign in the way, on which channels, from when to when. */
    record Warning(
            String code,
            UUID campaignId,
            String campaignName,
            int priority,
            Collection<String> channels,
            Instant from,
            Instant to) {}

    /** A campaign as it was at one version. */
    record VersionAnswer(long version, String change, String changedBy, Instant changedAt, CampaignAnswer campaign) {}

    static CampaignAnswer of(Campaign campaign) {
        return of(campaign, null, null);
    }

    static CampaignAnswer of(
            Campaign campaign, @Nullable ProfileList members, @Nullable List<Conflicts.Overlap> conflicts) {
        CampaignDefinition definition = campaign.definition();
        return new CampaignAnswer(
                campaign.campaignId(),
                campaign.version(),
                campaign.status(),
                definition.name(),
                definition.flight().from(),
                definition.flight().to(),
                audience(definition.audience(), members),
                definition.plan().stream().map(CampaignAnswer::row).toList(),
                definition.messageClass(),
                definition.exemption(),
                definition.priority(),
                definition.holdoutPercent(),
                new TreeSet<>(campaign.authors()),
                campaign.approvedBy(),
                campaign.createdAt(),
                campaign.changedAt(),
                conflicts == null
                        ? null
                        : conflicts.stream().map(CampaignAnswer::warning).toList());
    }

    static VersionAnswer of(CampaignVersion version) {
        return new VersionAnswer(
                version.campaign().version(),
                version.change(),
                version.changedBy(),
                version.campaign().changedAt(),
                of(version.campaign()));
    }

    private static AudienceAnswer audience(Audience audience, @Nullable ProfileList members) {
        return switch (audience) {
            case Audience.Everyone() -> new AudienceAnswer(AudienceKind.EVERYONE, null, null, null);
            case Audience.Listed(String ignored, int size) ->
                new AudienceAnswer(AudienceKind.LIST, size, members == null ? null : members.profileIds(), null);
            case Audience.DataSet(String dataSetId) -> new AudienceAnswer(AudienceKind.DATA_SET, null, null, dataSetId);
        };
    }

    private static PlanRowAnswer row(PlanRow row) {
        return new PlanRowAnswer(row.channel(), row.target(), row.minimum(), WindowAnswer.of(row.window()));
    }

    private static Warning warning(Conflicts.Overlap overlap) {
        Campaign other = overlap.other();
        return new Warning(
                "OVERLAP",
                other.campaignId(),
                other.definition().name(),
                other.definition().priority(),
                overlap.channels(),
                overlap.meeting().from(),
                overlap.meeting().to());
    }
}
