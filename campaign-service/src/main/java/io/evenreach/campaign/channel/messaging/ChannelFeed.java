package io.evenreach.campaign.channel.messaging;

import io.evenreach.campaign.channel.domain.Channel;
import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.platform.outbox.Outbox;
import org.springframework.stereotype.Component;

/** The channels feed: each channel as it is now. */
@Component
public class ChannelFeed {

    private final Outbox outbox;

    ChannelFeed(Outbox outbox) {
        this.outbox = outbox;
    }

    public void publish(Channel channel) {
        Channel.Definition definition = channel.definition();
        outbox.append(
                Topics.CHANNELS,
                channel.channelId(),
                EventTypes.CHANNEL_DEFINED,
                new ChannelDefined(
                        0,
                        channel.channelId(),
                        channel.version(),
                        definition.name(),
                        definition.domain().name(),
                        definition.closed(),
                        definition.family().name(),
                        definition.partnerId(),
                        definition.grantTtl(),
                        definition.onUnavailable().name()));
    }
}
