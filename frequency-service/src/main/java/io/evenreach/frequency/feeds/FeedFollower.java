package io.evenreach.frequency.feeds;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.inbox.FeedGaps;
import io.evenreach.platform.inbox.Inbox;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Applies a feed's events in order. Where some are missing it keeps its place, leaves out what comes too early, and has
 * them sent again; heartbeats do not count meanwhile, so the ledger fails closed. What cannot be read stops the consumer,
 * because skipping it would be wrong.
 */
@Component
public class FeedFollower {

    /** Under which name this service keeps its places. */
    public static final String CONSUMER = "frequency";

    private final Inbox inbox;
    private final FeedGaps gaps;
    private final EventCodec codec;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    FeedFollower(
            Inbox inbox,
            FeedGaps gaps,
            EventCodec codec,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactionManager) {
        this.inbox = inbox;
        this.gaps = gaps;
        this.codec = codec;
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactionManager);
    }

    /**
     * Applies records one by one.
     *
     * @param apply is run in the transaction that moves the place on
     */
    public <E> void follow(
            List<ConsumerRecord<String, byte[]>> records,
            Class<E> type,
            ToLongFunction<E> sequence,
            Consumer<E> apply) {
        for (ConsumerRecord<String, byte[]> record : records) {
            if (isHeartbeat(record)) {
                heartbeat(record);
                continue;
            }
            E event = codec.read(record.value(), type);
            long place = sequence.applyAsLong(event);
            Inbox.Place found = transactions.execute(status -> {
                Inbox.Place reached = inbox.advance(CONSUMER, record.topic(), place);
                if (reached == Inbox.Place.NEXT) {
                    apply.accept(event);
                }
                return reached;
            });
            if (found == Inbox.Place.GAP) {
                isMissingBefore(record.topic(), place);
            }
        }
    }

    public boolean isHeartbeat(ConsumerRecord<String, byte[]> record) {
        return EventHeaders.type(record).equals(EventTypes.HEARTBEAT);
    }

    /** Notes that nothing was missed up to now. */
    public void heartbeat(ConsumerRecord<String, byte[]> record) {
        Heartbeat heartbeat = codec.read(record.value(), Heartbeat.class);
        Inbox.Place place = transactions.execute(
                status -> inbox.heartbeat(CONSUMER, record.topic(), heartbeat.sequence(), heartbeat.at()));
        if (place == Inbox.Place.GAP) {
            isMissingBefore(record.topic(), heartbeat.sequence());
        }
    }

    /** Something before this event did not come, and is to be sent again. */
    public void isMissingBefore(String topic, long sequence) {
        gaps.found(CONSUMER, topic, sequence);
    }

    /** The sequence of the last event applied. */
    public long place(String topic) {
        return inbox.place(CONSUMER, topic);
    }

    /**
     * Moves on by several at once, in the caller's transaction.
     *
     * @param first the sequence of the first event, which must be the next one; no event up to the last is missing
     * @throws IllegalStateException where the place is another than it was: nothing may be applied then, be it that
     *     somebody else was faster
     */
    public void nextAll(String topic, long first, long last) {
        if (inbox.advance(CONSUMER, topic, first) != Inbox.Place.NEXT) {
            throw new IllegalStateException("the place on " + topic + " is not before " + first + " any more");
        }
        jdbc.update("update feed_position set sequence = ? where consumer = ? and topic = ?", last, CONSUMER, topic);
    }
}
