package io.evenreach.benchmarks.guides;

import io.evenreach.benchmarks.report.Speed;
import io.evenreach.benchmarks.work.Callers;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.guides.OrderReported;
import io.evenreach.guidecommerce.sale.intake.OrderIntake;
import io.evenreach.platform.events.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.jdbc.core.JdbcTemplate;

/** Orders of people whom guides have led, reported over Kafka as placed and paid, and taken in as the service does. */
final class IncomingOrders {

    private static final int PARTITIONS = 6;
    private static final int GUIDES = 1_000;
    private static final int PEOPLE = 50_000;
    /** So many others are placed before an order is paid. */
    private static final int PAID_AFTER = 200;

    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(10);

    private final String bootstrapServers;
    private final JdbcTemplate jdbc;
    private final OrderIntake intake;
    private final int page;
    private final EventCodec codec = new EventCodec();
    private final List<UUID> guides = new ArrayList<>();

    /** @param page reports that the service polls at once, and takes in with one transaction */
    IncomingOrders(String bootstrapServers, JdbcTemplate jdbc, OrderIntake intake, int page) {
        this.bootstrapServers = bootstrapServers;
        this.jdbc = jdbc;
        this.intake = intake;
        this.page = page;
    }

    /** Guides who know the goods, each but the first brought by another, and what a sale earns. */
    void prepare() {
        // The first one brought the second and recommends nothing.
        for (int guide = 0; guide <= GUIDES; guide++) {
            guides.add(UUID.randomUUID());
        }
        UUID[] ids = guides.toArray(UUID[]::new);
        jdbc.update("""
                insert into guide (guide_id, version, status, display_name, destinations, categories, languages,
                                   referral_code, referrer_id, created_at, changed_at, status_since)
                select g.id, 1, 'ACTIVE', 'Guide', '{FR}', '{wine}', '{en}', 'in-' || g.at, null, now(), now(), now()
                  from unnest(?::uuid[]) with ordinality as g(id, at)
                """, (Object) ids);
        jdbc.update("""
                update guide set referrer_id = b.id
                  from unnest(?::uuid[]) with ordinality as g(id, at)
                  join unnest(?::uuid[]) with ordinality as b(id, at) on b.at = g.at - 1
                 where guide_id = g.id
                """, ids, ids);
        jdbc.update("""
                insert into expertise (guide_id, kind, area, verified, review, declared_at)
                select g.id, k.kind, k.area, true, 'VERIFIED', now()
                  from unnest(?::uuid[]) as g(id), (values ('DESTINATION', 'FR'), ('CATEGORY', 'wine')) as k(kind, area)
                """, (Object) ids);
        jdbc.update("""
                insert into commission_plan (plan_id, effective_from, commission_bps, guide_share_bps, referrer_share_bps,
                                             hold_days)
                values ('in', now() - interval '1 day', 1000, 7000, 1000, 7)
                """);
    }

    /**
     * How fast orders are taken in, placed and paid; the latency is that of a page, from its poll to its commit.
     *
     * @param merchants each with a product and a currency of its own, or all with the same where there is one currency
     */
    Speed take(String run, int merchants, boolean oneCurrency, int orders, int threads) {
        sell(run, merchants, oneCurrency);
        String topic = Topics.ORDER_REPORTS + "-" + run;
        create(topic);
        report(topic, run, orders, merchants, oneCurrency);
        Speed speed = new Speed();
        AtomicInteger left = new AtomicInteger(2 * orders);
        long began = System.nanoTime();
        Callers.run("reading orders", Executors.newFixedThreadPool(threads), threads, () -> read(topic, left, speed));
        speed.tookInAll(System.nanoTime() - began);
        check(run, orders);
        return speed;
    }

