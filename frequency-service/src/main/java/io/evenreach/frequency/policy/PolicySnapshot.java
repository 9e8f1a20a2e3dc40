package io.evenreach.frequency.policy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All channels and campaigns, and what holds for all of them, as they were at one revision. Immutable. */
public final class PolicySnapshot {

    public static final PolicySnapshot EMPTY = new PolicySnapshot(0, List.of(), List.of(), Governance.NONE);

    private final long revision;
    private final Map<String, ChannelPolicy> channels;
    private final Map<UUID, CampaignPolicy> campaigns;
    private final Map<String, List<CampaignPolicy>> activeByChannel;
    private final Map<String, List<CampaignPolicy>> holdoutsByChannel;
    private final Set<String> channelsOfService;
    private final Governance governance;

    /** @param revision rises with every change of a channel, a campaign, a ceiling, quiet hours or an ask limit */
    public PolicySnapshot(
            long revision, List<ChannelPolicy> channels, List<CampaignPolicy> campaigns, Governance governance) {
        this.revision = revision;
        this.governance = governance;
        this.channels = channels.stream().collect(Collectors.toUnmodifiableMap(ChannelPolicy::channelId, c -> c));
        this.campaigns = campaigns.stream().collect(Collectors.toUnmodifiableMap(CampaignPolicy::campaignId, c -> c));
        this.activeByChannel = campaigns.stream()
                .filter(campaign -> campaign.status() == CampaignPolicy.Status.ACTIVE)
                .sorted(Comparator.comparingInt(CampaignPolicy::priority)
                        .reversed()
                        .thenComparing(CampaignPolicy::campaignId))
                .flatMap(campaign -> campaign.plan().stream()
                        .map(PlanRow::channel)
                        .distinct()
                        .map(channel -> Map.entry(channel, campaign)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toUnmodifiableList())));
        this.holdoutsByChannel = new HashMap<>();
        activeByChannel.forEach((channel, active) -> {
            List<CampaignPolicy> holdouts = active.stream()
                    .filter(campaign -> campaign.holdoutPercent() > 0)
                    .toList();
            if (!holdouts.isEmpty()) {
                holdoutsByChannel.put(channel, holdouts);
            }
        });
        this.channelsOfService = activeByChannel.entrySet().stream()
                .filter(channel -> channel.getValue().stream().anyMatch(CampaignPolicy::isService))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    public long revision() {
        return revision;
    }

    public Optional<ChannelPolicy> channel(String channelId) {
        return Optional.ofNullable(channels.get(channelId));
    }

    public Optional<CampaignPolicy> campaign(UUID campaignId) {
        return Optional.ofNullable(campaigns.get(campaignId));
    }

    /**
     * Whether an ask may be answered by a campaign of service messages.
     *
     * @param campaignId null where any campaign will do
     */
    public boolean mayBeService(@Nullable UUID campaignId, String channelId) {
        return campaignId == null ? channelsOfService.contains(channelId) : isService(campaignId);
    }

    /** Whether a campaign is known to carry service messages. */
    public boolean isService(UUID campaignId) {
        CampaignPolicy campaign = campaigns.get(campaignId);
        return campaign != null && campaign.isService();
    }

    public Iterable<ChannelPolicy> channels() {
        return channels.values();
    }

    public int channelCount() {
        return channels.size();
    }

    public Governance governance() {
        return governance;
    }

    /** Whether touches of this campaign count against ceilings; those of a campaign that is not known do. */
    public boolean isCountedByCeilings(UUID campaignId) {
        CampaignPolicy campaign = campaigns.get(campaignId);
        return campaign == null || campaign.isCountedByCeilings();
    }

    public Iterable<CampaignPolicy> campaigns() {
        return campaigns.values();
    }

    /** Active campaigns with this channel in their plan, by falling priority and then by id. */
    public List<CampaignPolicy> activeOn(String channelId) {
        return activeByChannel.getOrDefault(channelId, List.of());
    }

    /** Those of {@link #activeOn} that hold somebody out. */
    public List<CampaignPolicy> holdoutsOn(String channelId) {
        return holdoutsByChannel.getOrDefault(channelId, List.of());
    }

    /** Active campaigns that hold somebody out and have a share in a ceiling on this channel, whether planned on it or not. */
    public List<CampaignPolicy> holdoutsWithAShareOn(String channelId) {
        if (holdoutsByChannel.isEmpty()) {
            return List.of();
        }
        return governance.ceilingsOn(channelId).stream()
                .flatMap(ceiling -> ceiling.shares().keySet().stream())
                .distinct()
                .flatMap(campaignId -> campaign(campaignId).stream())
                .filter(campaign -> campaign.status() == CampaignPolicy.Status.ACTIVE && campaign.holdoutPercent() > 0)
                .toList();
    }
}
