package io.evenreach.guidecommerce.sale.messaging;

import io.evenreach.contracts.Topics;
import io.evenreach.guidecommerce.sale.intake.IntakeProperties;
import io.evenreach.guidecommerce.sale.intake.OrderIntake;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Hands what shops report of their orders to the intake, by the page; a page is tried until the database has taken it. */
@Component
class OrderReportListener {

    static final String CONSUMER = "guide-commerce-order-reports";

    private static final byte[] NOTHING = {};

    private final OrderIntake intake;
    private final IntakeProperties properties;

    OrderReportListener(OrderIntake intake, IntakeProperties properties) {
        this.intake = intake;
        this.properties = properties;
    }

    @KafkaListener(
            id = CONSUMER,
            topics = Topics.ORDER_REPORTS,
            containerFactory = "feedListenerFactory",
            concurrency = "${evenreach.sale.intake.threads:2}")
    void take(List<ConsumerRecord<String, byte[]>> records) {
        List<OrderIntake.Message> messages = records.stream()
                .map(record -> new OrderIntake.Message(
                        record.partition(), record.offset(), Objects.requireNonNullElse(record.value(), NOTHING)))
                .toList();
        for (int from = 0; from < messages.size(); from += properties.page()) {
            intake.take(messages.subList(from, Math.min(messages.size(), from + properties.page())));
        }
    }
}
