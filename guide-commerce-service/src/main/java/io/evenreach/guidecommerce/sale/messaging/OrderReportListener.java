package io.evenreach.guidecommerce.sale.messaging;

import io.evenreach.contracts.Topics;
import io.evenreach.guidecommerce.sale.intake.OrderIntake;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Hands what shops report of their orders to the intake, by the page; a page is tried until the database has taken it. No more
 * is polled than a page, so that nothing that was polled waits for another one.
 */
@Component
class OrderReportListener {

    static final String CONSUMER = "guide-commerce-order-reports";

    private static final byte[] NOTHING = {};

    private final OrderIntake intake;

    OrderReportListener(OrderIntake intake) {
        this.intake = intake;
    }

    @KafkaListener(
            id = CONSUMER,
            topics = Topics.ORDER_REPORTS,
            containerFactory = "feedListenerFactory",
            properties = "max.poll.records=${evenreach.sale.intake.page:25}",
            concurrency = "${evenreach.sale.intake.threads:2}")
    void take(List<ConsumerRecord<String, byte[]>> records) {
        intake.take(records.stream()
                .map(record -> new OrderIntake.Message(
                        record.partition(), record.offset(), Objects.requireNonNullElse(record.value(), NOTHING)))
                .toList());
    }
}
