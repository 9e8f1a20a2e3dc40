package io.evenreach.campaign.ownership.messaging;

import io.evenreach.campaign.erasure.ErasedSpan;
import io.evenreach.campaign.erasure.Erasures;
import io.evenreach.campaign.ownership.OwnershipIntake;
import io.evenreach.campaign.ownership.OwnershipMove;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.events.PoisonEventException;
import io.evenreach.platform.inbox.FeedInbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Follows who owns which identifier. A message that cannot be read stops this consumer, and nothing is applied over a
 * missing one: skipping either could let an ad through to somebody who complained.
 */
@Component
class OwnershipListener {

    /** Holds were the first to follow; by another name everything would be read again. */
    static final String CONSUMER = "campaign-holds";

    private final FeedInbox feeds;
    private final OwnershipIntake ownership;
    private final Erasures erasures;

    OwnershipListener(FeedInbox feeds, OwnershipIntake ownership, Erasures erasures) {
        this.feeds = feeds;
        this.ownership = ownership;
        this.erasures = erasures;
    }

    @KafkaListener(id = CONSUMER, topics = Topics.IDENTITY_CHANGES, containerFactory = "feedListenerFactory")
    @Transactional
    public void follow(List<ConsumerRecord<String, byte[]>> records) {
        List<OwnershipMove> moves = new ArrayList<>();
        List<ErasedSpan> erased = new ArrayList<>();
        feeds.take(CONSUMER, records, IdentityChange.class, IdentityChange::sequence, (change, record) -> {
            // One that does not say when it was is dated by when it was told.
            Instant erasedAt = Objects.requireNonNullElse(change.erasedAt(), Instant.ofEpochMilli(record.timestamp()));
            for (TenureMove told : ofLiveCustomers(change)) {
                OwnershipMove move = move(told);
                moves.add(move);
                if (told.erases(change.cause())) {
                    erased.add(new ErasedSpan(move.key(), move.from(), move.to(), erasedAt));
                }
            }
        });
        ownership.apply(moves);
        erasures.apply(erased);
    }

    /** The people of an imported log never meet live customers, so no complaint and no order can name them. */
    private static List<TenureMove> ofLiveCustomers(IdentityChange change) {
        return change.moves().stream().filter(move -> move.dataSetId() == null).toList();
    }

    private static OwnershipMove move(TenureMove move) {
        IdentifierKey key;
        try {
            key = IdentifierKey.parse(move.key());
        } catch (IllegalArgumentException notKey) {
            throw new PoisonEventException("an identity change names a key that is none", notKey);
        }
        return new OwnershipMove(
                key,
                move.purpose(),
                Objects.requireNonNullElse(move.validFrom(), Instant.MIN),
                Objects.requireNonNullElse(move.validTo(), Instant.MAX),
                move.from(),
                move.to(),
                move.quarantined() || move.withdrawnAt() != null,
                move.firstSeenAt(),
                move.version());
    }
}
