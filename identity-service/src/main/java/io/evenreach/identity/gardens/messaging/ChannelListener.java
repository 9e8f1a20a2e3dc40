package io.evenreach.identity.gardens.messaging;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.campaign.ChannelDefined;
import io.evenreach.identity.gardens.Gardens;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.inbox.FeedGaps;
import io.evenreach.platform.inbox.Inbox;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Follows channels. A message that cannot be read stops this consumer: skipping it could open a closed garden. */
@Component
class ChannelListener {

    static final String CONSUMER = "identity-channels";

    private final Inbox inbox;
    private final FeedGaps gaps;
    private final EventCodec codec;
    private final Gardens gardens;

    ChannelListener(Inbox inbox, FeedGaps gaps, EventCodec codec, Gardens gardens) {
        this.inbox = inbox;
        this.gaps = gaps;
        this.codec = codec;
        this.gardens = gardens;
    }

    @KafkaListener(
            id = CONSUMER,
            groupId = "identity-service-channels",
            topics = Topics.CHANNELS,
            containerFactory = "feedListenerFactory")
    @Transactional
    public void follow(List<ConsumerRecord<String, byte[]>> records) {
        for (ConsumerRecord<String, byte[]> record : records) {
            if (EventHeaders.type(record).equals(EventTypes.HEARTBEAT)) {
                Heartbeat beat = codec.read(record.value(), Heartbeat.class);
                if (inbox.heartbeat(CONSUMER, Topics.CHANNELS, beat.sequence(), beat.at()) == Inbox.Place.GAP) {
                    gaps.found(CONSUMER, Topics.CHANNELS, beat.sequence());
                }
                continue;
            }
            ChannelDefined channel = codec.read(record.value(), ChannelDefined.class);
            switch (inbox.advance(CONSUMER, Topics.CHANNELS, channel.sequence())) {
                case SEEN -> {}
                case NEXT -> gardens.put(channel.channelId(), channel.version(), channel.closed(), channel.partnerId());
                case GAP -> gaps.found(CONSUMER, Topics.CHANNELS, channel.sequence());
            }
        }
    }
}
