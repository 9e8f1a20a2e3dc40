package io.evenreach.campaign.campaign.messaging;

import io.evenreach.campaign.campaign.domain.Audience;
import io.evenreach.campaign.campaign.domain.Campaign;
import io.evenreach.campaign.campaign.domain.CampaignDefinition;
import io.evenreach.campaign.campaign.domain.Exemption;
import io.evenreach.campaign.campaign.domain.PlanRow;
import io.evenreach.campaign.campaign.domain.ProfileList;
import io.evenreach.campaign.wire.WindowSpecs;
import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.AudienceMembers;
import io.evenreach.contracts.campaign.CampaignChanged;
import io.evenreach.platform.outbox.Outbox;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The campaigns feed, each campaign as it is now, and beside it the members of list audiences in parts. */
@Component
public class CampaignFeed {

    /** A profile id takes 39 bytes in a JSON array, so a part has 234 KB and its envelope fits below 256 KiB. */
    static final int PROFILES_PER_PART = 6_000;

    private final Outbox outbox;

    CampaignFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    /** @param audienceVersion the version whose members belong to a list audience */
    public void publish(Campaign campaign, long audienceVersion) {
        CampaignDefinition definition = campaign.definition();
        outbox.append(
                Topics.CAMPAIGNS,
                campaign.campaignId().toString(),
                EventTypes.CAMPAIGN_CHANGED,
                new CampaignChanged(
                        0,
                        campaign.campaignId(),
                        campaign.version(),
                        definition.name(),
                        campaign.status().name(),
                        definition.flight().from(),
                        definition.flight().to(),
                        audience(definition.audience(), audienceVersion),
                        definition.plan().stream().map(CampaignFeed::row).toList(),
                        definition.priority(),
                        definition.messageClass().name(),
                        campaign.changedAt(),
                        exempt(definition.exemption()),
                        definition.holdoutPercent() == 0 ? null : definition.holdoutPercent()));
    }

    public void publish(UUID campaignId, long audienceVersion, ProfileList members) {
        List<List<UUID>> parts = members.parts(PROFILES_PER_PART);
        List<Outbox.Message> messages = new ArrayList<>(parts.size());
        for (int part = 0; part < parts.size(); part++) {
            messages.add(new Outbox.Message(
                    Topics.AUDIENCES,
                    campaignId.toString(),
                    EventTypes.AUDIENCE_MEMBERS,
                    new AudienceMembers(0, campaignId, audienceVersion, part, parts.size(), parts.get(part))));
        }
        outbox.append(messages);
    }

    private static CampaignChanged.AudienceRef audience(Audience audience, long audienceVersion) {
        return switch (audience) {
            case Audience.Everyone() -> new CampaignChanged.AudienceRef("EVERYONE", null, audienceVersion);
            case Audience.Listed ignored -> new CampaignChanged.AudienceRef("LIST", null, audienceVersion);
            case Audience.DataSet(String dataSetId) ->
                new CampaignChanged.AudienceRef("DATA_SET", dataSetId, audienceVersion);
        };
    }

    private static CampaignChanged.@Nullable Exemption exempt(Exemption exemption) {
        return exemption.equals(Exemption.NONE)
                ? null
                : new CampaignChanged.Exemption(exemption.fromCaps(), exemption.counted());
    }

    private static CampaignChanged.PlanRow row(PlanRow row) {
        return new CampaignChanged.PlanRow(row.channel(), row.target(), row.minimum(), WindowSpecs.of(row.window()));
    }
}
