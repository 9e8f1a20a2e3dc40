package io.evenreach.platform.inbox;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes in numbered feeds, each event once and in order. Where some are missing the place stays, and with it the time up to
 * which heartbeats say that the feed is complete; what comes too early is left out and comes again with what is missing.
 */
public final class FeedInbox {

    private final Inbox inbox;
    private final FeedGaps gaps;
    private final EventCodec codec;

    FeedInbox(Inbox inbox, FeedGaps gaps, EventCodec codec) {
        this.inbox = inbox;
        this.gaps = gaps;
        this.codec = codec;
    }

    /**
     * Takes in a batch, in the caller's transaction.
     *
     * @param apply told each event that is next, and the record it came in
     */
    public <E> void take(
            String consumer,
            List<ConsumerRecord<String, byte[]>> records,
            Class<E> type,
            ToLongFunction<E> sequence,
            BiConsumer<E, ConsumerRecord<String, byte[]>> apply) {
        for (ConsumerRecord<String, byte[]> record : records) {
            if (EventHeaders.type(record).equals(EventTypes.HEARTBEAT)) {
                Heartbeat beat = codec.read(record.value(), Heartbeat.class);
                if (inbox.heartbeat(consumer, record.topic(), beat.sequence(), beat.at()) == Inbox.Place.GAP) {
                    gaps.found(consumer, record.topic(), beat.sequence());
                }
                continue;
            }
            E event = codec.read(record.value(), type);
            long place = sequence.applyAsLong(event);
            switch (inbox.advance(consumer, record.topic(), place)) {
                case NEXT -> apply.accept(event, record);
                case GAP -> gaps.found(consumer, record.topic(), place);
                case SEEN -> {}
            }
        }
    }
}
