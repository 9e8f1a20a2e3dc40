package io.evenreach.campaign.channel;

import io.evenreach.campaign.channel.domain.ChannelRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of channels.
 *
 * @param grantTtl how long a grant waits where the channel does not say
 */
@ConfigurationProperties("evenreach.channel")
record ChannelProperties(
        @DefaultValue("10m") Duration grantTtl,
        @DefaultValue("1s") Duration grantTtlMin,
        @DefaultValue("7d") Duration grantTtlMax) {

    ChannelRules rules() {
        return new ChannelRules(grantTtlMin, grantTtlMax);
    }
}