    private void create(String topic) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }

    private void sell(String run, int merchants, boolean oneCurrency) {
        for (int merchant = 0; merchant < merchants; merchant++) {
            String id = run + "-" + merchant;
            String currency = currency(merchant, oneCurrency);
            jdbc.update("insert into merchant (merchant_id, name, currency) values (?, 'Cave', ?)", id, currency);
            jdbc.update("""
                    insert into product (product_id, merchant_id, title, destination, category, price_minor, currency)
                    values (?, ?, 'Wine', 'FR', 'wine', 10000, ?)
                    """, id, id, currency);
        }
        for (int guide = 0; guide < GUIDES; guide++) {
            jdbc.update(
                    "insert into recommendation (code, guide_id, product_id, created_at)"
                            + " values (?, ?, ?, now() - interval '2 hours')",
                    run + "-" + guide,
                    guides.get(guide + 1),
                    run + "-" + guide % merchants);
        }
    }

    private static String currency(int merchant, boolean oneCurrency) {
        int code = oneCurrency ? 0 : merchant;
        return "X" + (char) ('A' + code / 26 % 26) + (char) ('A' + code % 26);
    }

    /** Writes what shops report, and the clicks that led there. */
    private void report(String topic, String run, int orders, int merchants, boolean oneCurrency) {
        UUID[] clicks =
                IntStream.range(0, orders).mapToObj(order -> UUID.randomUUID()).toArray(UUID[]::new);
        String[] codes = IntStream.range(0, orders)
                .mapToObj(order -> run + "-" + order % GUIDES)
                .toArray(String[]::new);
        jdbc.update("""
                insert into touch (click_id, visitor_id, code, at, kind, seen)
                select c.id, gen_random_uuid(), c.code, now() - interval '1 hour', 'CLICK', true
                  from unnest(?::uuid[], ?::text[]) as c(id, code)
                """, clicks, codes);
        jdbc.execute("analyze");
        Instant placedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (KafkaProducer<String, byte[]> shop = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int order = 0; order < orders + PAID_AFTER; order++) {
                if (order < orders) {
                    int merchant = order % GUIDES % merchants;
                    send(
                            shop,
                            topic,
                            placed(run, order, merchant, clicks[order], currency(merchant, oneCurrency), placedAt));
                }
                int paid = order - PAID_AFTER;
                if (paid >= 0 && paid < orders) {
                    send(shop, topic, paid(run, paid, paid % GUIDES % merchants));
                }
            }
        }
    }

    private void send(KafkaProducer<String, byte[]> shop, String topic, OrderReported report) {
        shop.send(new ProducerRecord<>(topic, report.merchantId() + "/" + report.orderId(), codec.writeBytes(report)));
    }

    private static OrderReported placed(
            String run, int order, int merchant, UUID click, String currency, Instant placedAt) {
        return new OrderReported(
                "PLACED",
                run + "-" + merchant,
                "o-" + order,
                placedAt,
                new OrderReported.Buyer(List.of(
                        new OrderReported.Identifier("email", null, "shopper" + order % PEOPLE + "@example.org"))),
                click,
                null,
                null,
                List.of(new OrderReported.Line(
                        "l1", run + "-" + merchant, 1, new OrderReported.Money(10_000 + order % 977, currency))),
                null);
    }

    private static OrderReported paid(String run, int order, int merchant) {
        return new OrderReported("PAID", run + "-" + merchant, "o-" + order, null, null, null, null, null, null, null);
    }

    private void read(String topic, AtomicInteger left, Speed speed) {
        Instant until = Instant.now().plus(GIVE_UP_AFTER);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        topic,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        page),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (left.get() > 0) {
                ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(200));
                if (!records.isEmpty()) {
                    long began = System.nanoTime();
                    List<OrderIntake.Message> messages = new ArrayList<>();
                    for (ConsumerRecord<String, byte[]> record : records) {
                        messages.add(new OrderIntake.Message(record.partition(), record.offset(), record.value()));
                    }
                    intake.take(messages);
                    speed.asked(messages.size(), System.nanoTime() - began);
                    consumer.commitSync();
                    left.addAndGet(-messages.size());
                }
                if (Instant.now().isAfter(until)) {
                    throw new IllegalStateException(left + " reports of " + topic + " have not come");
                }
            }
        }
    }

    private void check(String run, int orders) {
        Long paid = jdbc.queryForObject("""
                select count(*) from sale_order o
                 where merchant_id like ? || '-%' and status = 'PAID'
                   and 2 = (select count(*) from commission c
                             where c.merchant_id = o.merchant_id and c.order_id = o.order_id)
                """, Long.class, run);
        if (Objects.requireNonNull(paid) != orders) {
            throw new IllegalStateException(paid + " of " + orders + " orders were paid and earn two commissions");
        }
    }
}
