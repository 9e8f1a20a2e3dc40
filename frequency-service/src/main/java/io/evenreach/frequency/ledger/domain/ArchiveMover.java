package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.ArchiveMoves;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.domain.LedgerStore.ArchiveMove;
import io.evenreach.frequency.ledger.domain.LedgerStore.Archived;
import io.evenreach.frequency.ledger.domain.LedgerStore.Changed;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockRequest;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockedState;
import io.evenreach.frequency.ledger.domain.LedgerStore.OwnerNeeds;
import io.evenreach.frequency.ledger.domain.LedgerStore.SaveRequest;
import io.evenreach.frequency.ledger.domain.LedgerStore.Versioned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings archived touches to whoever owns their identifier, some at a time and each in one ledger transaction with its
 * journal row.
 *
 * <p>A move does not say from whom to whom. Each archived touch knows in whose history it is counted, and goes from there
 * to its owner as of this step. So it does not matter how often the identifier changed hands since, nor in which order
 * moves are worked on, nor that a step is done again: the last change of hands left a move behind that comes after it. What
 * was erased by this step goes nowhere.
 */
public final class ArchiveMover implements ArchiveMoves {

    private final LedgerStore store;
    private final int touchesMax;
    private final LedgerMetrics metrics;

    /** @param touchesMax how many archived touches one transaction reads and moves at most */
    public ArchiveMover(LedgerStore store, int touchesMax, LedgerMetrics metrics) {
        this.store = store;
        this.touchesMax = touchesMax;
        this.metrics = metrics;
    }

    @Override
    public boolean step() {
        try {
            return store.inTransaction(this::step);
        } catch (MissingNameException missing) {
            store.intern(missing.names(), missing.ids());
            return true;
        } catch (LedgerStore.Interference interference) {
            metrics.startedAgain();
            return true;
        }
    }

    private boolean step(LedgerStore.Session session) {
        ArchiveMove move = session.claimArchiveMove();
        if (move == null) {
            return false;
        }
        OwnerNeeds needs = OwnerNeeds.ofFiled(List.of(move.key()));
        List<Archived> read = session.archived(move, touchesMax + 1);
        SortedSet<UUID> profiles = profilesOf(wandering(some(read), session.owners(needs)));
        if (!profiles.isEmpty()) {
            LockedState state = session.lock(new LockRequest(profiles, needs, List.of(), false));
            // Whose a touch is and where it is counted changes under these locks only.
            read = session.archived(move, touchesMax + 1);
            List<Wandering> wandering = wandering(some(read), state.owners());
            if (!profiles.containsAll(profilesOf(wandering))) {
                throw new LedgerStore.Interference("identifiers changed hands while waiting for locks", null);
            }
            move(session, state, move, wandering);
        }
        session.leave(
                move,
                read.size() <= touchesMax ? null : move.goingOnAt(read.getLast().touch()));
        return true;
    }

    private List<Archived> some(List<Archived> read) {
        return read.subList(0, Math.min(read.size(), touchesMax));
    }

    /**
     * An archived touch that is counted in another history than its owner's.
     *
     * @param to null where it was erased
     */
    private record Wandering(
            Touch touch, UUID from, @Nullable UUID to) {}

    private static List<Wandering> wandering(List<Archived> archived, OwnerBook owners) {
        List<Wandering> wandering = new ArrayList<>();
        for (Archived one : archived) {
            Touch touch = one.touch();
            if (owners.isErasedAt(touch.filedUnder(), touch.atMillis())) {
                wandering.add(new Wandering(touch, one.profileId(), null));
                continue;
            }
            UUID owner = OwnerBook.historyOf(touch.filedUnder(), owners.ownerAt(touch.filedUnder(), touch.atMillis()));
            if (!owner.equals(one.profileId())) {
                wandering.add(new Wandering(touch, one.profileId(), owner));
            }
        }
        return wandering;
    }

    private static SortedSet<UUID> profilesOf(List<Wandering> wandering) {
        SortedSet<UUID> profiles = new TreeSet<>(LockingLedger.LOCK_ORDER);
        for (Wandering one : wandering) {
            profiles.add(one.from());
            if (one.to() != null) {
                profiles.add(one.to());
            }
        }
        return profiles;
    }

    private static void move(
            LedgerStore.Session session, LockedState state, ArchiveMove move, List<Wandering> wandering) {
        Map<UUID, List<Touch>> coming = new HashMap<>();
        Map<UUID, List<Long>> going = new HashMap<>();
        List<Touch> erased = new ArrayList<>();
        for (Wandering one : wandering) {
            if (one.to() == null) {
                erased.add(one.touch());
            } else {
                coming.computeIfAbsent(one.to(), any -> new ArrayList<>()).add(one.touch());
            }
            going.computeIfAbsent(one.from(), any -> new ArrayList<>())
                    .add(one.touch().touchId());
        }
        UUID bucket = OwnerBook.bucketOf(move.key());
        List<Changed> changed = new ArrayList<>();
        for (UUID profileId : profilesOf(wandering)) {
            Versioned before = state.histories().get(profileId);
            if (before == null) {
                throw new IllegalStateException("the history of " + profileId + " was not locked");
            }
            List<Touch> come = coming.getOrDefault(profileId, List.of());
            List<Long> gone = going.getOrDefault(profileId, List.of());
            List<TouchChange> changes = before.history().changesSince(before.history(), come, gone);
            TouchHistory after = before.history().apply(changes, state.nowMillis());
            long version = before.version() + 1;
            changed.add(new Changed(
                    profileId,
                    version,
                    after,
                    new JournalEntry(
                            profileId,
                            version,
                            profileId.equals(bucket),
                            after.isFull(),
                            after.lastNowMillis(),
                            changes),
                    List.of(),
                    List.of()));
        }
        if (!changed.isEmpty()) {
            session.save(new SaveRequest(state.journalId(), state.nowMillis(), changed, List.of()));
            coming.forEach((profileId, touches) -> session.countArchived(profileId, move.key(), touches));
            if (!erased.isEmpty()) {
                session.eraseArchived(move.key(), erased);
                session.forget(erased.stream().map(Touch::touchId).collect(Collectors.toSet()));
            }
        }
    }
}
