package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.domain.OwnerBook.Handover;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.identifiers.IdentifierKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where histories are kept. Small on purpose: load many under lock, save many together with the journal row that says
 * what happened. Row locks are the PostgreSQL way of making sure that nothing changes in between; another engine may
 * check versions instead.
 */
public interface LedgerStore {

    /** Gives numbers to names before a transaction needs them; numbers are never given while locks are held. */
    void intern(Collection<String> names, Collection<UUID> ids);

    /**
     * Runs work in one transaction. When it returns normally, what it saved is durable.
     *
     * @throws Interference where another transaction got in between; nothing was changed and it may be tried again
     */
    <T> T inTransaction(Function<Session, T> work);

    /** Says that a transaction must start again. */
    final class Interference extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Interference(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Which ownership a batch depends on. */
    record OwnerNeeds(Set<IdentifierKey> keys, Set<UUID> profileIds) {

        /** What decides over touches that are filed under these: keys, or names of profiles. */
        public static OwnerNeeds ofFiled(Collection<IdentifierKey> filedUnder) {
            Map<Boolean, List<IdentifierKey>> named =
                    filedUnder.stream().collect(Collectors.partitioningBy(OwnerBook::isNameOfProfile));
            return new OwnerNeeds(
                    Set.copyOf(named.getOrDefault(false, List.of())),
                    named.getOrDefault(true, List.of()).stream()
                            .map(OwnerBook::profileNamedBy)
                            .collect(Collectors.toSet()));
        }

        public OwnerNeeds and(OwnerNeeds other) {
            Set<IdentifierKey> allKeys = new HashSet<>(keys);
            allKeys.addAll(other.keys);
            Set<UUID> allIds = new HashSet<>(profileIds);
            allIds.addAll(other.profileIds);
            return new OwnerNeeds(allKeys, allIds);
        }
    }

    /**
     * The same with the profile id that the list names, which leads to somebody else for service messages, maybe.
     *
     * @param profileId whom the id stands for
     */
    record Listed(UUID campaignId, long version, UUID named, UUID profileId) {}

    /**
     * Identifiers of which identity says another owner for service messages than for advertising, at some time.
     *
     * @param forService all that is said of them for service messages
     * @param forAds who owns them for advertising
     */
    record Differences(List<Tenure> forService, OwnerBook forAds) {

        public static final Differences NONE = new Differences(List.of(), OwnerBook.EMPTY);
    }

    /**
     * What is kept of one identifier where the two differ.
     *
     * @param forService empty where they say the same from now on
     * @param people everybody whose identifier it is at some time, by either of them
     * @param spans in which touches under the key, or under the name of a profile that it founded, are of somebody else for
     *     service messages than whose history they are in
     */
    record Difference(IdentifierKey key, List<Tenure> forService, Set<UUID> people, List<Handover> spans) {}

    /**
     * What a batch wants to know of a state that stands still.
     *
     * @param profiles whose histories to lock; missing ones are made
     * @param claims exposure ids to claim, by id
     * @param audiences whether membership in list audiences matters
     */
    record LockRequest(SortedSet<UUID> profiles, OwnerNeeds needs, List<ExposureClaim> claims, boolean audiences) {}

    /** A history with the version it was read at. */
    record Versioned(long version, TouchHistory history) {}

    /** That somebody is on a campaign's list. */
    record Membership(UUID campaignId, long version, UUID profileId) {}

    /**
     * The state a batch decides on.
     *
     * @param nowMillis the store's clock, read after locking; a history that was last changed later goes by its own last
     * @param horizonMillis up to when every accepted exposure has been applied
     * @param held profiles among the locked that a brand hold is on, with the one that ends last
     * @param contested for claimed exposure ids that were counted before, what they said then; owners know of those too
     * @param staleFeeds which of identity, holds and governance were not heard of lately
     * @param archivesMoving whether archived touches of anybody are under way to whom their identifier went to
     */
    record LockedState(
            long nowMillis,
            long horizonMillis,
            long journalId,
            Map<UUID, Versioned> histories,
            OwnerBook owners,
            Map<UUID, DenialGround.Hold> held,
            Set<Membership> memberships,
            Map<UUID, ExposureClaim> contested,
            PolicySnapshot policies,
            List<DenialGround.StaleFeed> staleFeeds,
            boolean archivesMoving) {

        boolean feedsFresh() {
            return staleFeeds.isEmpty();
        }
    }

    /**
     * A history that changed.
     *
     * @param archivedNow what the archive gained
     * @param forgotten dead grants that are no longer in it, nor anywhere else
     */
    record Changed(
            UUID profileId,
            long newVersion,
            TouchHistory history,
            JournalEntry entry,
            List<Touch> archivedNow,
            List<Touch> forgotten) {}

    /** What a batch leaves behind. */
    record SaveRequest(long journalId, long nowMillis, List<Changed> changed, List<GrantNote> grants) {}

    /** A grant as the journal remembers it, with who owns its filing key now. */
    record GrantRecord(GrantNote note, @Nullable UUID ownerNow) {}

    /**
     * Archived touches that are to follow their identifier: those filed under it from (time, id) on, before another time.
     *
     * @param id of the move, in the order in which they were asked for
     * @param toMillis exclusive; {@link io.evenreach.frequency.ledger.TenureChange#END} for all
     */
    record ArchiveMove(long id, IdentifierKey key, long fromMillis, long fromTouchId, long toMillis) {

        /** What is left of the move when everything before a touch is done. */
        public ArchiveMove goingOnAt(Touch next) {
            return new ArchiveMove(id, key, next.atMillis(), next.touchId(), toMillis);
        }
    }

    /** A touch in the archive, and in whose history it is counted. */
    record Archived(UUID profileId, Touch touch) {}

    /** One open transaction. */
    interface Session {

        OwnerBook owners(OwnerNeeds needs);

        LockedState lock(LockRequest request);

        /** What differs for service messages of these keys, and of every key that is one of these people's. */
        Differences differences(Set<IdentifierKey> keys, Set<UUID> people);

        /** Who of these is on the list of a campaign. */
        List<Listed> listed(Set<UUID> people);

        /** Replaces what is kept of these keys. */
        void saveDifferences(List<Difference> changed);

        /** What became of grants that were shown and went to the archive since; nothing of any other. */
        Map<Long, Touch> archivedGrants(Collection<GrantRef> grants);

        /** What was assigned to these people of these campaigns. */
        List<Assignment> assignments(Set<UUID> campaignIds, Set<UUID> profileIds);

        /** What was assigned under these keys and names of profiles, to whomever. */
        List<Assignment> assignmentsUnder(Set<IdentifierKey> filedUnder);

        /** Keeps what is new. */
        void assign(List<Assignment> rows);

        /** From now on what was assigned in these spans is with whom the identifier is. */
        void letAssignmentsFollow(List<Handover> handovers);

        void eraseAssignments(List<Assignment> rows);

        /** Where these people live, and whether that was heard of lately. */
        Zones zones(Set<UUID> profileIds);

        /**
         * Replaces tenures by (key, from), and what depends on them: held keys and listed profiles.
         *
         * @param known what the tenures were planned on
         * @param keysNow who owns the keys that changed hands, as of now
         * @param profilesNow whom profile ids stand for that stood for somebody else
         * @throws Interference where a tenure is not what is known of it any more
         */
        void saveTenures(
                List<Tenure> tenures, OwnerBook known, Map<IdentifierKey, UUID> keysNow, Map<UUID, UUID> profilesNow);

        /** Asks for the archived touches in these spans to follow, in transactions of their own: {@link ArchiveMover}. */
        void letArchiveFollow(List<Handover> handovers);

        /** The oldest move that no other transaction works on, for this one alone; null where there is none. */
        @Nullable
        ArchiveMove claimArchiveMove();

        /** The first archived touches of what is left of a move, by time and id. */
        List<Archived> archived(ArchiveMove move, int limit);

        /** From now on these archived touches, all filed under one key, are counted in this history. */
        void countArchived(UUID profileId, IdentifierKey key, List<Touch> touches);

        /** These archived touches, all filed under one key, are no more. */
        void eraseArchived(IdentifierKey key, List<Touch> touches);

        /**
         * What was noted of these touches is no more: their requests were never made, and whose exposures those were that
         * named no grant is not kept.
         */
        void forget(Set<Long> touchIds);

        /** Keeps what is left of a claimed move; null where it is done. */
        void leave(ArchiveMove claimed, @Nullable ArchiveMove left);

        /**
         * Writes everything.
         *
         * @return touch ids among the grants whose request was granted before, to somebody
         */
        Set<Long> save(SaveRequest request);

        /** What is known of requests granted before. */
        Map<Long, GrantRecord> grants(Set<Long> touchIds);
    }
}
