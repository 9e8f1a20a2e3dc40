package io.evenreach.guidecommerce.identity;

import io.evenreach.contracts.Topics;
import io.evenreach.contracts.identity.IdentityChange;
import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.events.PoisonEventException;
import io.evenreach.platform.inbox.FeedInbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Follows who owns which identifier for service and commerce. A message that cannot be read stops this consumer, and nothing
 * is applied over a missing one.
 */
@Component
class OwnershipListener {

    static final String CONSUMER = "guide-commerce-identity";

    private static final String PURPOSE = "SERVICE";
    private static final String WITHDRAWN = "WITHDRAWN";
    private static final String UNDETERMINED = "UNDETERMINED";

    private final FeedInbox feeds;
    private final Owners owners;
    private final Erasures erasures;
    private final List<OwnershipFollower> followers;

    OwnershipListener(FeedInbox feeds, Owners owners, Erasures erasures, List<OwnershipFollower> followers) {
        this.feeds = feeds;
        this.owners = owners;
        this.erasures = erasures;
        this.followers = followers;
    }

    /**
     * What a change says of live customers.
     *
     * @param people who owned the keys before, and who owns them now
     */
    private record Told(
            List<Owners.Tenure> tenures, Set<IdentifierKey> keys, Set<UUID> people, List<ErasedSpan> erased) {}

    @KafkaListener(id = CONSUMER, topics = Topics.IDENTITY_CHANGES, containerFactory = "feedListenerFactory")
    @Transactional
    public void follow(List<ConsumerRecord<String, byte[]>> records) {
        List<Told> told = new ArrayList<>();
        feeds.take(
                CONSUMER,
                records,
                IdentityChange.class,
                IdentityChange::sequence,
                (change, record) -> told.add(told(change, Instant.ofEpochMilli(record.timestamp()))));
        erasures.remember(told.stream().flatMap(one -> one.erased().stream()).toList());
        told.stream().filter(one -> !one.keys().isEmpty()).forEach(this::apply);
    }

    private void apply(Told told) {
        owners.apply(told.tenures());
        followers.forEach(follower -> follower.moved(told.keys(), told.people()));
        if (!told.erased().isEmpty()) {
            followers.forEach(follower -> follower.erased(told.erased()));
        }
    }

    /** @param publishedAt dates an erasure that does not say when it was */
    private static Told told(IdentityChange change, Instant publishedAt) {
        Map<Owners.Tenure, Owners.Tenure> newest = new LinkedHashMap<>();
        Set<IdentifierKey> keys = new HashSet<>();
        List<ErasedSpan> erased = new ArrayList<>();
        Set<UUID> people = new HashSet<>();
        for (TenureMove move : change.moves()) {
            // The people of an imported log never meet live customers, and so buy nothing.
            if (move.dataSetId() != null || !move.purpose().equals(PURPOSE)) {
                continue;
            }
            IdentifierKey key = key(move);
            keys.add(key);
            Stream.of(move.from(), move.to()).filter(Objects::nonNull).forEach(people::add);
            if (move.erases(change.cause())) {
                erased.add(new ErasedSpan(
                        key,
                        move.validFrom(),
                        move.validTo(),
                        Objects.requireNonNullElse(change.erasedAt(), publishedAt)));
            }
            newest.merge(
                    new Owners.Tenure(key, move.validFrom(), null, null, false, 0),
                    tenure(key, move, isUndetermined(change, move)),
                    (one, other) -> one.version() >= other.version() ? one : other);
        }
        return new Told(List.copyOf(newest.values()), keys, people, erased);
    }

    private static Owners.Tenure tenure(IdentifierKey key, TenureMove move, boolean undetermined) {
        return new Owners.Tenure(
                key,
                move.validFrom(),
                move.validTo(),
                undetermined ? move.from() : move.to(),
                undetermined,
                move.version());
    }

    /**
     * Whether it is nobody's only until the background has settled whose it is. A withdrawal from people of whom much is
     * known says so of the other purposes, too.
     */
    private static boolean isUndetermined(IdentityChange change, TenureMove move) {
        boolean isNobodys = move.to() == null && move.withdrawnAt() == null;
        return isNobodys
                && (change.cause().equals(UNDETERMINED) || (change.cause().equals(WITHDRAWN) && move.quarantined()));
    }

    private static IdentifierKey key(TenureMove move) {
        try {
            return IdentifierKey.parse(move.key());
        } catch (IllegalArgumentException notAKey) {
            throw new PoisonEventException("an identity change names a key that is none", notAKey);
        }
    }
}
