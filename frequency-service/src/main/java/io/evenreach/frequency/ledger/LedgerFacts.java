package io.evenreach.frequency.ledger;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What others tell the ledger that its decisions depend on. Everything is written in the caller's transaction, together
 * with the place in the feed it came from.
 */
public interface LedgerFacts {

    /**
     * Whoever owns one of the keys gets no marketing while the hold is active. An older version than the known one changes
     * nothing.
     *
     * @param since when the complaint was opened
     * @param until when it ends by itself; null until it is told otherwise
     */
    void hold(
            UUID holdId,
            long version,
            boolean active,
            Instant since,
            @Nullable Instant until,
            List<IdentifierKey> keys);

    /**
     * Whoever owns the key withdrew advertising, which is a hold until it is allowed again.
     *
     * @param since when they did; null where it is allowed
     */
    void withdrawal(UUID holdId, long version, @Nullable Instant since, IdentifierKey key);

    /** Those of some holds that are active. */
    Set<UUID> active(Set<UUID> holdIds);

    /**
     * Whoever owns this key lives in this time zone. What was said earlier than the known changes nothing; of two at the
     * same time the one with the greater message id holds.
     */
    void zone(IdentifierKey key, ZoneId zone, Instant saidAt, String messageId);

    /** These profiles are on a campaign's list of that version; parts of one version add up. */
    void audience(UUID campaignId, long version, List<UUID> profileIds);

    /** Every exposure accepted before these times has been applied, by partition; epoch milliseconds. Never goes back. */
    void appliedThrough(Map<Integer, Long> millisByPartition);

    /**
     * What this instance accepted before a time, epoch milliseconds, is in the topic or will never be. Says also that the
     * instance lives.
     */
    void settledThrough(String instance, long millis);

    /** The least of what the instances said; empty where none was heard of within the span, which ends their say. */
    OptionalLong settledThrough(Duration goneAfter);

    /** The instance accepts no more exposures, and all of its own are settled. */
    void acceptsNoMore(String instance);

    /** Forgets instances that nobody has waited for any more for long; one that comes back is known again at once. */
    void forgetProducersNotSeenFor(Duration age);

    /** How many partitions exposures come in; grants expire only when all have been heard of. */
    void exposurePartitions(int count);
}
