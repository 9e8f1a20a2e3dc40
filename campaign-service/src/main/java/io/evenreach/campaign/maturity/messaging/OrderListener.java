package io.evenreach.campaign.maturity.messaging;

import io.evenreach.campaign.maturity.Purchases;
import io.evenreach.campaign.maturity.domain.Purchase;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.guides.OrderChanged;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import io.evenreach.platform.inbox.FeedInbox;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Follows what is ordered, paid and refunded. What cannot be read goes to the dead letters, alone, and its place is passed: a
 * stage that lacks one order is better than stages that stand still, and nobody is reached or spared by them. A record that
 * does not even say its place has none; where it was one with a place, damaged on its way, the place is asked for again like
 * that of one that is lost, and comes whole.
 */
@Component
class OrderListener {

    static final String CONSUMER = "campaign-orders";

    private static final Logger LOG = LoggerFactory.getLogger(OrderListener.class);

    private static final Set<String> PAID = Set.of("PAID", "DELIVERED");
    private static final Set<String> NOT_PAID = Set.of("PLACED", "CANCELLED");

    /** When orders can be placed: the times of which stages can be asked. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /** Longer than any id that guide commerce takes, and two of them fit into an index. */
    private static final int ID_LENGTH_MAX = 200;

    private final FeedInbox feeds;
    private final Purchases purchases;
    private final EventCodec codec;
    private final KafkaTemplate<String, byte[]> kafka;

    OrderListener(
            FeedInbox feeds,
            Purchases purchases,
            EventCodec codec,
            @Qualifier("eventTemplate") KafkaTemplate<String, byte[]> kafka) {
        this.feeds = feeds;
        this.purchases = purchases;
        this.codec = codec;
        this.kafka = kafka;
    }

    /** What is read of an order first: its place on the feed. */
    record Numbered(@Nullable Long sequence) {

        long place() {
            return OrderListener.present(sequence, "sequence");
        }
    }

    @KafkaListener(id = CONSUMER, topics = Topics.ORDERS, containerFactory = "feedListenerFactory")
    @Transactional
    public void follow(List<ConsumerRecord<String, byte[]>> records) {
        List<Purchase> told = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                feeds.take(
                        CONSUMER,
                        List.of(record),
                        Numbered.class,
                        Numbered::place,
                        (numbered, taken) -> told.add(purchase(codec.read(taken.value(), OrderChanged.class))));
            } catch (PoisonEventException poison) {
                LOG.atError()
                        .addKeyValue("offset", record.offset())
                        .setCause(poison)
                        .log("An order cannot be read and goes to the dead letters");
                kafka.send(deadLetter(record)).join();
            }
        }
        purchases.take(told);
    }

    private static ProducerRecord<String, byte[]> deadLetter(ConsumerRecord<String, byte[]> record) {
        return new ProducerRecord<>(
                Topics.deadLettersOf(record.topic()), null, record.key(), record.value(), record.headers());
    }

    private static Purchase purchase(OrderChanged order) {
        boolean paid = PAID.contains(present(order.status(), "status"));
        if (!paid && !NOT_PAID.contains(order.status())) {
            throw new PoisonEventException("an order is in a state that is unknown: " + order.status());
        }
        boolean left = present(order.lines(), "lines").stream()
                .anyMatch(line -> present(line, "lines").leftMinor() > 0);
        return new Purchase(
                new Purchase.Order(id(order.merchantId(), "merchantId"), id(order.orderId(), "orderId")),
                order.sequence(),
                time(order.placedAt(), "placedAt"),
                time(order.changedAt(), "changedAt"),
                buyer(order),
                paid && left);
    }

    /** Nobody where somebody of them was erased before it was told: it might be theirs. */
    private static List<IdentifierKey> buyer(OrderChanged order) {
        Set<IdentifierKey> keys = new LinkedHashSet<>();
        for (String key : present(order.buyer(), "buyer")) {
            try {
                keys.add(IdentifierKey.parse(present(key, "buyer")));
            } catch (IllegalArgumentException notKey) {
                throw new PoisonEventException("an order names a key that is none", notKey);
            }
        }
        return Boolean.TRUE.equals(order.buyerErased()) ? List.of() : List.copyOf(keys);
    }

    private static String id(@Nullable String id, String field) {
        String present = present(id, field);
        boolean isText =
                present.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(present);
        if (!isText || present.length() > ID_LENGTH_MAX) {
            throw new PoisonEventException("an order has no " + field + " that there can be");
        }
        return present;
    }

    private static Instant time(@Nullable Instant time, String field) {
        Instant present = present(time, field);
        if (present.isBefore(EARLIEST) || present.isAfter(LATEST)) {
            throw new PoisonEventException("an order has no " + field + " that there can be");
        }
        return present.truncatedTo(ChronoUnit.MICROS);
    }

    private static <T> T present(@Nullable T value, String field) {
        if (value == null) {
            throw new PoisonEventException("an order lacks its " + field);
        }
        return value;
    }
}
