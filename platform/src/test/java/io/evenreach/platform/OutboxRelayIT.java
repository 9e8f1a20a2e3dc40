package io.evenreach.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Heartbeat;
import io.evenreach.contracts.Topics;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import io.evenreach.platform.inbox.FeedGaps;
import io.evenreach.platform.inbox.Inbox;
import io.evenreach.platform.outbox.Outbox;
import io.evenreach.platform.outbox.OutboxFeed;
import io.evenreach.testkit.RealServers;
import io.evenreach.testkit.Servers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@RealServers
class OutboxRelayIT {

    private static final String TOPIC = "sample";
    private static final String RESENT = "resent";
    private static final String CAUSES = "causes";
    private static final String BESIDES = "besides";
    private static final String LARGE = "large";
    private static final List<ConfigurableApplicationContext> INSTANCES = new ArrayList<>();

    @BeforeAll
    static void startTwoInstances() throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Servers.current().kafka()))) {
            admin.createTopics(List.of(
                            new NewTopic(TOPIC, 1, (short) 1),
                            new NewTopic("other", 1, (short) 1),
                            new NewTopic(RESENT, 1, (short) 1),
                            new NewTopic(CAUSES, 1, (short) 1),
                            new NewTopic(LARGE, 1, (short) 1),
                            new NewTopic(BESIDES, 1, (short) 1)))
                    .all()
                    .get();
        }
        for (int i = 0; i < 2; i++) {
            INSTANCES.add(new SpringApplicationBuilder(SampleService.class)
                    .run("--server.port=0", "--evenreach.outbox.tidy-every=200ms"));
        }
    }

    @AfterAll
    static void stop() {
        INSTANCES.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void numbersInCommitOrderWithoutGapsWhicheverInstanceRelays() throws Exception {
        int writers = 8;
        int each = 50;
        CountDownLatch done = new CountDownLatch(writers);
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            for (int writer = 0; writer < writers; writer++) {
                ConfigurableApplicationContext instance = INSTANCES.get(writer % 2);
                String name = "w" + writer;
                threads.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        write(instance, name, i);
                    }
                    done.countDown();
                });
            }
            done.await();
            // The leader goes in the middle of its work; the other instance takes over.
            INSTANCES.getFirst().close();
        }
        List<ConsumerRecord<String, byte[]>> records = read(writers * each);

        List<Long> sequences = records.stream()
                .map(record -> INSTANCES
                        .get(1)
                        .getBean(EventCodec.class)
                        .read(record.value(), SampleService.Told.class)
                        .sequence())
                .distinct()
                .toList();
        assertThat(sequences)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, (long) writers * each).boxed().toList());
        for (int writer = 0; writer < writers; writer++) {
            String name = "w" + writer;
            List<Integer> order = records.stream()
                    .filter(record -> record.key().equals(name))
                    .map(record -> Integer.parseInt(INSTANCES
                            .get(1)
                            .getBean(EventCodec.class)
                            .read(record.value(), SampleService.Told.class)
                            .word()))
                    .distinct()
                    .toList();
            assertThat(order).isSorted().hasSize(each);
        }
    }

    @Test
    void keepsEventsAsLongAsTheirTopicDoesAndFeedsForEver() {
        JdbcTemplate jdbc = INSTANCES.get(1).getBean(JdbcTemplate.class);
        for (String topic : List.of(Topics.HEAVY, Topics.HOLDS)) {
            jdbc.update("""
                    insert into outbox (topic, message_key, type, payload, sequence, published_at)
                    select ?, 'old', 'told', '{}', n, now() - make_interval(days => case when n > 2400 then 6 else 8 end)
                      from generate_series(1, 2500) n""", topic);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> kept(jdbc, Topics.HEAVY), sequences -> sequences.size() == 100);
        assertThat(kept(jdbc, Topics.HEAVY)).startsWith(2401L).endsWith(2500L);
        assertThat(kept(jdbc, Topics.HOLDS)).hasSize(2500);
    }

    private static List<Long> kept(JdbcTemplate jdbc, String topic) {
        return jdbc.queryForList("select sequence from outbox where topic = ? order by sequence", Long.class, topic);
    }

    @Test
    void claimsNothingAboutTimeWhileAnOlderTransactionRuns() throws Exception {
        ConfigurableApplicationContext instance = INSTANCES.get(1);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        Instant before = Instant.now();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            thread.execute(() -> transaction(instance).executeWithoutResult(status -> {
                instance.getBean(Outbox.class).append("other", "slow", "told", new SampleService.Told(0, "slow"));
                written.countDown();
                awaitQuietly(commit);
            }));
            written.await();
            write(instance, BESIDES, "meanwhile");
            Thread.sleep(2_500);
            assertThat(lastHeartbeat().at()).isBeforeOrEqualTo(Instant.now().minusMillis(2_000));
            awaitWord("meanwhile");
            commit.countDown();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> lastHeartbeat().at().isAfter(before.plusMillis(2_500)));
    }

    @Test
    void waitsForNoTransactionOfAnotherService() throws Exception {
        ConfigurableApplicationContext instance = INSTANCES.get(1);
        Servers servers = Servers.current();
        try (Connection foreign = DriverManager.getConnection(servers.jdbcUrl(), servers.user(), servers.password())) {
            try (Statement statement = foreign.createStatement()) {
                statement.execute("create schema neighbour");
                statement.execute("create table neighbour.batch (id int)");
                foreign.setAutoCommit(false);
                statement.execute("insert into neighbour.batch values (1)");
            }
            Instant begun = Instant.now();
            write(instance, BESIDES, "beside");

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> lastHeartbeat().at().isAfter(begun.plusMillis(2_500)));
            awaitWord("beside");
            foreign.rollback();
        }
    }

    @Test
    void tellsAnEffectAfterItsCauseThoughItsTransactionBeganEarlier() throws Exception {
        ConfigurableApplicationContext instance = INSTANCES.get(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch caused = new CountDownLatch(1);
        // The relay is kept busy with something else until both have been committed, so that it numbers them together.
        try (Connection held = instance.getBean(DataSource.class).getConnection();
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            held.setAutoCommit(false);
            try (Statement statement = held.createStatement()) {
                statement.execute("lock table outbox_position in exclusive mode");
            }
            write(instance, BESIDES, "busy");
            await().atMost(Duration.ofSeconds(60)).until(() -> isWaitedFor(held));
            Future<?> effect = thread.submit(() -> transaction(instance).executeWithoutResult(status -> {
                instance.getBean(Inbox.class).claim("causes", "early");
                begun.countDown();
                awaitQuietly(caused);
                instance.getBean(Outbox.class).append(CAUSES, "key", "told", new SampleService.Told(0, "effect"));
            }));
            begun.await();
            write(instance, CAUSES, "cause");
            caused.countDown();
            effect.get();
            held.rollback();
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> words(CAUSES).size() == 2);
        assertThat(words(CAUSES)).containsExactly("1 cause", "2 effect");
    }

    private static void awaitWord(String word) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> words(BESIDES).stream().anyMatch(told -> told.endsWith(" " + word)));
    }

    private static boolean isWaitedFor(Connection held) throws SQLException {
        try (Statement statement = held.createStatement();
                ResultSet row = statement.executeQuery("select exists(select from pg_locks where not granted"
                        + " and relation = 'outbox_position'::regclass)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Test
    void followsAFeedOnlyInOrder() {
        ConfigurableApplicationContext instance = INSTANCES.get(1);
        Inbox inbox = instance.getBean(Inbox.class);
        List<Inbox.Place> places = Collections.synchronizedList(new ArrayList<>());
        transaction(instance).executeWithoutResult(status -> {
            places.add(inbox.advance("c", "t", 1));
            places.add(inbox.advance("c", "t", 1));
            places.add(inbox.advance("c", "t", 3));
            places.add(inbox.heartbeat("c", "t", 2, Instant.now()));
            places.add(inbox.advance("c", "t", 2));
            places.add(inbox.heartbeat("c", "t", 2, Instant.now()));
        });

        assertThat(places)
                .containsExactly(
                        Inbox.Place.NEXT,
                        Inbox.Place.SEEN,
                        Inbox.Place.GAP,
                        Inbox.Place.GAP,
                        Inbox.Place.NEXT,
                        Inbox.Place.NEXT);
        assertThat(inbox.ages()).containsKey("t");
    }

    @Test
    void publishesAgainWithTheSameNumbersWhatAFollowerMisses() {
        ConfigurableApplicationContext instance = INSTANCES.get(1);
        transaction(instance).executeWithoutResult(status -> {
            for (String word : List.of("one", "two", "three")) {
                instance.getBean(Outbox.class).append(RESENT, "key", "told", new SampleService.Told(0, word));
            }
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> words(RESENT).size() == 3);
        FeedGaps gaps = instance.getBean(FeedGaps.class);
        Inbox inbox = instance.getBean(Inbox.class);
        transaction(instance).executeWithoutResult(status -> inbox.advance("follower", RESENT, 1));

        gaps.found("follower", RESENT, 3);
        assertThat(gaps.missing()).containsEntry(RESENT, 2L);
        List<String> words = await().atMost(Duration.ofSeconds(60)).until(() -> words(RESENT), all -> all.size() >= 5);
        assertThat(words.subList(0, 5)).containsExactly("1 one", "2 two", "3 three", "2 two", "3 three");

        transaction(instance).executeWithoutResult(status -> {
            inbox.advance("follower", RESENT, 2);
            inbox.advance("follower", RESENT, 3);
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> gaps.missing().isEmpty());
    }

    @Test
    void publishesSomeThousandsAgainAtOnceHoweverManyAFollowerMisses() {
        ConfigurableApplicationContext instance = INSTANCES.get(1);
        transaction(instance).executeWithoutResult(status -> {
            JdbcTemplate jdbc = instance.getBean(JdbcTemplate.class);
            jdbc.update("""
                    insert into outbox (topic, message_key, type, payload, sequence, published_at)
                    select 'long', 'old', 'told', '{}', n, now() from generate_series(1, 20200) n""");
            OutboxFeed feed = instance.getBean(OutboxFeed.class);

            assertThat(feed.publishAgainAfter("long", 100)).isEqualTo(20_000);
            assertThat(feed.publishAgainAfter("long", 100))
                    .as("the same again, while it is on its way")
                    .isZero();
            assertThat(feed.publishAgainAfter("long", 20_100)).isEqualTo(100);
            status.setRollbackOnly();
        });
    }

    @Test
    void hasNoMoreOfLargeMessagesInMemoryThanItNeeds() {
        ConfigurableApplicationContext instance = INSTANCES.get(1);
        int messages = 20;
        List<String> sent = IntStream.range(0, messages)
                .mapToObj(number -> String.valueOf((char) ('a' + number)).repeat(250_000))
                .toList();
        transaction(instance)
                .executeWithoutResult(status -> sent.forEach(word ->
                        instance.getBean(Outbox.class).append(LARGE, "key", "told", new SampleService.Told(0, word))));

        List<String> told = await().atMost(Duration.ofSeconds(60))
                .until(() -> words(LARGE).stream().distinct().toList(), all -> all.size() == messages);
        assertThat(told)
                .containsExactlyElementsOf(IntStream.range(0, messages)
                        .mapToObj(number -> (number + 1) + " " + sent.get(number))
                        .toList());

        OutboxFeed feed = instance.getBean(OutboxFeed.class);
        List<Long> read = new ArrayList<>();
        OutboxFeed.Page page;
        do {
            page = feed.readAfter(LARGE, read.size(), 500);
            assertThat(page.entries()).as("a mebibyte and one message").hasSizeBetween(1, 5);
            page.entries().forEach(entry -> read.add(entry.sequence()));
        } while (page.more());
        assertThat(read)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, messages).boxed().toList());
        JdbcTemplate jdbc = instance.getBean(JdbcTemplate.class);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> jdbc.queryForList(
                                "select id from outbox where topic = ? and published_at is null", Long.class, LARGE)
                        .isEmpty());
        assertThat(jdbc.queryForList(
                        "select sum(octet_length(payload)) from outbox where topic = ? group by xmin",
                        Long.class,
                        LARGE))
                .as("what was published and noted together is four mebibytes and one message at most")
                .hasSizeGreaterThan(1)
                .allMatch(bytes -> bytes < 4 * 1024 * 1024 + 251_000);
    }

    private static List<String> words(String topic) {
        List<String> words = new ArrayList<>();
        EventCodec codec = INSTANCES.get(1).getBean(EventCodec.class);
        try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
            for (var polled = consumer.poll(Duration.ofSeconds(1));
                    !polled.isEmpty();
                    polled = consumer.poll(Duration.ofSeconds(1))) {
                polled.forEach(record -> {
                    SampleService.Told told = codec.read(record.value(), SampleService.Told.class);
                    words.add(told.sequence() + " " + told.word());
                });
            }
        }
        return words;
    }

    private static void write(ConfigurableApplicationContext instance, String name, int number) {
        transaction(instance)
                .executeWithoutResult(status -> instance.getBean(Outbox.class)
                        .append(TOPIC, name, "told", new SampleService.Told(0, String.valueOf(number))));
    }

    private static void write(ConfigurableApplicationContext instance, String topic, String word) {
        transaction(instance)
                .executeWithoutResult(status ->
                        instance.getBean(Outbox.class).append(topic, "key", "told", new SampleService.Told(0, word)));
    }

    private static TransactionTemplate transaction(ConfigurableApplicationContext instance) {
        return new TransactionTemplate(instance.getBean(PlatformTransactionManager.class));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<ConsumerRecord<String, byte[]>> read(int atLeast) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (EventHeaders.type(record).equals("told")) {
                        records.add(record);
                    }
                });
                // A leader that went before it marked what it sent is followed by one that sends it again.
                return records.stream()
                                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                                .distinct()
                                .count()
                        >= atLeast;
            });
        }
        return records;
    }

    private static Heartbeat lastHeartbeat() {
        List<Heartbeat> beats = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                var polled = consumer.poll(Duration.ofMillis(200));
                polled.forEach(record -> {
                    if (EventHeaders.type(record).equals(EventTypes.HEARTBEAT)) {
                        beats.add(INSTANCES.get(1).getBean(EventCodec.class).read(record.value(), Heartbeat.class));
                    }
                });
                return !beats.isEmpty() && polled.isEmpty();
            });
        }
        return beats.getLast();
    }

    private static KafkaConsumer<String, byte[]> consumer() {
        return consumer(TOPIC);
    }

    private static KafkaConsumer<String, byte[]> consumer(String topic) {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", Servers.current().kafka(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return consumer;
    }
}
