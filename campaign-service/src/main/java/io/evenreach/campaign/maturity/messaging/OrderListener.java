package io.evenreach.campaign.maturity.messaging;

import io.evenreach.campaign.maturity.Purchases;
import io.evenreach.campaign.maturity.domain.Purchase;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.guides.OrderChanged;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.events.PoisonEventException;
import io.evenreach.platform.inbox.FeedInbox;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Follows what is ordered, paid and refunded. What cannot be read goes to the dead letters, alone: a stage that lacks one
 * order is better than stages that stand still, and nobody is reached or spared by them.
 */
@Component
class OrderListener {

    static final String CONSUMER = "campaign-orders";

    private static final Logger LOG = LoggerFactory.getLogger(OrderListener.class);

    private static final Set<String> PAID = Set.of("PAID", "DELIVERED");
    private static final Set<String> NOT_PAID = Set.of("PLACED", "CANCELLED");

    private final FeedInbox feeds;
    private final Purchases purchases;
    private final KafkaTemplate<String, byte[]> kafka;

    OrderListener(
            FeedInbox feeds, Purchases purchases, @Qualifier("eventTemplate") KafkaTemplate<String, byte[]> kafka) {
        this.feeds = feeds;
        this.purchases = purchases;
        this.kafka = kafka;
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
                        OrderChanged.class,
                        OrderChanged::sequence,
                        (order, taken) -> told.add(purchase(order)));
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
        boolean paid = PAID.contains(order.status());
        if (!paid && !NOT_PAID.contains(order.status())) {
            throw new PoisonEventException("an order is in a state that is unknown: " + order.status());
        }
        boolean left = order.lines().stream().anyMatch(line -> line.leftMinor() > 0);
        return new Purchase(
                new Purchase.Order(order.merchantId(), order.orderId()),
                order.sequence(),
                order.placedAt().truncatedTo(ChronoUnit.MICROS),
                buyer(order),
                paid && left);
    }

    private static List<IdentifierKey> buyer(OrderChanged order) {
        try {
            return List.copyOf(new LinkedHashSet<>(
                    order.buyer().stream().map(IdentifierKey::parse).toList()));
        } catch (IllegalArgumentException notKey) {
            throw new PoisonEventException("an order names a key that is none", notKey);
        }
    }
}
