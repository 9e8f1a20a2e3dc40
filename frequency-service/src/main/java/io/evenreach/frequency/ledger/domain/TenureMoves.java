package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchChange;
import io.evenreach.frequency.ledger.domain.LedgerStore.Changed;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockedState;
import io.evenreach.frequency.ledger.domain.LedgerStore.Versioned;
import io.evenreach.frequency.ledger.domain.OwnerBook.Handover;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes of ownership: touches go where the identifier they are filed under goes, by their own time. Merging and
 * splitting are the same operation, so one takes back the other exactly. Pure. Archived touches follow in steps of their
 * own: {@link ArchiveMover}.
 */
final class TenureMoves {

    /**
     * What the changes come down to.
     *
     * @param tenures to be stored
     * @param handovers spans in which a key changes hands
     * @param renamings profile ids whose founding tenure changes hands: what is filed under the id's own name follows
     * @param erasures keys, and names of profiles, under which touches were filed that are to go
     */
    record Plan(List<Tenure> tenures, List<Handover> handovers, List<Renaming> renamings, List<Erasure> erasures) {

        /** Every history that gains or loses. */
        Set<UUID> histories() {
            Set<UUID> histories = new HashSet<>();
            allHandovers().forEach(handover -> {
                histories.add(handover.before());
                histories.add(handover.after());
            });
            erasures.forEach(erasure -> histories.addAll(erasure.histories()));
            return histories;
        }

        /** Spans in which archived touches have to be looked at. */
        List<Handover> ofArchive() {
            return Stream.concat(allHandovers().stream(), erasures.stream().map(Erasure::ofArchive))
                    .toList();
        }

        /** Those of keys and those of names. */
        List<Handover> allHandovers() {
            return Stream.concat(handovers.stream(), renamings.stream().map(Renaming::ofName))
                    .toList();
        }
    }

    record Renaming(UUID profileId, UUID before, UUID after) {
        Handover ofName() {
            return new Handover(OwnerBook.nameOf(profileId), TenureChange.BEGINNING, TenureChange.END, before, after);
        }
    }

    /**
     * Somebody who had an identifier was erased.
     *
     * @param histories in which touches filed under the key can be
     * @param tenures of the key, or the one that founded the profile, as they are now
     */
    record Erasure(IdentifierKey key, Set<UUID> histories, List<Tenure> tenures) {

        boolean takes(Touch touch) {
            return takes(touch.filedUnder(), touch.atMillis());
        }

        boolean takes(IdentifierKey filedUnder, long atMillis) {
            return filedUnder.equals(key)
                    && (OwnerBook.isNameOfProfile(key)
                            ? atMillis <= tenures.getFirst().erasedAtMillis()
                            : OwnerBook.isErasedAmong(tenures, atMillis));
        }

        Handover ofArchive() {
            UUID home = OwnerBook.homeOf(key);
            return new Handover(key, TenureChange.BEGINNING, TenureChange.END, home, home);
        }
    }

    private TenureMoves() {}

