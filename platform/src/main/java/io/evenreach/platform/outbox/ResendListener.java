package io.evenreach.platform.outbox;

import io.evenreach.contracts.FeedResendRequested;
import io.evenreach.contracts.Topics;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;

/** Publishes again what a follower of one of this service's feeds did not get. */
final class ResendListener {

    private static final Logger LOG = LoggerFactory.getLogger(ResendListener.class);

    private final OutboxFeed feed;
    private final EventCodec codec;

    ResendListener(OutboxFeed feed, EventCodec codec) {
        this.feed = feed;
        this.codec = codec;
    }

    @KafkaListener(
            id = "feed-resends",
            groupId = "${spring.application.name}-feed-resends",
            topics = Topics.FEED_RESENDS,
            containerFactory = "feedListenerFactory")
    void resend(List<ConsumerRecord<String, byte[]>> records) {
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                resend(codec.read(record.value(), FeedResendRequested.class));
            } catch (PoisonEventException notARequest) {
                // Whoever still misses something asks again.
                LOG.atWarn().setCause(notARequest).log("A request to publish a feed again cannot be read");
            }
        }
    }

    private void resend(FeedResendRequested request) {
        int events = feed.publishAgainAfter(request.topic(), request.after());
        if (events > 0) {
            LOG.atWarn()
                    .addKeyValue("topic", request.topic())
                    .addKeyValue("after", request.after())
                    .addKeyValue("events", events)
                    .log("A follower misses events of this feed; they are published again");
        }
    }
}
