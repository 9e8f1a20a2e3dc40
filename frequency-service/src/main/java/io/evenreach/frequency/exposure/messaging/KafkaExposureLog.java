package io.evenreach.frequency.exposure.messaging;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.frequency.exposure.ExposureLog;
import io.evenreach.frequency.exposure.ExposureProperties;
import io.evenreach.frequency.exposure.OutstandingExposures;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.EventHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Exposures in a topic, acknowledged by all replicas before anybody is told that they are safe. */
@Component
class KafkaExposureLog implements ExposureLog {

    private static final String SOURCE = "/frequency-service";

    private final KafkaTemplate<String, byte[]> kafka;
    private final EventCodec codec;
    private final ExposureProperties properties;
    private final OutstandingExposures outstanding;
    private final ExposureSettlement settlement;

    KafkaExposureLog(
            @Qualifier("eventTemplate") KafkaTemplate<String, byte[]> kafka,
            EventCodec codec,
            ExposureProperties properties,
            OutstandingExposures outstanding,
            ExposureSettlement settlement) {
        this.kafka = kafka;
        this.codec = codec;
        this.properties = properties;
        this.outstanding = outstanding;
        this.settlement = settlement;
    }

    @Override
    public void append(List<Keyed> exposures) {
        if (!settlement.isHeard()) {
            throw new ExposuresNotKeptException(new IllegalStateException("the others do not hear of this instance"));
        }
        List<CompletableFuture<?>> sent = new ArrayList<>(exposures.size());
        OutstandingExposures.Hold hold = outstanding.hold(exposures.stream()
                .mapToLong(keyed -> keyed.exposure().acceptedAt().toEpochMilli())
                .min()
                .orElseThrow());
        try {
            for (Keyed keyed : exposures) {
                sent.add(kafka.send(new ProducerRecord<>(
                        Topics.EXPOSURES,
                        null,
                        keyed.key(),
                        codec.writeBytes(keyed.exposure()),
                        EventHeaders.of(UUID.randomUUID().toString(), SOURCE, EventTypes.EXPOSURE_REPORTED))));
            }
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                    .get(properties.sendWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ExposuresNotKeptException(interrupted);
        } catch (ExecutionException | TimeoutException | KafkaException failed) {
            throw new ExposuresNotKeptException(failed);
        } finally {
            // A caller may have given up, and Kafka may still be trying.
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                    .whenComplete((done, failed) -> hold.close());
        }
    }
}