    /** What is new in the changes, given what is known; older versions than the known ones change nothing. */
    static Plan plan(List<TenureChange> changes, OwnerBook known) {
        Map<IdentifierKey, Map<Long, Tenure>> after = new LinkedHashMap<>();
        // A founder that is told in the same breath, in whatever order, is not known yet and founds its profile all the
        // same.
        Set<UUID> foundedHere = changes.stream()
                .filter(change -> change.fromMillis() == TenureChange.BEGINNING)
                .map(change -> ProfileIds.foundedBy(change.key()))
                .collect(Collectors.toSet());
        Map<UUID, TenureChange> openings = openings(changes, known, foundedHere);
        Set<Tenure> stored = new LinkedHashSet<>();
        List<Renaming> renamings = new ArrayList<>();
        for (TenureChange change : changes) {
            Map<Long, Tenure> ofKey = after.computeIfAbsent(change.key(), key -> {
                Map<Long, Tenure> byStart = new HashMap<>();
                known.tenuresOf(key).forEach(tenure -> byStart.put(tenure.fromMillis(), tenure));
                return byStart;
            });
            Tenure before = ofKey.get(change.fromMillis());
            if (before != null && before.version() >= change.version()) {
                continue;
            }
            Tenure tenure = tenureOf(change, before, openings, foundedHere);
            ofKey.put(change.fromMillis(), tenure);
            if (before != null) {
                stored.remove(before);
            }
            stored.add(tenure);
        }
        List<Handover> handovers = new ArrayList<>();
        after.forEach((key, ofKey) ->
                handovers.addAll(OwnerBook.handovers(key, known.tenuresOf(key), List.copyOf(ofKey.values()))));
        for (Tenure tenure : stored) {
            UUID id = tenure.founds();
            if (id == null) {
                continue;
            }
            IdentifierKey name = OwnerBook.nameOf(id);
            UUID before = OwnerBook.historyOf(name, known.ownerOf(id));
            UUID now = OwnerBook.historyOf(
                    name, tenure.quarantined() ? null : tenure.owner() == null ? id : tenure.owner());
            if (!before.equals(now)) {
                renamings.add(new Renaming(id, before, now));
            }
        }
        List<Erasure> erasures = new ArrayList<>();
        after.forEach((key, ofKey) -> {
            List<Tenure> now = List.copyOf(ofKey.values());
            List<Tenure> erased = now.stream()
                    .filter(stored::contains)
                    .filter(Tenure::isErased)
                    .toList();
            if (!erased.isEmpty()) {
                erasures.add(new Erasure(key, historiesOf(key, known.tenuresOf(key)), now));
            }
            for (Tenure tenure : erased) {
                if (tenure.founds() != null) {
                    IdentifierKey name = OwnerBook.nameOf(tenure.founds());
                    UUID before = OwnerBook.historyOf(name, known.ownerOf(tenure.founds()));
                    erasures.add(new Erasure(name, Set.of(before), List.of(tenure)));
                }
            }
        });
        return new Plan(List.copyOf(stored), List.copyOf(handovers), List.copyOf(renamings), List.copyOf(erasures));
    }

    /** Every history that touches filed under a key can be in, whatever their time. */
    private static Set<UUID> historiesOf(IdentifierKey key, List<Tenure> tenures) {
        Set<UUID> histories = new HashSet<>();
        histories.add(OwnerBook.homeOf(key));
        for (Tenure tenure : tenures) {
            if (tenure.says()) {
                histories.add(OwnerBook.historyOf(key, tenure.quarantined() ? null : tenure.owner()));
            }
        }
        return histories;
    }

    private static Tenure tenureOf(
            TenureChange change, @Nullable Tenure before, Map<UUID, TenureChange> openings, Set<UUID> foundedHere) {
        UUID founds = before == null || foundedHere.contains(before.founds()) ? null : before.founds();
        if (founds == null && change.fromMillis() == TenureChange.BEGINNING) {
            founds = ProfileIds.foundedBy(change.key());
        }
        if (founds == null && change.owner() != null && change.equals(openings.get(change.owner()))) {
            founds = change.owner();
        }
        return new Tenure(
                change.key(),
                change.type(),
                change.fromMillis(),
                change.toMillis(),
                change.owner(),
                change.quarantined(),
                change.version(),
                founds,
                change.firstSeenMillis(),
                change.dataSetId(),
                change.erasedAtMillis(),
                before != null && before.untold() && isWithdrawn(change));
    }

    private static boolean isWithdrawn(TenureChange change) {
        return change.owner() == null && !change.quarantined() && change.erasedAtMillis() == TenureChange.NOT_ERASED;
    }

    /** Profiles that begin with an identifier which changed hands: the earliest such tenure is what founded them. */
    private static Map<UUID, TenureChange> openings(
            List<TenureChange> changes, OwnerBook known, Set<UUID> foundedHere) {
        Map<UUID, TenureChange> openings = new HashMap<>();
        Comparator<TenureChange> earliest =
                Comparator.comparingLong(TenureChange::firstSeenMillis).thenComparing(TenureChange::key);
        for (TenureChange change : changes) {
            UUID owner = change.owner();
            if (owner == null
                    || change.fromMillis() == TenureChange.BEGINNING
                    || known.knowsFounding(owner)
                    || foundedHere.contains(owner)
                    || owner.equals(ProfileIds.foundedBy(change.key()))) {
                continue;
            }
            openings.merge(owner, change, (one, other) -> earliest.compare(one, other) <= 0 ? one : other);
        }
        return openings;
    }

