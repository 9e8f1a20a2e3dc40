package io.evenreach.contracts.campaign;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A channel as it is now.
 *
 * @param domain {@code PUBLIC} or {@code PRIVATE}
 * @param closed whether the domain shares no user-level identifiers
 * @param partnerId the only partner that may ask and post here; null where the brand itself runs the channel
 * @param grantTtl how long a grant waits for its exposure
 * @param onUnavailable {@code DENY} or {@code ALLOW}
 */
public record ChannelDefined(
        long sequence,
        String channelId,
        long version,
        String name,
        String domain,
        boolean closed,
        String family,
        @Nullable String partnerId,
        Duration grantTtl,
        String onUnavailable) {}
