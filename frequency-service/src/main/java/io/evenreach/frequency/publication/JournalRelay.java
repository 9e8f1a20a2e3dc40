package io.evenreach.frequency.publication;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.frequency.JournalPublished.Entry;
import io.evenreach.frequency.ledger.Journal;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.JournalRow;
import io.evenreach.frequency.ledger.KeptHistories;
import io.evenreach.frequency.ledger.KeptHistories.Kept;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.horizon.WriteHorizon;
import io.evenreach.platform.lifecycle.SteppingThread;
import io.evenreach.platform.outbox.OutboxProperties;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Publishes the journal piece by piece, by one of all instances at a time. A piece is taken off when Kafka has all of it, so
 * whoever dies in between has it published again; no transaction is open while Kafka is waited for.
 *
 * <p>That no version of anybody is missing up to the end of a piece is the work of the reach projection, see
 * {@link JournalPieces#note}; so within a piece the versions of a person only have to be put in order.
 */
@Component
@ConditionalOnProperty("evenreach.frequency.journal.published")
class JournalRelay extends SteppingThread {

    private static final Logger LOG = LoggerFactory.getLogger(JournalRelay.class);

    /** Messages that Kafka may owe an answer for; they bound the memory of a step beside the piece itself. */
    private static final int UNANSWERED_MAX = 32;

    private final JdbcTemplate jdbc;
    private final JournalPieces pieces;
    private final Journal journal;
    private final KeptHistories histories;
    private final KafkaTemplate<String, byte[]> kafka;
    private final JournalMessages messages;
    private final JournalPublicationProperties properties;
    private final String source;

    JournalRelay(
            JdbcTemplate jdbc,
            JournalPieces pieces,
            Journal journal,
            KeptHistories histories,
            @Qualifier("eventTemplate") KafkaTemplate<String, byte[]> kafka,
            EventCodec codec,
            JournalPublicationProperties properties,
            OutboxProperties outbox) {
        super(
                "journal-relay",
                properties.pollEvery(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("The journal is not published any further for now; trying again"));
        this.jdbc = jdbc;
        this.pieces = pieces;
        this.journal = journal;
        this.histories = histories;
        this.kafka = kafka;
        this.messages = new JournalMessages(codec);
        this.properties = properties;
        this.source = outbox.source();
    }

    /** The lock is of a session and not of a transaction, which would keep the readers of feeds waiting. */
    @Override
    protected boolean step() {
        return Boolean.TRUE.equals(jdbc.execute((ConnectionCallback<Boolean>) connection -> {
            if (!is(
                    "select pg_try_advisory_lock(hashtextextended('journal-relay ' || current_schema(), 0))",
                    connection)) {
                return false;
            }
            try {
                return publish();
            } finally {
                is("select pg_advisory_unlock(hashtextextended('journal-relay ' || current_schema(), 0))", connection);
            }
        }));
    }

    private static boolean is(String sql, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** @return whether there may be more to publish at once */
    private boolean publish() {
        JournalPieces.Piece piece = pieces.oldest();
        if (piece != null) {
            publish(journal.readAfter(piece.from(), piece.rows(), through(piece)));
            pieces.published(piece);
        }
        pieces.beginRoundAfter(properties.historiesEvery());
        UUID after = pieces.roundAfter();
        if (after != null) {
            pieces.roundWent(after, publishHistories(after));
        }
        return piece != null || after != null;
    }

    /** Nothing can come in between any more: the rows of a piece have been below the horizon before. */
    private static WriteHorizon through(JournalPieces.Piece piece) {
        return new WriteHorizon(Instant.EPOCH, piece.through().transactionId() + 1);
    }

    private void publish(List<JournalRow> rows) {
        Map<Integer, List<JournalEntry>> partitions = JournalMessages.byPartition(rows, partitions());
        Sending sending = new Sending();
        partitions.forEach((partition, entries) -> {
            // A person's touches may be many; what waits to be sent is bounded, not what there is to send.
            for (List<JournalEntry> some : slices(entries)) {
                sending.send(
                        partition,
                        some.stream()
                                .flatMap(entry -> JournalMessages.of(entry).stream())
                                .toList());
            }
        });
        sending.await(0);
    }

    private static List<List<JournalEntry>> slices(List<JournalEntry> entries) {
        List<List<JournalEntry>> slices = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += 1_000) {
            slices.add(entries.subList(from, Math.min(entries.size(), from + 1_000)));
        }
        return slices;
    }

    /** @return the last of the histories that were published; null where there are no more */
    private @Nullable UUID publishHistories(UUID after) {
        List<Kept> kept = histories.after(after, properties.historiesAtOnce());
        Map<Integer, List<Entry>> partitions = new TreeMap<>();
        int count = partitions();
        for (Kept history : kept) {
            partitions
                    .computeIfAbsent(JournalMessages.partitionOf(history.profileId(), count), any -> new ArrayList<>())
                    .addAll(JournalMessages.of(history));
        }
        Sending sending = new Sending();
        partitions.forEach(sending::send);
        sending.await(0);
        return kept.size() < properties.historiesAtOnce()
                ? null
                : kept.getLast().profileId();
    }

    private int partitions() {
        return kafka.partitionsFor(Topics.JOURNAL).size();
    }

    /** Messages on their way. */
    private final class Sending {

        private final Deque<CompletableFuture<?>> unanswered = new ArrayDeque<>();

        void send(int partition, List<Entry> entries) {
            for (byte[] message : messages.messages(entries)) {
                await(UNANSWERED_MAX - 1);
                unanswered.add(kafka.send(new ProducerRecord<>(
                        Topics.JOURNAL,
                        partition,
                        null,
                        null,
                        message,
                        EventHeaders.of(UUID.randomUUID().toString(), source, EventTypes.JOURNAL_PUBLISHED))));
            }
        }

        /** Waits until Kafka owes no more answers than that. */
        void await(int most) {
            while (unanswered.size() > most) {
                try {
                    unanswered.removeFirst().get();
                } catch (ExecutionException failed) {
                    throw new IllegalStateException("Kafka did not take a part of the journal", failed);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("stopped while a part of the journal was on its way", stopped);
                }
            }
        }
    }
}
