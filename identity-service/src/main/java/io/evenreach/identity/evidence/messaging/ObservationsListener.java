package io.evenreach.identity.evidence.messaging;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.KeyedIdentifier;
import io.evenreach.contracts.identity.ObservedHashed;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.evidence.Intake;
import io.evenreach.identity.stitching.Observed;
import io.evenreach.identity.vocabulary.ContactDomain;
import io.evenreach.identity.vocabulary.EvidenceKind;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.stereotype.Component;

/**
 * Observations that other services have hashed, such as those of an import. An observation takes effect once per (owner,
 * observationId), which is claimed in the transaction of its effect; so a record that is read twice changes nothing.
 */
@Component
class ObservationsListener {

    private final Intake intake;
    private final EventCodec codec;

    ObservationsListener(Intake intake, EventCodec codec) {
        this.intake = intake;
        this.codec = codec;
    }

    @KafkaListener(
            topics = Topics.IDENTITY_OBSERVATIONS,
            groupId = "identity-service",
            containerFactory = "dltListenerFactory",
            concurrency = "2")
    void observed(List<ConsumerRecord<String, byte[]>> records) {
        List<Observed> readable = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            try {
                readable.add(read(records.get(i).value()));
            } catch (PoisonEventException poison) {
                take(readable);
                throw new BatchListenerFailedException("an observation cannot be read", poison, i);
            }
        }
        take(readable);
    }

    private void take(List<Observed> observed) {
        if (!observed.isEmpty()) {
            intake.takeHashed(observed);
        }
    }

    private Observed read(byte[] value) {
        ObservedHashed event = codec.read(value, ObservedHashed.class);
        try {
            return new Observed(
                    Objects.requireNonNull(event.owner(), "owner"),
                    Objects.requireNonNull(event.observationId(), "observationId"),
                    Objects.requireNonNull(event.observedAt(), "observedAt"),
                    Objects.requireNonNull(event.source(), "source"),
                    ContactDomain.valueOf(event.domain()),
                    EvidenceKind.valueOf(event.evidence()).name(),
                    nonEmpty(event.identifiers().stream()
                            .map(ObservationsListener::hashed)
                            .toList()),
                    event.purposes().stream().map(Purpose::valueOf).collect(Collectors.toUnmodifiableSet()),
                    false,
                    event.dataSetId());
        } catch (IllegalArgumentException | NullPointerException incomplete) {
            throw new PoisonEventException("an observation is incomplete: " + incomplete.getMessage(), incomplete);
        }
    }

    private static Hashed hashed(KeyedIdentifier identifier) {
        IdentifierType type = IdentifierType.ofWireName(identifier.type())
                .orElseThrow(() -> new IllegalArgumentException("unknown type " + identifier.type()));
        return new Hashed(
                type.canonical(), identifier.scope(), IdentifierKey.parse(identifier.key()), identifier.mask());
    }

    private static List<Hashed> nonEmpty(List<Hashed> identifiers) {
        if (identifiers.isEmpty()) {
            throw new IllegalArgumentException("no identifiers");
        }
        return identifiers;
    }
}
