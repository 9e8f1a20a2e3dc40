package io.evenreach.frequency.identity;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.frequency.feeds.FeedFollower;
import io.evenreach.frequency.ledger.ErasedTraces;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.reach.HeldTimes;
import io.evenreach.frequency.reach.PersonChanges;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Applies identity changes through the ledger, in the order of the feed. Changes that follow each other share one
 * transaction up to a bound, because births come in floods.
 */
@Component
class IdentityListener {

    /** Frequency keeps people by the partition for advertising, and counts service messages by that for service. */
    private static final String ADS = "ADS";

    private static final String SERVICE = "SERVICE";

    /** Enough to make floods cheap, few enough that asks do not wait long behind their locks. */
    private static final int MOVES_TOGETHER_MAX = 1_000;

    private final FeedFollower follower;
    private final TouchLedger ledger;
    private final EventCodec codec;
    private final PersonChanges persons;
    private final WithdrawnIdentifiers withdrawn;
    private final HeldTimes held;
    private final ErasedTraces traces;

    IdentityListener(
            FeedFollower follower,
            TouchLedger ledger,
            EventCodec codec,
            PersonChanges persons,
            WithdrawnIdentifiers withdrawn,
            HeldTimes held,
            ErasedTraces traces) {
        this.withdrawn = withdrawn;
        this.follower = follower;
        this.ledger = ledger;
        this.codec = codec;
        this.persons = persons;
        this.held = held;
        this.traces = traces;
    }

    /** @param toldAtMillis when identity told it, which dates an erasure that does not say when it was */
    private record Told(IdentityChange change, long toldAtMillis) {

        long erasedAtMillis() {
            Instant erasedAt = change.erasedAt();
            return erasedAt == null ? toldAtMillis : erasedAt.toEpochMilli();
        }

        Stream<TenureMove> movesFor(String purpose) {
            return change.moves().stream().filter(move -> move.purpose().equals(purpose));
        }

        Stream<TenureChange> tenuresFor(String purpose) {
            return movesFor(purpose).map(move -> tenure(move, erasedAt(move, this)));
        }
    }

    @KafkaListener(
            id = "frequency-identity",
            groupId = "frequency-service-identity",
            topics = Topics.IDENTITY_CHANGES,
            containerFactory = "feedListenerFactory")
    void changes(List<ConsumerRecord<String, byte[]>> records) {
        long last = follower.place(Topics.IDENTITY_CHANGES);
        List<Told> together = new ArrayList<>();
        int moves = 0;
        for (ConsumerRecord<String, byte[]> record : records) {
            if (follower.isHeartbeat(record)) {
                apply(together);
                together.clear();
                moves = 0;
                follower.heartbeat(record);
                continue;
            }
            IdentityChange change = codec.read(record.value(), IdentityChange.class);
            if (change.sequence() <= last) {
                continue;
            }
            if (change.sequence() > last + 1) {
                follower.isMissingBefore(Topics.IDENTITY_CHANGES, change.sequence());
                continue;
            }
            last = change.sequence();
            if (!together.isEmpty() && moves + change.moves().size() > MOVES_TOGETHER_MAX) {
                apply(together);
                together.clear();
                moves = 0;
            }
            together.add(new Told(change, record.timestamp()));
            moves += change.moves().size();
        }
        apply(together);
    }

    private void apply(List<Told> together) {
        if (together.isEmpty()) {
            return;
        }
        IdentityChange first = together.getFirst().change();
        IdentityChange last = together.getLast().change();
        List<TenureMove> moves =
                together.stream().flatMap(told -> told.movesFor(ADS)).toList();
        List<TenureChange> tenures =
                together.stream().flatMap(told -> told.tenuresFor(ADS)).toList();
        List<TenureChange> forService =
                together.stream().flatMap(told -> told.tenuresFor(SERVICE)).toList();
        List<TenureChange> erased =
                tenures.stream().filter(TenureChange::erases).toList();
        ledger.apply(List.of(new MoveTenures(first.changeId(), tenures, forService)), verdicts -> {
            follower.nextAll(Topics.IDENTITY_CHANGES, first.sequence(), last.sequence());
            persons.note(tenures);
            held.erase(erased);
            traces.note(erased);
            withdrawn.follow(moves);
        });
    }

    /** Where somebody is erased, others may get what was theirs: only what identity says is erased goes. */
    private static long erasedAt(TenureMove move, Told told) {
        return move.erases(told.change().cause()) ? told.erasedAtMillis() : TenureChange.NOT_ERASED;
    }

    private static TenureChange tenure(TenureMove move, long erasedAtMillis) {
        try {
            return new TenureChange(
                    IdentifierKey.parse(move.key()),
                    IdentifierType.ofWireName(move.type())
                            .orElseThrow(() -> new PoisonEventException("there is no identifier type " + move.type())),
                    move.validFrom() == null ? TenureChange.BEGINNING : ceilMillis(move.validFrom()),
                    move.validTo() == null ? TenureChange.END : ceilMillis(move.validTo()),
                    move.from(),
                    move.to(),
                    move.quarantined(),
                    move.version(),
                    move.firstSeenAt().toEpochMilli(),
                    move.dataSetId(),
                    erasedAtMillis);
        } catch (IllegalArgumentException notAKey) {
            throw new PoisonEventException("a move names a key that is none", notAKey);
        }
    }

    /** Touches are known to the millisecond; the first of those that belongs to a tenure is not before its beginning. */
    private static long ceilMillis(Instant instant) {
        return instant.plusNanos(999_999).toEpochMilli();
    }
}
