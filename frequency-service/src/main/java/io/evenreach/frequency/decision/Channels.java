package io.evenreach.frequency.decision;

import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.frequency.policy.PolicyWait;
import io.evenreach.platform.security.Caller;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What a caller may name: the brand every channel, a partner its own. What is not its own does not exist for it. */
@Component
public class Channels {

    private final Policies policies;
    private final PolicyWait wait;

    Channels(Policies policies, PolicyWait wait) {
        this.policies = policies;
        this.wait = wait;
    }

    /** Waits a moment until these are known, once for all of them: they may have been defined just now. */
    public void await(Collection<String> channelIds, Collection<UUID> campaignIds) {
        wait.until(channelIds, campaignIds);
    }

    public Optional<ChannelPolicy> find(Caller caller, String channelId) {
        return policies.current()
                .channel(channelId)
                .filter(channel -> caller.isBrand()
                        || (caller.partnerId() != null && caller.partnerId().equals(channel.partnerId())));
    }

    public Optional<CampaignPolicy> campaign(UUID campaignId) {
        return policies.current().campaign(campaignId);
    }
}
