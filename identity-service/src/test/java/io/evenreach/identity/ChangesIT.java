package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.KeyedIdentifier;
import io.evenreach.contracts.identity.ObservedHashed;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.testkit.Servers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;

class ChangesIT extends ServiceTestBase {

    private final EventCodec codec = new EventCodec();

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private KafkaTemplate<String, byte[]> kafka;

    @Test
    void tellsAReaderWhoFollowsTheFeedExactlyWhatTheTenuresSay() {
        Random random = new Random(42);
        for (int batch = 0; batch < 30; batch++) {
            List<Map<String, Object>> observations = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                observations.add(observation(
                        "feed-" + batch + "-" + i,
                        Instant.parse("2026-06-01T00:00:00Z")
                                .plusSeconds(random.nextInt(100_000))
                                .toString(),
                        randomIdentifier(random),
                        randomIdentifier(random),
                        randomIdentifier(random)));
            }
            observe(observations);
        }

        try (KafkaConsumer<String, byte[]> consumer = consumer(Topics.IDENTITY_CHANGES)) {
            Map<List<Object>, TenureMove> newest = new HashMap<>();
            List<Long> sequences = new ArrayList<>();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (EventHeaders.type(record).equals(EventTypes.IDENTITY_CHANGED)) {
                        assertThat(record.value().length).isLessThanOrEqualTo(256 * 1024);
                        IdentityChange change = codec.read(record.value(), IdentityChange.class);
                        if (change.sequence() > sequences.size()) {
                            sequences.add(change.sequence());
                        }
                        change.moves().forEach(move -> apply(newest, move));
                    }
                }
                assertThat(view(newest)).isEqualTo(tenures());
            });
            assertThat(sequences)
                    .as("no number is missing")
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, sequences.size())
                            .mapToObj(Long::valueOf)
                            .toList());
            readsTheSameAgainOverHttp(sequences.size());
        }
    }

    private void readsTheSameAgainOverHttp(int changes) {
        Map<List<Object>, TenureMove> newest = new HashMap<>();
        long after = 0;
        int read = 0;
        while (true) {
            JsonNode page =
                    brand().get("/api/v1/identity/feed?limit=7&after=" + after).json();
            for (JsonNode item : page.path("items")) {
                IdentityChange change =
                        codec.read(item.toString().getBytes(StandardCharsets.UTF_8), IdentityChange.class);
                assertThat(change.sequence()).isEqualTo(++read);
                change.moves().forEach(move -> apply(newest, move));
            }
            if (page.path("nextAfter").asLong() == after) {
                break;
            }
            after = page.path("nextAfter").asLong();
        }
        assertThat(read).isEqualTo(changes);
        assertThat(view(newest)).isEqualTo(tenures());
        refused(400, "INVALID_FIELD", () -> brand().get("/api/v1/identity/feed?after=-1"));
    }

    @Test
    void beatsOnTheFeedWhenNothingHappens() {
        try (KafkaConsumer<String, byte[]> consumer = consumer(Topics.IDENTITY_CHANGES)) {
            List<Heartbeat> beats = new ArrayList<>();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (EventHeaders.type(record).equals(EventTypes.HEARTBEAT)) {
                        beats.add(codec.read(record.value(), Heartbeat.class));
                    }
                }
                assertThat(beats).hasSizeGreaterThan(2);
            });
        }
    }

    @Test
    void takesHashedObservationsOnceAndPutsAsideWhatItCannotRead() {
        KeyedIdentifier one = keyed("cookie", "dataset:log-1:site", "11");
        KeyedIdentifier two = keyed("phone", "dataset:log-1:", "22");
        ObservedHashed event = new ObservedHashed(
                "import:7",
                "row-1",
                Instant.parse("2025-01-01T00:00:00Z"),
                "log.csv",
                "PUBLIC",
                "IMPORT",
                List.of(one, two),
                List.of("ADS", "SERVICE"),
                "log-1");
        byte[] value = codec.writeBytes(event);
        byte[] unstorable = new String(value, StandardCharsets.UTF_8)
                .replace("row-1", "row-0")
                .replace("log.csv", "log\\u0000.csv")
                .getBytes(StandardCharsets.UTF_8);
        send("a", value);
        send("a", "{\"owner\":".getBytes(StandardCharsets.UTF_8));
        send("a", unstorable);
        send("a", value);
        send(
                "a",
                codec.writeBytes(new ObservedHashed(
                        "import:7",
                        "row-2",
                        Instant.parse("2025-01-02T00:00:00Z"),
                        "log.csv",
                        "PUBLIC",
                        "IMPORT",
                        List.of(one, keyed("cookie", "dataset:log-1:site", "33")),
                        List.of("ADS", "SERVICE"),
                        "log-1")));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                jdbc.sql("select count(distinct t.profile_id) || '/' || count(*) from tenure t "
                                                + "join identifier i on i.key = t.key where i.data_set_id = 'log-1'")
                                        .query(String.class)
                                        .single())
                        .isEqualTo("1/3"));
        assertThat(jdbc.sql("select sum(sighting_count) from evidence where data_set_id = 'log-1'")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
        try (KafkaConsumer<String, byte[]> dead = consumer(Topics.deadLettersOf(Topics.IDENTITY_OBSERVATIONS))) {
            List<String> letters = new ArrayList<>();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                dead.poll(Duration.ofMillis(200))
                        .forEach(record -> letters.add(new String(record.value(), StandardCharsets.UTF_8)));
                assertThat(letters).containsOnly("{\"owner\":", new String(unstorable, StandardCharsets.UTF_8));
            });
        }
        assertThat(brand().get("/api/v1/identity/profiles?dataSetId=log-1")
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(brand().get("/api/v1/identity/export?dataSetId=log-1").body().lines())
                .hasSize(3);
        assertThat(brand().get("/api/v1/identity/export").body()).doesNotContain("dataset:log-1");
    }

    private void send(String key, byte[] value) {
        kafka.send(new ProducerRecord<>(Topics.IDENTITY_OBSERVATIONS, key, value))
                .join();
    }

    private static KeyedIdentifier keyed(String type, String scope, String pair) {
        return new KeyedIdentifier(type, scope, pair.repeat(32), "***");
    }

    private static Map<String, Object> randomIdentifier(Random random) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> id("login_id", "web", "login-" + random.nextInt(60));
            case 2 -> id("email", "mail" + random.nextInt(80) + "@example.org");
            case 3 -> id("oaid", "device-number-" + random.nextInt(60));
            default -> id("cookie", "site", "cookie-" + random.nextInt(120));
        };
    }

    /** What a consumer does: of each (key, purpose, validFrom) it keeps the highest version. */
    private static void apply(Map<List<Object>, TenureMove> newest, TenureMove move) {
        newest.merge(
                List.of(move.key(), move.purpose(), String.valueOf(move.validFrom())),
                move,
                (before, now) -> now.version() > before.version() ? now : before);
    }

    private static Set<String> view(Map<List<Object>, TenureMove> newest) {
        Set<String> view = new TreeSet<>();
        for (TenureMove move : newest.values()) {
            if ((move.to() != null || move.quarantined()) && move.dataSetId() == null) {
                view.add(line(
                        move.key(),
                        move.purpose(),
                        millis(move.validFrom(), Long.MIN_VALUE),
                        millis(move.validTo(), Long.MAX_VALUE),
                        String.valueOf(move.to()),
                        move.firstSeenAt().toEpochMilli(),
                        move.version()));
            }
        }
        return view;
    }

    private Set<String> tenures() {
        Set<String> view = new TreeSet<>();
        jdbc.sql("""
                        select encode(t.key, 'hex'), p.name, t.valid_from, t.valid_to, t.profile_id::text,
                               t.first_seen_at, t.version
                          from tenure t join identifier i on i.key = t.key
                          join (values ('ADS', 1), ('SERVICE', 2)) as p(name, bit) on (t.purposes & p.bit) <> 0
                         where i.data_set_id is null
                        """)
                .query((row, number) -> line(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        String.valueOf(row.getString(5)),
                        row.getLong(6),
                        row.getLong(7)))
                .list()
                .forEach(view::add);
        return view;
    }

    private static String line(
            String key, String purpose, long from, long to, String owner, long firstSeen, long version) {
        return String.join(" ", key, purpose, "" + from, "" + to, owner, "" + firstSeen, "" + version);
    }

    private static long millis(@org.jspecify.annotations.Nullable Instant time, long otherwise) {
        return time == null ? otherwise : time.toEpochMilli();
    }

    private static KafkaConsumer<String, byte[]> consumer(String topic) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.current().kafka()),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
