package io.evenreach.frequency.exposure.messaging;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.frequency.ExposureReported;
import io.evenreach.contracts.identity.KeyedIdentifier;
import io.evenreach.frequency.exposure.ConfirmDelays;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.GrantTokens;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.rules.IdentityRules;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Brings exposures from the topic into the ledger; what can never be applied goes to the dead letters, alone. */
@Component
class ExposureApplier {

    private static final Logger LOG = LoggerFactory.getLogger(ExposureApplier.class);

    private final TouchLedger ledger;
    private final ConfirmDelays delays;
    private final GrantTokens tokens;
    private final EventCodec codec;
    private final KafkaTemplate<String, byte[]> kafka;
    private final IdentityRules rules;

    ExposureApplier(
            TouchLedger ledger,
            ConfirmDelays delays,
            GrantTokens tokens,
            EventCodec codec,
            @Qualifier("eventTemplate") KafkaTemplate<String, byte[]> kafka,
            IdentityRules rules) {
        this.rules = rules;
        this.ledger = ledger;
        this.delays = delays;
        this.tokens = tokens;
        this.codec = codec;
        this.kafka = kafka;
    }

    private record Read(ConsumerRecord<String, byte[]> record, Expose exposure) {}

    /**
     * Applies all of them at once.
     *
     * @throws LedgerUnavailableException where the ledger does not answer; what was applied is not applied twice
     */
    void apply(List<ConsumerRecord<String, byte[]>> records) {
        List<Read> batch = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            Expose exposure = read(record);
            if (exposure != null) {
                batch.add(new Read(record, exposure));
            }
        }
        if (!batch.isEmpty()) {
            applyRead(batch);
        }
    }

    private @Nullable Expose read(ConsumerRecord<String, byte[]> record) {
        try {
            return command(codec.read(record.value(), ExposureReported.class));
        } catch (PoisonEventException | IllegalArgumentException | NullPointerException notAnExposure) {
            deadLetter(record, notAnExposure);
            return null;
        }
    }

    private void applyRead(List<Read> batch) {
        try {
            List<LedgerVerdict> verdicts =
                    ledger.apply(batch.stream().map(Read::exposure).toList());
            tellConflicts(batch, verdicts);
            for (int i = 0; i < verdicts.size(); i++) {
                delays.noteApplied(batch.get(i).exposure(), verdicts.get(i));
            }
        } catch (LedgerUnavailableException away) {
            throw away;
        } catch (RuntimeException defect) {
            if (batch.size() == 1) {
                deadLetter(batch.getFirst().record(), defect);
                return;
            }
            // One of them cannot be applied: the halves find out which.
            int half = batch.size() / 2;
            applyRead(List.copyOf(batch.subList(0, half)));
            applyRead(List.copyOf(batch.subList(half, batch.size())));
        }
    }

    /** Found only here when the first was accepted a moment before and not applied yet. The first one stays. */
    private static void tellConflicts(List<Read> batch, List<LedgerVerdict> verdicts) {
        for (int i = 0; i < verdicts.size(); i++) {
            if (verdicts.get(i) instanceof LedgerVerdict.Duplicate(boolean conflicting) && conflicting) {
                Expose exposure = batch.get(i).exposure();
                LOG.atWarn()
                        .addKeyValue("owner", exposure.owner())
                        .addKeyValue("exposureId", exposure.exposureId())
                        .log("An exposure was not counted: its id was counted before as something else");
            }
        }
    }

    private Expose command(ExposureReported event) {
        GrantRef grant = event.grantId() == null
                ? null
                : tokens.read(event.grantId())
                        .orElseThrow(() -> new PoisonEventException("the grant is not one of ours"));
        Subject subject = event.profileId() == null
                ? new Subject.Identifiers(
                        event.identifiers().stream()
                                .map(ExposureApplier::hashed)
                                .toList(),
                        rulesOf(event))
                : new Subject.Profile(event.profileId());
        return new Expose(
                event.owner(),
                event.exposureId(),
                event.campaignId(),
                event.channel(),
                subject,
                event.occurredAt(),
                event.acceptedAt(),
                grant,
                null);
    }

    /**
     * What it was read by, however late it is applied.
     *
     * @throws LedgerUnavailableException where that is not known yet, as after the database was restored
     */
    private IdentifierRules rulesOf(ExposureReported event) {
        Long version = event.identityRulesVersion();
        try {
            if (version == null) {
                return IdentifierRules.BUILT_IN;
            }
            if (rules.isYetToCome(version)) {
                throw new LedgerUnavailableException("identity rules " + version + " have not come yet", null);
            }
            return rules.of(version);
        } catch (DataAccessException away) {
            throw new LedgerUnavailableException("the identity rules cannot be read", away);
        }
    }

    private static Hashed hashed(KeyedIdentifier identifier) {
        IdentifierType type = IdentifierType.ofWireName(identifier.type())
                .orElseThrow(() -> new PoisonEventException("there is no identifier type " + identifier.type()));
        return new Hashed(type, identifier.scope(), IdentifierKey.parse(identifier.key()), identifier.mask());
    }

    private void deadLetter(ConsumerRecord<String, byte[]> record, RuntimeException reason) {
        LOG.atError()
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .setCause(reason)
                .log("An exposure goes to the dead letters");
        try {
            kafka.send(new ProducerRecord<>(
                            Topics.deadLettersOf(Topics.EXPOSURES),
                            record.partition(),
                            record.key(),
                            record.value(),
                            record.headers()))
                    .get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException("interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw new LedgerUnavailableException("the dead letters could not be written", failed);
        }
    }
}
