package io.evenreach.platform.outbox;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.contracts.TopicSpec;
import io.evenreach.contracts.Topics;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.horizon.WriteHorizon;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Publishes the outbox, numbered without gaps, by one leader among all instances.
 *
 * <p>Numbers are given to what is committed, in the order of appending, and wait for nobody who still runs. Whoever appended
 * after having seen what another transaction wrote has the higher id, and is never visible without it; so an effect is
 * never numbered before its cause. Numbers are committed before anything is sent; a crash between sending and marking
 * sends the same number again, and consumers ignore numbers they have seen. No transaction is open while Kafka is waited
 * for. Only heartbeats wait for the service's own writers: what these will tell is dated back to when they began.
 */
final class OutboxRelay implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final long RETRY_MILLIS = 500;
    private static final int TIDIED_AT_A_TIME = 1_000;

    /** However large the messages are, a batch of them has no more bytes than this and one message. */
    private static final int BATCH_BYTES_MAX = 4 * 1024 * 1024;

    private static final String UNPUBLISHED = BoundedPayloads.select(
            "id, topic, message_key, type, sequence", "sequence is not null and published_at is null", "sequence, id");

    private final DataSource database;
    private final KafkaTemplate<String, byte[]> kafka;
    private final EventCodec codec;
    private final OutboxSignal signal;
    private final OutboxProperties properties;
    private volatile boolean running;
    private Thread thread = new Thread();

    OutboxRelay(
            DataSource database,
            KafkaTemplate<String, byte[]> kafka,
            EventCodec codec,
            OutboxSignal signal,
            OutboxProperties properties) {
        this.database = database;
        this.kafka = kafka;
        this.codec = codec;
        this.signal = signal;
        this.properties = properties;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::run);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try (Connection connection = database.getConnection()) {
                if (becomeLeader(connection)) {
                    try {
                        lead(connection);
                    } finally {
                        // The connection goes back to a pool; a lock left on it would lock every relay out.
                        resign(connection);
                    }
                } else {
                    Thread.sleep(RETRY_MILLIS);
                }
            } catch (InterruptedException interrupted) {
                return;
            } catch (SQLException | ExecutionException | RuntimeException failed) {
                if (!running) {
                    return;
                }
                LOG.atWarn().setCause(failed).log("The outbox relay tries again");
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException interrupted) {
            running = false;
        }
    }

    /** One leader per schema, because each service has its own outbox. */
    private static boolean becomeLeader(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "select pg_try_advisory_lock(hashtextextended('outbox-relay ' || current_schema(), 0))")) {
            return result.next() && result.getBoolean(1);
        }
    }

    private static void resign(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_unlock_all()");
        } catch (SQLException alreadyGone) {
            LOG.atDebug().setCause(alreadyGone).log("The leader's connection is gone, and its lock with it");
        }
    }

    private void lead(Connection connection) throws SQLException, InterruptedException, ExecutionException {
        Map<String, Long> positions = positions(connection);
        Instant nextHeartbeat = Instant.EPOCH;
        Instant nextTidying = Instant.EPOCH;
        while (running) {
            // Asked before numbering: what has a number afterwards is at least everything from before that time.
            Optional<Instant> asOf = Instant.now().isBefore(nextHeartbeat)
                    ? Optional.empty()
                    : Optional.of(WriteHorizon.of(connection).time());
            number(connection, positions);
            boolean drained = publish(connection);
            if (drained && asOf.isPresent()) {
                heartbeat(positions, asOf.get());
                nextHeartbeat = Instant.now().plus(properties.heartbeatEvery());
            }
            if (drained && !Instant.now().isBefore(nextTidying) && !tidy(connection)) {
                nextTidying = Instant.now().plus(properties.tidyEvery());
            }
            if (drained) {
                signal.await(properties.pollEvery().toMillis());
            }
        }
    }

    /**
     * Deletes some of what was published longer ago than its topic keeps it; feeds that are kept for ever stay whole. A
     * little at a time, because a transaction that runs long holds back every reader of feeds.
     *
     * @return whether there may be more
     */
    private static boolean tidy(Connection connection) throws SQLException {
        boolean more = false;
        try (PreparedStatement delete = connection.prepareStatement("""
                delete from outbox where published_at < clock_timestamp() - ? * interval '1 millisecond'
                   and id = any(array(select id from outbox where topic = ? and sequence is not null
                                       order by sequence limit ?))
                """)) {
            for (TopicSpec topic : Topics.catalogue()) {
                long keptMillis = Long.parseLong(topic.configs().getOrDefault("retention.ms", "-1"));
                if (keptMillis >= 0) {
                    delete.setLong(1, keptMillis);
                    delete.setString(2, topic.name());
                    delete.setInt(3, TIDIED_AT_A_TIME);
                    more |= delete.executeUpdate() == TIDIED_AT_A_TIME;
                }
            }
        }
        return more;
    }

    private static Map<String, Long> positions(Connection connection) throws SQLException {
        Map<String, Long> positions = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select topic, sequence from outbox_position")) {
            while (rows.next()) {
                positions.put(rows.getString(1), rows.getLong(2));
            }
        }
        return positions;
    }

    /** Numbers what has been committed. */
    private static void number(Connection connection, Map<String, Long> positions) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            List<Long> ids = new ArrayList<>();
            List<Long> sequences = new ArrayList<>();
            Map<String, Long> next = new HashMap<>(positions);
            try (ResultSet rows = statement.executeQuery(
                    "select id, topic from outbox where sequence is null order by id limit 5000")) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                    sequences.add(next.merge(rows.getString(2), 1L, Long::sum));
                }
            }
            if (!ids.isEmpty()) {
                save(connection, ids, sequences, next);
            }
            connection.commit();
            positions.putAll(next);
        } catch (SQLException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void save(Connection connection, List<Long> ids, List<Long> sequences, Map<String, Long> next)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update outbox o set sequence = n.sequence
                  from unnest(?::bigint[], ?::bigint[]) as n(id, sequence) where o.id = n.id
                """)) {
            update.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            update.setArray(2, connection.createArrayOf("bigint", sequences.toArray()));
            update.executeUpdate();
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into outbox_position (topic, sequence) values (?, ?)
                on conflict (topic) do update set sequence = excluded.sequence
                """)) {
            for (Map.Entry<String, Long> position : next.entrySet()) {
                upsert.setString(1, position.getKey());
                upsert.setLong(2, position.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** @return whether everything numbered has been published */
    private boolean publish(Connection connection) throws SQLException, InterruptedException, ExecutionException {
        List<Long> ids = new ArrayList<>();
        List<CompletableFuture<?>> acknowledgements = new ArrayList<>();
        boolean drained = true;
        try (PreparedStatement select = connection.prepareStatement(UNPUBLISHED)) {
            select.setInt(1, BATCH_BYTES_MAX);
            select.setInt(2, properties.batchMax());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    String payload = rows.getString(6);
                    if (payload == null) {
                        drained = false;
                        break;
                    }
                    long id = rows.getLong(1);
                    ids.add(id);
                    acknowledgements.add(kafka.send(record(
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            properties.source() + "/" + id,
                            codec.numbered(payload, rows.getLong(5)))));
                }
            }
        }
        if (ids.isEmpty()) {
            return true;
        }
        for (CompletableFuture<?> acknowledgement : acknowledgements) {
            acknowledgement.get();
        }
        try (PreparedStatement mark = connection.prepareStatement(
                "update outbox set published_at = clock_timestamp() where id = any(?::bigint[])")) {
            mark.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            mark.executeUpdate();
        }
        return drained && ids.size() < properties.batchMax();
    }

    private void heartbeat(Map<String, Long> positions, Instant asOf) throws InterruptedException, ExecutionException {
        List<CompletableFuture<?>> acknowledgements = new ArrayList<>();
        for (String topic : properties.heartbeatTopics()) {
            Heartbeat beat = new Heartbeat(positions.getOrDefault(topic, 0L), asOf);
            acknowledgements.add(kafka.send(
                    record(topic, "heartbeat", EventTypes.HEARTBEAT, topic + "@" + asOf, codec.writeBytes(beat))));
        }
        for (CompletableFuture<?> acknowledgement : acknowledgements) {
            acknowledgement.get();
        }
    }

    private ProducerRecord<String, byte[]> record(String topic, String key, String type, String id, byte[] value) {
        return new ProducerRecord<>(topic, null, null, key, value, EventHeaders.of(id, properties.source(), type));
    }
}
