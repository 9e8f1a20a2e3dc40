package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.systemtests.Platform.Command;
import io.evenreach.systemtests.Platform.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any one process may be killed while an audit runs: the table is the same. Each build kills one, by chance;
 * {@code -Devenreach.long=true} kills every one.
 */
@Order(7)
@ExtendWith(OnePlatform.class)
class CrashSystemTest {

    private static final Duration RECOVERY = Duration.ofSeconds(90);
    private static final List<String> FEEDS = List.of(
            "evenreach.identity.changes.v1",
            "evenreach.campaign.channels.v1",
            "evenreach.campaign.campaigns.v1",
            "evenreach.campaign.holds.v1");

    @TempDir
    Path folder;

    private final long seed = System.nanoTime();
    private final TouchLog log = TouchLog.generate(seed, 1_500, 10);

    @AfterEach
    void everythingIsUpAgain(Platform platform) {
        platform.awaitReady(RECOVERY);
    }

    static List<String> victims() {
        List<String> all =
                List.of(Platform.LAUNCHER, "frequency", "frequency-2", "identity", "campaign", "gateway", "postgres");
        return Boolean.getBoolean("evenreach.long") ? all : List.of(all.get(new Random().nextInt(all.size())));
    }

    @ParameterizedTest
    @Order(1)
    @MethodSource("victims")
    void givesTheSameTableWhenAProcessIsKilled(String victim, Platform platform) {
        long pid = platform.pidOf(victim);
        Command audit = auditUntilItImports(platform);

        Platform.kill(pid);
        if (victim.equals(Platform.LAUNCHER)) {
            platform.up();
        }

        Outcome outcome = audit.await(Audit.PATIENCE);
        Story.tell(
                "kill -9 of %s, seed %d: the audit took %d ms",
                victim, seed, outcome.took().toMillis());
        Audit.assertSame(outcome, log);
        platform.awaitReady(RECOVERY);
        assertThat(platform.pidOf(victim)).as("%s was started again", victim).isNotEqualTo(pid);
    }

    /** After all of the above the feeds must still be one gap-free sequence each. */
    @Test
    @Order(2)
    void leavesNoGapInTheFeeds(Platform platform) {
        Map<String, Long> seen = new TreeMap<>();
        for (String feed : FEEDS) {
            long expected = 1;
            for (JsonNode message : messages(platform.portOf("kafka"), feed)) {
                if (message.has("sequence")) {
                    long sequence = message.path("sequence").asLong();
                    // A relay that died before it noted a send repeats it; what never happens is a hole.
                    assertThat(sequence).as("sequence in %s", feed).isLessThanOrEqualTo(expected);
                    expected = Math.max(expected, sequence + 1);
                }
            }
            seen.put(feed, expected - 1);
        }
        Story.tell("feeds without a gap: %s", seen);
        assertThat(seen.get("evenreach.identity.changes.v1")).isPositive();
    }

    /** Kills are seeded to fall into the upload, the first rows or the middle of the import. */
    private Command auditUntilItImports(Platform platform) {
        Command audit = Audit.start(platform, log.write(folder.resolve("crash.csv")));
        Eventually.within(Duration.ofSeconds(60), "the audit's campaign is active", () -> {
            assertThat(audit.process().isAlive()).isTrue();
            return audit.errSoFar().contains("is active");
        });
        try {
            Thread.sleep(new Random(seed).nextInt(1_500));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return audit;
    }

    private static List<JsonNode> messages(int port, String topic) {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        List<JsonNode> messages = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
            TopicPartition only = new TopicPartition(topic, 0);
            consumer.assign(List.of(only));
            consumer.seekToBeginning(List.of(only));
            Long end = consumer.endOffsets(List.of(only)).get(only);
            while (end != null && consumer.position(only) < end) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
                    messages.add(JsonMapper.shared().readTree(message.value()));
                }
            }
        }
        return messages;
    }
}
