package io.evenreach.frequency.importing;

import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Policies;
import io.evenreach.platform.security.Caller;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The channels a log of somebody may speak of: a partner's own, and all of them for the platform's own people. */
@Component
public class VisibleChannels {

    private final Policies policies;

    VisibleChannels(Policies policies) {
        this.policies = policies;
    }

    /** Somebody else's channel and one that does not exist look the same. */
    public Optional<ChannelPolicy> find(String channelId, String owner) {
        return policies.current()
                .channel(channelId)
                .filter(channel -> owner.equals(Caller.PLATFORM)
                        || (channel.partnerId() != null && owner.equals(Caller.ownerOf(channel.partnerId()))));
    }
}
