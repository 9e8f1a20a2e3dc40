package io.evenreach.frequency.identity;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.frequency.feeds.FeedFollower;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.reach.PersonChanges;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.events.PoisonEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/**
 * Applies identity changes through the ledger, in the order of the feed. Changes that follow each other share one
 * transaction up to a bound, because births come in floods.
 */
@Component
class IdentityListener {

    /** Frequency counts people by the partition for advertising. */
    private static final String PURPOSE = "ADS";

    /** Enough to make floods cheap, few enough that asks do not wait long behind their locks. */
    private static final int MOVES_TOGETHER_MAX = 1_000;

    private final FeedFollower follower;
    private final TouchLedger ledger;
    private final EventCodec codec;
    private final PersonChanges persons;
    private final WithdrawnIdentifiers withdrawn;

    IdentityListener(
            FeedFollower follower,
            TouchLedger ledger,
            EventCodec codec,
            PersonChanges persons,
            WithdrawnIdentifiers withdrawn) {
        this.withdrawn = withdrawn;
        this.follower = follower;
        this.ledger = ledger;
        this.codec = codec;
        this.persons = persons;
    }

    @KafkaListener(
            id = "frequency-identity",
            groupId = "frequency-service-identity",
            topics = Topics.IDENTITY_CHANGES,
            containerFactory = "feedListenerFactory")
    void changes(List<ConsumerRecord<String, byte[]>> records) {
        long last = follower.place(Topics.IDENTITY_CHANGES);
        List<IdentityChange> together = new ArrayList<>();
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
            together.add(change);
            moves += change.moves().size();
        }
        apply(together);
    }

    private void apply(List<IdentityChange> together) {
        if (together.isEmpty()) {
            return;
        }
        List<IdentityChange> changes = List.copyOf(together);
        List<TenureMove> moves = changes.stream()
                .flatMap(change -> change.moves().stream())
                .filter(move -> move.purpose().equals(PURPOSE))
                .toList();
        List<TenureChange> tenures =
                moves.stream().map(IdentityListener::tenure).toList();
        ledger.apply(List.of(new MoveTenures(changes.getFirst().changeId(), tenures)), verdicts -> {
            follower.nextAll(
                    Topics.IDENTITY_CHANGES,
                    changes.getFirst().sequence(),
                    changes.getLast().sequence());
            persons.note(tenures);
            withdrawn.follow(moves);
        });
    }

    private static TenureChange tenure(TenureMove move) {
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
                    move.dataSetId());
        } catch (IllegalArgumentException notAKey) {
            throw new PoisonEventException("a move names a key that is none", notAKey);
        }
    }

    /** Touches are known to the millisecond; the first of those that belongs to a tenure is not before its beginning. */
    private static long ceilMillis(Instant instant) {
        return instant.plusNanos(999_999).toEpochMilli();
    }
}
