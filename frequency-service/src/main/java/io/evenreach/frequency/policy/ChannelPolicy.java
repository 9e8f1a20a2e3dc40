package io.evenreach.frequency.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A channel as decisions follow it.
 *
 * @param partnerId the only partner that may ask and report here; null where the brand itself runs the channel
 * @param grantTtl how long a grant waits for its exposure
 * @param allowsUnchecked whether service messages may be shown when the ledger does not answer
 */
public record ChannelPolicy(
        String channelId, String name, @Nullable String partnerId, Duration grantTtl, boolean allowsUnchecked) {}
