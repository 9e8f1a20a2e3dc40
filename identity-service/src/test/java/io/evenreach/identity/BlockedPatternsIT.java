package io.evenreach.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.RulesChanged;
import io.evenreach.identity.stitching.RulesTold;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.testkit.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Values that somebody says identify nobody. */
class BlockedPatternsIT extends ServiceTestBase {

    private static final String RULES = "/api/v1/identity/rules";

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private RulesTold told;

    @Test
    void countForWhatIsSeenFromThenOnAndAreOfAVersion() {
        Map<String, Object> desk = id("email", "desk@shop.example");
        Map<String, Object> till = id("login_id", "pos", "Till-7");
        Map<String, Object> blocked =
                rules(List.of(Map.of("type", "email", "pattern", "*@shop.example"), Map.of("pattern", "till-*")));
        assertThat(brand().put(RULES + "?dryRun=true", blocked).status()).isEqualTo(200);
        assertThat(brand().get(RULES).json().path("blocked")).isEmpty();

        assertThat(brand().put(RULES, blocked).status()).isIn(200, 202);

        JsonNode rules = brand().get(RULES).json();
        assertThat(rules.path("version").asLong()).isEqualTo(2);
        assertThat(rules.path("blocked")).hasSize(2);
        assertThat(rules.path("blocked").path(1).path("pattern").asString()).isEqualTo("till-*");
        JsonNode results = observe(
                observation("blocked-1", "2026-06-01T10:00:00Z", desk, till),
                observation("blocked-2", "2026-06-01T10:00:00Z", desk, id("phone", "13800138601")),
                observation("blocked-3", "2026-06-01T10:00:00Z", id("email", "anna@shop.example.org")));
        assertThat(results.path(0).path("outcome").asString()).isEqualTo("IGNORED");
        assertThat(results.path(0).path("reasons").path(0).asString()).isEqualTo("BLOCKED_VALUE");
        assertThat(results.path(1).path("outcome").asString()).isEqualTo("LINKED");
        assertThat(results.path(1).path("reasons").path(0).asString()).isEqualTo("BLOCKED_VALUE");
        assertThat(results.path(2).path("reasons")).isEmpty();
        assertThat(resolve(desk).path("undetermined").asBoolean()).isTrue();

        Map<String, Object> unspoken = new HashMap<>(blocked);
        unspoken.remove("blocked");
        assertThat(brand().put(RULES, unspoken).json().path("blocked"))
                .as("who says nothing of them leaves them")
                .hasSize(2);
        assertThat(brand().post(RULES + "/1:restore", Map.of()).status()).isIn(200, 202);
        assertThat(observe(observation("blocked-4", "2026-06-01T10:00:00Z", desk, till))
                        .path(0)
                        .path("outcome")
                        .asString())
                .isEqualTo("LINKED");
        assertThat(told())
                .as("followers of the rules hear of each version")
                .containsExactly("2 *@shop.example till-*", "3");
        jdbc.sql("delete from outbox where topic = :topic")
                .param("topic", Topics.IDENTITY_RULES)
                .update();
        told.tellWhereNothingWasTold();
        told.tellWhereNothingWasTold();
        assertThat(told())
                .as("rules from before there was such a feed are told once")
                .containsExactly("2 *@shop.example till-*", "3", "3");
        await().until(() ->
                brand().get(RULES).json().path("job").path("status").asString().equals("COMPLETED"));
        refused(422, "INVALID_FIELD", () -> brand().put(RULES, rules(List.of(Map.of("pattern", "*")))));
        refused(
                422,
                "UNKNOWN_IDENTIFIER_TYPE",
                () -> brand().put(RULES, rules(List.of(Map.of("type", "fax", "pattern", "1")))));
    }

    /** Versions and patterns on the feed, once all that was appended has come. */
    private List<String> told() {
        long appended = jdbc.sql("select coalesce((select sequence from outbox_position where topic = :topic), 0)"
                        + " + (select count(*) from outbox where topic = :topic and sequence is null)")
                .param("topic", Topics.IDENTITY_RULES)
                .query(Long.class)
                .single();
        List<String> told = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.current().kafka(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(Topics.IDENTITY_RULES, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().untilAsserted(() -> {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (EventHeaders.type(record).equals(EventTypes.RULES_CHANGED)) {
                        RulesChanged change = new EventCodec().read(record.value(), RulesChanged.class);
                        assertThat(change.sequence()).isEqualTo(told.size() + 1);
                        told.add(Stream.concat(
                                        Stream.of(String.valueOf(change.version())),
                                        change.blocked().stream().map(RulesChanged.BlockedValue::pattern))
                                .collect(Collectors.joining(" ")));
                    }
                }
                assertThat(told).hasSize(Math.toIntExact(appended));
            });
        }
        return told;
    }

    private Map<String, Object> rules(List<Map<String, Object>> blocked) {
        JsonNode now = brand().get(RULES).json();
        List<Map<String, Object>> types = new ArrayList<>();
        for (JsonNode type : now.path("types")) {
            types.add(Map.of(
                    "type",
                    type.path("type").asString(),
                    "priority",
                    type.path("priority").asInt(),
                    "perProfile",
                    type.path("perProfile").asInt(),
                    "personsPerKey",
                    type.path("personsPerKey").asInt()));
        }
        return Map.of(
                "identifiersPerProfile", now.path("identifiersPerProfile").asInt(), "types", types, "blocked", blocked);
    }
}
