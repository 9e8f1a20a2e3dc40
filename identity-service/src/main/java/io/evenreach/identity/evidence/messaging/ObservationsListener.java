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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Observations that other services have hashed, such as those of an import. An observation takes effect once per (owner,
 * observationId), which is claimed in the transaction of its effect; so a record that is read twice changes nothing. What
 * can never be taken in goes to the dead letters, alone; while the database is away, all of them wait.
 */
@Component
class ObservationsListener {

    private static final Logger LOG = LoggerFactory.getLogger(ObservationsListener.class);

    /** Classes of PostgreSQL's errors for which a value is to blame: data exceptions, constraints and limits of size. */
    private static final Set<String> REFUSES_VALUES = Set.of("22", "23", "54");

    private final Consumer<List<Observed>> intake;
    private final EventCodec codec;
    private final Consumer<ConsumerRecord<String, byte[]>> deadLetters;

    @Autowired
    ObservationsListener(
            Intake intake, EventCodec codec, @Qualifier("eventTemplate") KafkaTemplate<String, byte[]> kafka) {
        this(intake::takeHashed, codec, record -> kafka.send(deadLetter(record)).join());
    }

    ObservationsListener(
            Consumer<List<Observed>> intake, EventCodec codec, Consumer<ConsumerRecord<String, byte[]>> deadLetters) {
        this.intake = intake;
        this.codec = codec;
        this.deadLetters = deadLetters;
    }

    private static ProducerRecord<String, byte[]> deadLetter(ConsumerRecord<String, byte[]> record) {
        return new ProducerRecord<>(
                Topics.deadLettersOf(record.topic()),
                record.partition(),
                record.key(),
                record.value(),
                record.headers());
    }

    private record Read(ConsumerRecord<String, byte[]> record, Observed observed) {}

    @KafkaListener(
            topics = Topics.IDENTITY_OBSERVATIONS,
            groupId = "identity-service",
            containerFactory = "feedListenerFactory",
            concurrency = "2")
    void observed(List<ConsumerRecord<String, byte[]>> records) {
        List<Read> readable = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                readable.add(new Read(record, read(record.value())));
            } catch (PoisonEventException poison) {
                putAside(record, poison);
            }
        }
        if (!readable.isEmpty()) {
            take(readable);
        }
    }

    private void take(List<Read> batch) {
        try {
            intake.accept(batch.stream().map(Read::observed).toList());
        } catch (RuntimeException failure) {
            if (isPassing(failure)) {
                throw failure;
            }
            if (batch.size() == 1) {
                putAside(batch.getFirst().record(), failure);
                return;
            }
            // One of them cannot be taken in: the halves find out which.
            int half = batch.size() / 2;
            take(List.copyOf(batch.subList(0, half)));
            take(List.copyOf(batch.subList(half, batch.size())));
        }
    }

    /** Whether it ails the database, and not what it was given: then the same may be taken in later. */
    private static boolean isPassing(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused
                    && refused.getSQLState() != null
                    && REFUSES_VALUES.stream().anyMatch(refused.getSQLState()::startsWith)) {
                return false;
            }
        }
        return failure instanceof DataAccessException || failure instanceof TransactionException;
    }

    private void putAside(ConsumerRecord<String, byte[]> record, RuntimeException reason) {
        LOG.atError()
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .setCause(reason)
                .log("An observation goes to the dead letters");
        deadLetters.accept(record);
    }

    private Observed read(byte[] value) {
        try {
            ObservedHashed event = codec.read(value, ObservedHashed.class);
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
                type.canonical(),
                Objects.requireNonNull(identifier.scope(), "scope"),
                IdentifierKey.parse(identifier.key()),
                Objects.requireNonNull(identifier.mask(), "mask"));
    }

    private static List<Hashed> nonEmpty(List<Hashed> identifiers) {
        if (identifiers.isEmpty()) {
            throw new IllegalArgumentException("no identifiers");
        }
        return identifiers;
    }
}
