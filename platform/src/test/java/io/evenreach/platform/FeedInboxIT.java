package io.evenreach.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.FeedResendRequested;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.contracts.Topics;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.inbox.FeedGaps;
import io.evenreach.platform.inbox.FeedInbox;
import io.evenreach.platform.jdbc.Timestamps;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@RealServers
class FeedInboxIT {

    private static final String FOLLOWER = "follower";
    private static final String POISONED = "poisoned";
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static ConfigurableApplicationContext service;

    /** Follows a feed with something in it that cannot be read, and notes how far it gets. */
    static final class Listener {

        private final List<Long> reached = new CopyOnWriteArrayList<>();
        private final EventCodec codec;
        private final KafkaTemplate<String, byte[]> kafka;

        Listener(EventCodec codec, KafkaTemplate<String, byte[]> kafka) {
            this.codec = codec;
            this.kafka = kafka;
        }

        void send(Object event) {
            kafka.send(POISONED, "key", codec.writeBytes(event)).join();
        }

        @KafkaListener(id = POISONED, topics = POISONED, containerFactory = "feedListenerFactory")
        void follow(List<ConsumerRecord<String, byte[]>> records) {
            for (ConsumerRecord<String, byte[]> record : records) {
                reached.add(record.offset());
                codec.read(record.value(), SampleService.Told.class);
            }
        }
    }

    /** What is missing is asked for when it is found, and not again while the tests run. */
    @BeforeAll
    static void start() throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Servers.current().kafka()))) {
            admin.createTopics(List.of(new NewTopic(POISONED, 1, (short) 1)))
                    .all()
                    .get();
        }
        service = new SpringApplicationBuilder(SampleService.class, Listener.class)
                .run("--server.port=0", "--evenreach.feeds.ask-every=1h");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private record Position(long sequence, @Nullable Instant heartbeatAt) {}

    @Test
    void appliesEachEventOnceAndNoneOverAHole() {
        String feed = "events";
        assertThat(take(List.of(
                        told(feed, 1, "one"),
                        told(feed, 2, "two"),
                        heartbeat(feed, 2, NOON),
                        told(feed, 2, "two again"),
                        told(feed, 4, "four"),
                        told(feed, 5, "five"))))
                .containsExactly("one", "two");

        assertThat(position(feed)).isEqualTo(new Position(2, NOON));
        assertThat(gaps().missing()).containsEntry(feed, 3L);
        assertThat(awaitRequests(feed)).containsExactly(2L);

        assertThat(take(List.of(told(feed, 3, "three"), told(feed, 4, "four"), told(feed, 5, "five"))))
                .containsExactly("three", "four", "five");
        assertThat(position(feed)).isEqualTo(new Position(5, NOON));
    }

    @Test
    void asksForWhatOnlyAHeartbeatTellsOf() {
        String feed = "beats";
        assertThat(take(List.of(told(feed, 1, "one"), heartbeat(feed, 1, NOON))))
                .containsExactly("one");
        assertThat(gaps().missing()).doesNotContainKey(feed);

        assertThat(take(List.of(heartbeat(feed, 3, NOON.plusSeconds(1))))).isEmpty();
        assertThat(position(feed)).as("complete no later than before").isEqualTo(new Position(1, NOON));
        assertThat(gaps().missing()).containsEntry(feed, 2L);
        assertThat(awaitRequests(feed)).containsExactly(1L);
    }

    @Test
    void stopsAtWhatCannotBeReadAndNeverSkipsIt() {
        Listener listener = service.getBean(Listener.class);
        List<Long> reached = listener.reached;
        MessageListenerContainer container = Objects.requireNonNull(
                service.getBean(KafkaListenerEndpointRegistry.class).getListenerContainer(POISONED));
        listener.send(new SampleService.Told(1, "one"));
        listener.send("no event");
        listener.send(new SampleService.Told(3, "three"));
        await().atMost(Duration.ofSeconds(60)).until(() -> reached.contains(1L) && !container.isRunning());

        container.start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Collections.frequency(reached, 1L) == 2 && !container.isRunning());
        assertThat(reached).contains(0L).doesNotContain(2L);
    }

    private static List<String> take(List<ConsumerRecord<String, byte[]>> records) {
        List<String> applied = new ArrayList<>();
        new TransactionTemplate(service.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> service.getBean(FeedInbox.class)
                        .take(
                                FOLLOWER,
                                records,
                                SampleService.Told.class,
                                SampleService.Told::sequence,
                                (event, record) -> applied.add(event.word())));
        return applied;
    }

    private static ConsumerRecord<String, byte[]> told(String feed, long sequence, String word) {
        return record(feed, "told", new SampleService.Told(sequence, word));
    }

    private static ConsumerRecord<String, byte[]> heartbeat(String feed, long sequence, Instant at) {
        return record(feed, EventTypes.HEARTBEAT, new Heartbeat(sequence, at));
    }

    private static ConsumerRecord<String, byte[]> record(String feed, String type, Object event) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(
                feed, 0, 0, "key", service.getBean(EventCodec.class).writeBytes(event));
        EventHeaders.of("id", "/sample", type).forEach(record.headers()::add);
        return record;
    }

    private static FeedGaps gaps() {
        return service.getBean(FeedGaps.class);
    }

    private static Position position(String feed) {
        return service.getBean(JdbcTemplate.class)
                .query(
                        "select sequence, heartbeat_at from feed_position where consumer = ? and topic = ?",
                        (row, number) -> new Position(row.getLong(1), Timestamps.instantOrNull(row, "heartbeat_at")),
                        FOLLOWER,
                        feed)
                .getFirst();
    }

    /** After which events of a feed it was asked for the rest, once it was. */
    private static List<Long> awaitRequests(String feed) {
        List<Long> after = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.current().kafka()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(Topics.FEED_RESENDS, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    FeedResendRequested request =
                            service.getBean(EventCodec.class).read(record.value(), FeedResendRequested.class);
                    if (request.topic().equals(feed)) {
                        after.add(request.after());
                    }
                });
                return !after.isEmpty();
            });
        }
        return after;
    }
}
