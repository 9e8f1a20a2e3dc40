package io.evenreach.guidecommerce.sale.messaging;

import io.evenreach.contracts.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How many order reports wait: {@code evenreach.order.reports.waiting}. Asked of the broker, so that it grows also where nobody
 * reads; not a number while the broker does not answer.
 */
@Component
class OrderReportLag implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OrderReportLag.class);
    private static final int ANSWER_WITHIN_SECONDS = 5;

    private final Map<String, Object> config;
    private @Nullable Admin admin;
    private volatile double waiting = Double.NaN;

    OrderReportLag(KafkaProperties properties, MeterRegistry meters) {
        this.config = properties.buildAdminProperties();
        Gauge.builder("evenreach.order.reports.waiting", this, lag -> lag.waiting)
                .register(meters);
    }

    @Scheduled(fixedDelayString = "${evenreach.sale.intake.lag-every:10s}")
    void measure() throws InterruptedException {
        try {
            waiting = count();
        } catch (ExecutionException | TimeoutException | KafkaException away) {
            waiting = Double.NaN;
            LOG.atDebug().setCause(away).log("How many order reports wait is not known just now");
        }
    }

    private long count() throws InterruptedException, ExecutionException, TimeoutException {
        Admin broker = client();
        Map<TopicPartition, OffsetAndMetadata> read = broker.listConsumerGroupOffsets(OrderReportListener.CONSUMER)
                .partitionsToOffsetAndMetadata()
                .get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
        TopicDescription topic = Objects.requireNonNull(broker.describeTopics(List.of(Topics.ORDER_REPORTS))
                .allTopicNames()
                .get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS)
                .get(Topics.ORDER_REPORTS));
        List<TopicPartition> partitions = topic.partitions().stream()
                .map(partition -> new TopicPartition(Topics.ORDER_REPORTS, partition.partition()))
                .toList();
        Map<TopicPartition, ListOffsetsResultInfo> first = offsets(broker, partitions, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> end = offsets(broker, partitions, OffsetSpec.latest());
        return partitions.stream()
                .mapToLong(partition -> {
                    OffsetAndMetadata committed = read.get(partition);
                    long from = committed == null
                            ? Objects.requireNonNull(first.get(partition)).offset()
                            : committed.offset();
                    return Math.max(
                            0, Objects.requireNonNull(end.get(partition)).offset() - from);
                })
                .sum();
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
            Admin broker, List<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException, TimeoutException {
        return broker.listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), any -> spec)))
                .all()
                .get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    /** Made when it is first needed, because it cannot be made while the broker's name is not known to the network. */
    private synchronized Admin client() {
        Admin made = admin == null ? Admin.create(config) : admin;
        admin = made;
        return made;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
