package io.evenreach.frequency.feeds;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.events.PoisonEventException;
import io.evenreach.platform.inbox.Inbox;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Applies a feed's events in order. Whatever cannot be applied stops the consumer: on these feeds skipping would be wrong,
 * and a follower that stands still lets the ledger fail closed.
 */
@Component
public class FeedFollower {

    /** Under which name this service keeps its places. */
    public static final String CONSUMER = "frequency";

    private static final Logger LOG = LoggerFactory.getLogger(FeedFollower.class);

    private final Inbox inbox;
    private final EventCodec codec;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    FeedFollower(Inbox inbox, EventCodec codec, JdbcTemplate jdbc, PlatformTransactionManager transactionManager) {
        this.inbox = inbox;
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
            transactions.executeWithoutResult(status -> {
                if (next(record.topic(), sequence.applyAsLong(event))) {
                    apply.accept(event);
                }
            });
        }
    }

    public boolean isHeartbeat(ConsumerRecord<String, byte[]> record) {
        return EventHeaders.type(record).equals(EventTypes.HEARTBEAT);
    }

    /** Notes that nothing was missed up to now. */
    public void heartbeat(ConsumerRecord<String, byte[]> record) {
        Heartbeat heartbeat = codec.read(record.value(), Heartbeat.class);
        transactions.executeWithoutResult(status -> {
            Inbox.Place place = inbox.heartbeat(CONSUMER, record.topic(), heartbeat.sequence(), heartbeat.at());
            if (place == Inbox.Place.GAP) {
                throw gap(record.topic(), heartbeat.sequence());
            }
        });
    }

    /** The sequence of the last event applied. */
    public long place(String topic) {
        return jdbc
                .query(
                        "select sequence from feed_position where consumer = ? and topic = ?",
                        (row, number) -> row.getLong(1),
                        CONSUMER,
                        topic)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    /**
     * Moves on by one, in the caller's transaction.
     *
     * @return whether the event is the next one; false where it was applied before
     * @throws PoisonEventException where events are missing in between
     */
    public boolean next(String topic, long sequence) {
        return switch (inbox.advance(CONSUMER, topic, sequence)) {
            case NEXT -> true;
            case SEEN -> false;
            case GAP -> throw gap(topic, sequence);
        };
    }

    /**
     * Moves on by several at once, in the caller's transaction.
     *
     * @param first the sequence of the first event, which must be the next one
     * @throws PoisonEventException where events are missing, before or in between
     */
    public void nextAll(String topic, long first, long last, int count) {
        if (last - first + 1 != count) {
            throw gap(topic, last);
        }
        if (inbox.advance(CONSUMER, topic, first) == Inbox.Place.GAP) {
            throw gap(topic, first);
        }
        // The row is locked now. Whoever was faster has applied the same events, which are harmless twice.
        jdbc.update(
                "update feed_position set sequence = greatest(sequence, ?) where consumer = ? and topic = ?",
                last,
                CONSUMER,
                topic);
    }

    private PoisonEventException gap(String topic, long sequence) {
        LOG.atError()
                .addKeyValue("topic", topic)
                .addKeyValue("sequence", sequence)
                .addKeyValue("place", place(topic))
                .log("Events are missing on a feed; following it stops and marketing is denied until it is put right");
        return new PoisonEventException("events before " + sequence + " are missing on " + topic);
    }
}
