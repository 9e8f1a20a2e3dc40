package io.evenreach.campaign;

import io.evenreach.contracts.EventTypes;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.testkit.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a feed from its beginning, as another service does. */
final class Feed implements AutoCloseable {

    private static final EventCodec CODEC = new EventCodec();

    private final KafkaConsumer<String, byte[]> consumer;

    Feed(String topic) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        Servers.current().kafka()),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition only = new TopicPartition(topic, 0);
        consumer.assign(List.of(only));
        consumer.seekToBeginning(List.of(only));
    }

    /** The next records, heartbeats included; waits at most a quarter of a second for the first. */
    List<ConsumerRecord<String, byte[]>> poll() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        consumer.poll(Duration.ofMillis(250)).forEach(records::add);
        return records;
    }

    /** Everything that is not a heartbeat, up to the message numbered {@code lastSequence}. */
    <T> List<T> readTo(long lastSequence, Class<T> type, java.util.function.ToLongFunction<T> sequence) {
        List<T> events = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (events.isEmpty() || sequence.applyAsLong(events.getLast()) < lastSequence) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("only " + events.size() + " messages, wanted up to " + lastSequence);
            }
            for (ConsumerRecord<String, byte[]> record : poll()) {
                if (!EventHeaders.type(record).equals(EventTypes.HEARTBEAT)) {
                    events.add(CODEC.read(record.value(), type));
                }
            }
        }
        return events;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
