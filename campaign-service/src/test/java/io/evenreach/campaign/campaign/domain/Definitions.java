package io.evenreach.campaign.campaign.domain;

import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Definitions that tests start from. */
final class Definitions {

    static final Instant START = Instant.parse("2026-06-05T00:00:00Z");
    static final Instant END = Instant.parse("2026-06-21T00:00:00Z");
    static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private Definitions() {}

    static CampaignDefinition onChannels(String... channels) {
        List<PlanRow> plan = List.of(channels).stream()
                .map(channel -> new PlanRow(channel, 3, 3, new Window.Campaign()))
                .toList();
        return new CampaignDefinition(
                "618 live night",
                new Interval(START, END),
                new Audience.Everyone(),
                plan,
                MessageClass.MARKETING,
                Exemption.NONE,
                100,
                0);
    }

    static CampaignDefinition with(CampaignDefinition base, Audience audience) {
        return new CampaignDefinition(
                base.name(),
                base.flight(),
                audience,
                base.plan(),
                base.messageClass(),
                base.exemption(),
                base.priority(),
                base.holdoutPercent());
    }

    static CampaignDefinition with(CampaignDefinition base, Interval flight) {
        return new CampaignDefinition(
                base.name(),
                flight,
                base.audience(),
                base.plan(),
                base.messageClass(),
                base.exemption(),
                base.priority(),
                base.holdoutPercent());
    }

    static CampaignDefinition with(CampaignDefinition base, List<PlanRow> plan) {
        return new CampaignDefinition(
                base.name(),
                base.flight(),
                base.audience(),
                plan,
                base.messageClass(),
                base.exemption(),
                base.priority(),
                base.holdoutPercent());
    }

    static Campaign draft(CampaignDefinition definition) {
        return Campaign.draft(UUID.randomUUID(), definition, "ada", NOW);
    }

    static Campaign in(CampaignStatus status) {
        Campaign draft = draft(onChannels("paid-search"));
        return new Campaign(draft.campaignId(), 7, status, draft.definition(), draft.authors(), "grace", NOW, NOW);
    }
}
