package io.evenreach.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.frequency.JournalPublished;
import io.evenreach.contracts.frequency.JournalPublished.Change;
import io.evenreach.contracts.frequency.JournalPublished.Entry;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.HistoryCodec;
import io.evenreach.frequency.ledger.domain.Names;
import io.evenreach.frequency.ledger.domain.TouchHistory;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.Strength;
import io.evenreach.testkit.Chance;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The journal as others read it on Kafka, from two instances that come and go. */
@RealServers
class JournalPublicationIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MESSAGE_BYTES_MAX = 256 * 1024;

    private static final String ROBOT = "told-" + UUID.randomUUID();

    private static World world;

    @BeforeAll
    static void start() {
        world = World.of(
                2, "--evenreach.frequency.journal.published=true", "--evenreach.frequency.journal.histories-at-once=7");
        world.channel("told", null, Duration.ofMinutes(10));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** Folds what comes, as the contract says to. */
    private static final class Reader {

        private final Map<UUID, Long> versions = new HashMap<>();
        private final Map<UUID, TouchHistory> histories = new HashMap<>();
        private final Map<UUID, List<Change>> begun = new HashMap<>();
        private final Set<UUID> toldWhole = new HashSet<>();
        private int repeated;
        private int inParts;
        private int outOfOrder;

        void take(Entry entry) {
            List<Change> changes = begun.computeIfAbsent(entry.profileId(), any -> new ArrayList<>());
            if (entry.part() == 1) {
                changes.clear();
            }
            changes.addAll(entry.changes());
            if (entry.part() < entry.parts()) {
                inParts++;
                return;
            }
            begun.remove(entry.profileId());
            long known = versions.getOrDefault(entry.profileId(), 0L);
            if (entry.kind().equals("HISTORY")) {
                toldWhole.add(entry.profileId());
            }
            if (entry.version() <= known) {
                repeated++;
                return;
            }
            if (entry.kind().equals("CHANGE") && entry.version() != known + 1) {
                outOfOrder++;
                return;
            }
            TouchHistory before = entry.kind().equals("HISTORY")
                    ? TouchHistory.EMPTY.archivedBy(entry.archived())
                    : histories.getOrDefault(entry.profileId(), TouchHistory.EMPTY);
            TouchHistory after = changed(before, changes).stamped(entry.at().toEpochMilli());
            assertThat(after.isFull()).isEqualTo(entry.full());
            versions.put(entry.profileId(), entry.version());
            histories.put(entry.profileId(), after);
        }

        private static TouchHistory changed(TouchHistory before, List<Change> changes) {
            TouchHistory history = before;
            for (Change change : changes) {
                long touchId = HexFormat.fromHexDigitsToLong(change.touchId());
                history = switch (change.kind()) {
                    case "PUT" -> history.put(touch(touchId, Objects.requireNonNull(change.touch())));
                    case "ARCHIVED" -> history.remove(touchId).archivedBy(1);
                    case "REMOVED" -> history.find(touchId) == null ? history.archivedBy(-1) : history.remove(touchId);
                    default -> throw new AssertionError(change);
                };
            }
            return history;
        }

        private static Touch touch(long touchId, JournalPublished.Touch touch) {
            return new Touch(
                    touchId,
                    touch.campaignId(),
                    touch.channel(),
                    IdentifierKey.parse(touch.filedUnder()),
                    Strength.valueOf(touch.strength()),
                    touch.at().toEpochMilli(),
                    TouchState.valueOf(touch.state()),
                    touch.expiresAt() == null ? 0 : touch.expiresAt().toEpochMilli(),
                    touch.remaining(),
                    touch.reporter(),
                    touch.causes().stream()
                            .mapToInt(cause -> TouchCause.valueOf(cause).flag())
                            .sum(),
                    touch.importId());
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
        return consumer.partitionsFor(Topics.JOURNAL).stream()
                .map(partition -> new TopicPartition(Topics.JOURNAL, partition.partition()))
                .toList();
    }

    /** @param from where to begin; the beginning of the topic where it is empty */
    private static Reader read(Map<TopicPartition, Long> from) {
        Reader reader = new Reader();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            from.forEach(consumer::seek);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    assertThat(record.value().length).isLessThanOrEqualTo(MESSAGE_BYTES_MAX);
                    assertThat(new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8))
                            .isEqualTo(EventTypes.JOURNAL_PUBLISHED);
                    for (Entry entry : JSON.readValue(record.value(), JournalPublished.class)
                            .entries()) {
                        byte[] key = entry.profileId().toString().getBytes(StandardCharsets.UTF_8);
                        assertThat(record.partition())
                                .isEqualTo(BuiltInPartitioner.partitionForKey(key, partitions.size()));
                        reader.take(entry);
                    }
                }
            }
        }
        return reader;
    }

    private static KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.current().kafka()),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Map<TopicPartition, Long> ends() {
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            return consumer.endOffsets(partitions(consumer));
        }
    }

    /** Everything that the ledger has done is on the topic. */
    private static void awaitPublished() {
        Instant now = Instant.now();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() ->
                        world.count("select count(*) from reach_progress where as_of > ?::timestamptz", now.toString())
                                        == 1
                                && world.count("select count(*) from journal_piece") == 0
                                && world.count("select count(*) from journal_publication where round_after is not null")
                                        == 0);
    }

    private static void assertFoldsToWhatIsStored(Reader reader) {
        HistoryCodec codec = new HistoryCodec(world.bean(Names.class));
        Set<UUID> stored = new HashSet<>();
        world.jdbc().query("select profile_id, version, state from touch_history where version > 0", row -> {
            UUID profile = row.getObject(1, UUID.class);
            stored.add(profile);
            assertThat(reader.versions.get(profile)).as("version of " + profile).isEqualTo(row.getLong(2));
            assertThat(codec.encode(Objects.requireNonNull(reader.histories.get(profile))))
                    .as("history of " + profile)
                    .isEqualTo(row.getBytes(3));
        });
        assertThat(reader.versions.keySet()).isEqualTo(stored);
    }

    @Test
    void foldsToTheSameHistoriesAcrossInstancesThatDie() {
        UUID campaign = world.activeCampaign(Feeds.row("told", 500));
        Chance.forSeeds(1, chance -> {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                names.add("told-" + UUID.randomUUID());
            }
            names.add(ROBOT);
            Set<String> joined = new HashSet<>();
            for (int step = 0; step < 40; step++) {
                String name = chance.pick(names);
                JsonNode decision = world.decide("told", campaign, World.cookie(name));
                if (decision.path("grantId").isString() && chance.percent(30)) {
                    world.platform()
                            .post(
                                    "/api/v1/decisions/"
                                            + decision.path("grantId").asString() + ":release",
                                    "");
                }
                int shown = step % 10 == 0 ? 200 : 3;
                List<Map<String, Object>> exposures = new ArrayList<>();
                for (int i = 0; i < shown; i++) {
                    exposures.add(World.exposure(
                            UUID.randomUUID().toString(),
                            campaign,
                            "told",
                            List.of(World.cookie(step % 10 == 0 ? ROBOT : chance.pick(names))),
                            Instant.now()));
                }
                world.expose(exposures);
                String other = chance.pick(names);
                if (!other.equals(ROBOT) && joined.add(other)) {
                    Hashed first = Feeds.cookie(ROBOT);
                    Hashed second = Feeds.cookie(other);
                    world.feeds.join(first, second);
                    if (chance.percent(50)) {
                        world.awaitIdentity();
                        world.feeds.part(first, second);
                    }
                }
                if (step % 5 == 2) {
                    // Whatever it was about to publish is left for the other one.
                    SmartLifecycle relay = relay(step % 2);
                    relay.stop();
                    relay.start();
                }
                if (step == 20) {
                    world.stopInstance(0);
                    world.startInstance();
                }
            }
        });
        world.awaitExposures();
        // All of the robot's touches in one change.
        world.feeds.join(Feeds.cookie("told-" + UUID.randomUUID()), Feeds.cookie(ROBOT));
        world.awaitIdentity();
        await().atMost(Duration.ofSeconds(60)).until(() -> world.count("select count(*) from archive_move") == 0);
        awaitPublished();
        Reader reader = read(Map.of());
        assertThat(reader.outOfOrder).isZero();
        assertThat(reader.inParts).as("what is in several parts").isPositive();
        assertFoldsToWhatIsStored(reader);

        // As if an instance had died when Kafka had everything and the database did not know yet.
        world.jdbc().update("""
                insert into journal_piece (from_transaction_id, from_row_id, transaction_id, row_id, journal_rows)
                select 0, 0, (select transaction_id from journal_publication), (select row_id from journal_publication),
                       least(count(*), 10000) from journal""");
        awaitPublished();
        Reader again = read(Map.of());
        assertThat(again.repeated).isGreaterThan(reader.repeated);
        assertFoldsToWhatIsStored(again);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> world.bean(MeterRegistry.class)
                                .get("evenreach.journal.published.age")
                                .gauge()
                                .value()
                        < 5);
    }

    private static SmartLifecycle relay(int instance) {
        return world.bean(instance, "journalRelay", SmartLifecycle.class);
    }

    @Test
    void tellsAllHistoriesAgainWhereAPieceOfTheJournalWasNotPublished() {
        UUID campaign = world.activeCampaign(Feeds.row("told", 500));
        for (int i = 0; i < 30; i++) {
            world.decide("told", campaign, World.cookie("whole-" + i));
        }
        awaitPublished();
        Map<TopicPartition, Long> before = ends();
        world.jdbc().update("update journal_publication set row_id = row_id - 1");
        world.decide("told", campaign, World.cookie("whole-0"));
        awaitPublished();
        Reader reader = read(before);
        assertThat(reader.toldWhole).hasSizeGreaterThanOrEqualTo(30);
        assertFoldsToWhatIsStored(reader);
    }

    @Test
    void leavesToOthersWhatTheyPublishedSinceItsSessionWasLost() throws Exception {
        UUID campaign = world.activeCampaign(Feeds.row("told", 500));
        awaitPublished();
        String round = roundBegan();
        relay(0).stop();
        relay(1).stop();
        for (int piece = 1; piece <= 2; piece++) {
            int pieces = piece;
            world.decide("told", campaign, World.cookie("lost-" + piece));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> world.count("select count(*) from journal_piece") == pieces);
        }
        try (Connection other = world.bean(DataSource.class).getConnection();
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("select 1 from journal_publication for update");
            sql.execute("select 1 from journal_piece for update");
            relay(0).start();
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> world.count("select count(*) from pg_stat_activity where datname = current_database()"
                                    + " and wait_event_type = 'Lock' and query like '%journal_p%'")
                            == 1);
            sql.execute("update journal_publication set (transaction_id, row_id) = (select transaction_id, row_id"
                    + " from journal_piece order by transaction_id desc, row_id desc limit 1)");
            sql.execute("delete from journal_piece");
            other.commit();
        }
        relay(1).start();
        world.decide("told", campaign, World.cookie("lost-3"));
        awaitPublished();
        assertThat(roundBegan()).as("nothing was missing").isEqualTo(round);
    }

    private static String roundBegan() {
        return Objects.requireNonNull(
                world.jdbc().queryForObject("select round_began_at::text from journal_publication", String.class));
    }
}
