package io.evenreach.campaign.channel.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.campaign.channel.domain.Channel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A channel as we answer it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChannelAnswer(
        String channelId,
        long version,
        String name,
        Channel.Domain domain,
        boolean closed,
        Channel.Family family,
        @Nullable String partnerId,
        Duration grantTtl,
        Channel.OnUnavailable onUnavailable) {

    static ChannelAnswer of(Channel channel) {
        Channel.Definition definition = channel.definition();
        return new ChannelAnswer(
                channel.channelId(),
                channel.version(),
                definition.name(),
                definition.domain(),
                definition.closed(),
                definition.family(),
                definition.partnerId(),
                definition.grantTtl(),
                definition.onUnavailable());
    }
}