    /**
     * What came of it.
     *
     * @param erased ids of touches that are no more
     */
    record Outcome(List<Changed> changed, int touchesMoved, Set<Long> erased) {}

    static Outcome apply(Plan plan, LockedState state) {
        Map<UUID, TouchHistory> histories = new HashMap<>();
        Set<UUID> buckets = new HashSet<>();
        Set<Long> erased = erase(plan, histories, buckets, state);
        int moved = 0;
        for (Handover handover : plan.allHandovers()) {
            UUID bucket = OwnerBook.bucketOf(handover.key());
            if (handover.before().equals(bucket) || handover.after().equals(bucket)) {
                buckets.add(bucket);
            }
            moved += move(
                    handover.before(),
                    handover.after(),
                    touch -> touch.filedUnder().equals(handover.key()) && handover.covers(touch.atMillis()),
                    histories,
                    state);
        }
        List<Changed> changed = new ArrayList<>();
        histories.forEach((profileId, history) -> {
            Versioned before = loaded(profileId, state);
            List<TouchChange> changes = history.changesSince(before.history(), List.of(), List.of());
            if (!changes.isEmpty()) {
                long version = before.version() + 1;
                TouchHistory after = history.stamped(state.nowMillis());
                changed.add(new Changed(
                        profileId,
                        version,
                        after,
                        new JournalEntry(
                                profileId,
                                version,
                                buckets.contains(profileId),
                                after.isFull(),
                                after.lastNowMillis(),
                                changes),
                        List.of(),
                        List.of()));
            }
        });
        return new Outcome(changed, moved, erased);
    }

    /** Takes out what is erased, before what is left goes where its identifier goes. */
    private static Set<Long> erase(Plan plan, Map<UUID, TouchHistory> histories, Set<UUID> buckets, LockedState state) {
        Set<Long> erased = new HashSet<>();
        for (Erasure erasure : plan.erasures()) {
            UUID bucket = OwnerBook.bucketOf(erasure.key());
            for (UUID profileId : erasure.histories()) {
                TouchHistory.Split split = history(profileId, histories, state).split(erasure::takes);
                if (split.going().size() > 0) {
                    split.going().touches().forEach(touch -> erased.add(touch.touchId()));
                    histories.put(profileId, split.staying());
                    if (profileId.equals(bucket)) {
                        buckets.add(bucket);
                    }
                }
            }
        }
        return erased;
    }

    private static int move(
            UUID before,
            UUID after,
            java.util.function.Predicate<Touch> goes,
            Map<UUID, TouchHistory> histories,
            LockedState state) {
        if (before.equals(after)) {
            return 0;
        }
        TouchHistory.Split split = history(before, histories, state).split(goes);
        TouchHistory going = split.going();
        if (going.size() == 0) {
            return 0;
        }
        // Touches bring the time of the history they were decided in.
        TouchHistory to = history(after, histories, state).stamped(going.lastNowMillis());
        for (Touch touch : going.touches()) {
            boolean home = after.equals(OwnerBook.homeOf(touch.filedUnder()));
            TouchHistory arriving = TouchHistory.EMPTY.put(TouchHistory.moved(touch, home));
            to = to.merge(arriving);
        }
        histories.put(before, split.staying());
        histories.put(after, to);
        return going.size();
    }

    private static TouchHistory history(UUID profileId, Map<UUID, TouchHistory> histories, LockedState state) {
        TouchHistory working = histories.get(profileId);
        return working != null ? working : loaded(profileId, state).history();
    }

    private static Versioned loaded(UUID profileId, LockedState state) {
        Versioned known = state.histories().get(profileId);
        if (known == null) {
            throw new IllegalStateException("the history of " + profileId + " was not locked");
        }
        return known;
    }
}
