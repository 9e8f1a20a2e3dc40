package io.evenreach.identity.gardens.messaging;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.identity.gardens.Gardens;
import io.evenreach.platform.inbox.FeedInbox;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Follows channels. A message that cannot be read stops this consumer: skipping it could open a closed garden. */
@Component
class ChannelListener {

    static final String CONSUMER = "identity-channels";

    private final FeedInbox feeds;
    private final Gardens gardens;

    ChannelListener(FeedInbox feeds, Gardens gardens) {
        this.feeds = feeds;
        this.gardens = gardens;
    }

    @KafkaListener(
            id = CONSUMER,
            groupId = "identity-service-channels",
            topics = Topics.CHANNELS,
            containerFactory = "feedListenerFactory")
    @Transactional
    public void follow(List<ConsumerRecord<String, byte[]>> records) {
        feeds.take(
                CONSUMER,
                records,
                ChannelDefined.class,
                ChannelDefined::sequence,
                (channel, record) ->
                        gardens.put(channel.channelId(), channel.version(), channel.closed(), channel.partnerId()));
    }
}
