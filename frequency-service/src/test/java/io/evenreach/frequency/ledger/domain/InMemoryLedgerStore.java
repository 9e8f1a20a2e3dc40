package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.domain.OwnerBook.Handover;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.identifiers.IdentifierKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A store in maps, with a clock to set and crashes to order. Keeps bytes, as the real one does. */
final class InMemoryLedgerStore implements LedgerStore {

    /** The process dies here. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crash() {
            super(null, null, false, false);
        }
    }

    enum CrashAt {
        NEVER,
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    record Row(long version, byte[] state) {}

    record JournalLine(long nowMillis, byte[] body) {}

    final NamesInMemory names = new NamesInMemory();
    final HistoryCodec histories = new HistoryCodec(names);
    final JournalCodec journals = new JournalCodec(names);
    final GrantNoteCodec notes = new GrantNoteCodec(names);
    final Map<UUID, Row> rows = new HashMap<>();
    final List<JournalLine> journal = new ArrayList<>();
    final Map<IdentifierKey, Map<Long, Tenure>> tenures = new HashMap<>();
    final Map<IdentifierKey, Difference> differences = new HashMap<>();
    final Map<UUID, ExposureClaim> claims = new HashMap<>();
    final Map<Long, GrantNote> grants = new HashMap<>();
    final Map<IdentifierKey, DenialGround.Hold> holds = new HashMap<>();
    /** On whose lists profiles are, as they were named there. */
    final Set<Membership> members = new HashSet<>();

    final List<Zones.Said> zones = new ArrayList<>();
    /** How often somebody wanted to know where people live. */
    int zonesAsked;

    /** How often somebody wanted to know who is one person for service messages. */
    int differencesAsked;

    DenialGround.@Nullable StaleFeed zonesStale;
    final List<Assignment> assignments = new ArrayList<>();
    /** How often somebody wanted to know of arms. */
    int assignmentsAsked;

    final List<Archived> archive = new ArrayList<>();
    final Map<Long, ArchiveMove> archiveMoves = new TreeMap<>();
    private final Set<Long> claimedMoves = new HashSet<>();
    private @Nullable OwnerBook book;
    private long archiveMovesEver;
    PolicySnapshot policies = PolicySnapshot.EMPTY;
    long nowMillis = Some.T0;
    long horizonMillis = Some.T0;
    List<DenialGround.StaleFeed> staleFeeds = List.of();
    CrashAt crash = CrashAt.NEVER;
    /** Something to happen after owners were read and before locks are taken; once. */
    Runnable inBetween = () -> {};

    @Override
    public void intern(Collection<String> wanted, Collection<UUID> ids) {}

    @Override
    public <T> T inTransaction(Function<Session, T> work) {
        Staged staged = new Staged();
        try {
            return committed(staged, work.apply(staged));
        } finally {
            claimedMoves.removeAll(staged.claimedMoves);
        }
    }

    private <T> T committed(Staged staged, T result) {
        if (crash == CrashAt.BEFORE_COMMIT) {
            crash = CrashAt.NEVER;
            throw new Crash();
        }
        staged.commit.forEach(Runnable::run);
        if (crash == CrashAt.AFTER_COMMIT) {
            crash = CrashAt.NEVER;
            throw new Crash();
        }
        return result;
    }

    TouchHistory history(UUID profileId) {
        Row row = rows.get(profileId);
        return row == null ? TouchHistory.EMPTY : histories.decode(row.state());
    }

    OwnerBook book() {
        if (book == null) {
            book = new OwnerBook(tenures.values().stream()
                    .flatMap(ofKey -> ofKey.values().stream())
                    .toList());
        }
        return book;
    }

    /** What a replay of the journal comes to. */
    Map<UUID, byte[]> folded() {
        Map<UUID, TouchHistory> folded = new HashMap<>();
        for (JournalLine line : journal) {
            for (JournalEntry entry : journals.decode(line.body(), line.nowMillis())) {
                folded.merge(
                        entry.profileId(),
                        TouchHistory.EMPTY.apply(entry.changes(), entry.nowMillis()),
                        (known, any) -> known.apply(entry.changes(), entry.nowMillis()));
            }
        }
        return folded.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> histories.encode(entry.getValue())));
    }

    /** Where grants were, as a replay of the journal tells it; by touch id. */
    Map<Long, List<GrantStay>> stays() {
        Map<UUID, TouchHistory> folded = new HashMap<>();
        List<GrantStay> stays = new ArrayList<>();
        for (JournalLine line : journal) {
            for (JournalEntry entry : journals.decode(line.body(), line.nowMillis())) {
                TouchHistory before = folded.getOrDefault(entry.profileId(), TouchHistory.EMPTY);
                GrantStay.ended(before, entry, stays);
                folded.put(entry.profileId(), before.apply(entry.changes(), entry.nowMillis()));
            }
        }
        folded.forEach((profileId, history) -> GrantStay.left(profileId, history, stays));
        return stays.stream().collect(Collectors.groupingBy(GrantStay::touchId));
    }

    private final class Staged implements Session {

        private final List<Runnable> commit = new ArrayList<>();
        private final Set<Long> claimedMoves = new HashSet<>();

        @Override
        public OwnerBook owners(OwnerNeeds needs) {
            return book();
        }

        @Override
        public LockedState lock(LockRequest request) {
            Runnable meanwhile = inBetween;
            inBetween = () -> {};
            meanwhile.run();
            Map<UUID, Versioned> locked = new HashMap<>();
            for (UUID id : request.profiles()) {
                Row row = rows.get(id);
                TouchHistory history = history(id);
                locked.put(id, new Versioned(row == null ? 0 : row.version(), history));
            }
            OwnerBook owners = book();
            long at = nowMillis;
            Map<UUID, DenialGround.Hold> held = new HashMap<>();
            holds.forEach((key, hold) -> {
                UUID owner = owners.ownerAt(key, at);
                if (owner != null) {
                    held.merge(owner, hold, DenialGround.Hold::orLonger);
                }
            });
            Map<UUID, ExposureClaim> contested = new HashMap<>();
            for (ExposureClaim claim : request.claims()) {
                ExposureClaim before = claims.get(claim.id());
                if (before == null) {
                    commit.add(() -> claims.put(claim.id(), claim));
                } else {
                    contested.put(claim.id(), before);
                }
            }
            return new LockedState(
                    nowMillis,
                    Math.min(nowMillis, horizonMillis),
                    journal.size(),
                    locked,
                    owners,
                    held,
                    memberships(owners),
                    contested,
                    policies,
                    staleFeeds,
                    !archiveMoves.isEmpty());
        }

        @Override
        public Differences differences(Set<IdentifierKey> keys, Set<UUID> people) {
            differencesAsked++;
            List<Tenure> forService = differences.values().stream()
                    .filter(one ->
                            keys.contains(one.key()) || one.people().stream().anyMatch(people::contains))
                    .flatMap(one -> one.forService().stream())
                    .toList();
            return forService.isEmpty() ? Differences.NONE : new Differences(forService, book());
        }

        @Override
        public List<Listed> listed(Set<UUID> people) {
            List<Listed> listed = new ArrayList<>();
            for (Membership member : members) {
                UUID owner = book().ownerOf(member.profileId());
                if (owner != null && people.contains(owner)) {
                    listed.add(new Listed(member.campaignId(), member.version(), member.profileId(), owner));
                }
            }
            return listed;
        }

        @Override
        public void saveDifferences(List<Difference> changed) {
            commit.add(() -> changed.forEach(one -> {
                if (one.forService().isEmpty()) {
                    differences.remove(one.key());
                } else {
                    differences.put(one.key(), one);
                }
            }));
        }

        private Set<Membership> memberships(OwnerBook owners) {
            Set<Membership> now = new HashSet<>();
            for (Membership member : members) {
                UUID owner = owners.ownerOf(member.profileId());
                if (owner != null) {
                    now.add(new Membership(member.campaignId(), member.version(), owner));
                }
            }
            return now;
        }

        @Override
        public Map<Long, Touch> archivedGrants(Collection<GrantRef> wanted) {
            return archive.stream()
                    .map(Archived::touch)
                    .filter(touch -> wanted.stream()
                            .anyMatch(grant -> grant.touchId() == touch.touchId()
                                    && grant.filedUnder().equals(touch.filedUnder())))
                    .collect(Collectors.toMap(Touch::touchId, touch -> touch));
        }

        @Override
        public Zones zones(Set<UUID> profileIds) {
            zonesAsked++;
            Map<UUID, Zones.Said> newest = new HashMap<>();
            for (Zones.Said said : zones) {
                UUID owner = book().ownerAt(said.key(), nowMillis);
                if (owner != null && profileIds.contains(owner)) {
                    newest.merge(owner, said, (one, other) -> later(one, other) ? one : other);
                }
            }
            return new Zones(zonesStale, newest);
        }

        @Override
        public List<Assignment> assignments(Set<UUID> campaignIds, Set<UUID> profileIds) {
            assignmentsAsked++;
            return assignments.stream()
                    .filter(row -> campaignIds.contains(row.campaignId()))
                    .map(this::withOwnerNow)
                    .filter(row -> profileIds.contains(row.profileId()))
                    .toList();
        }

        private Assignment withOwnerNow(Assignment row) {
            UUID owner = book().ownerAt(row.filedUnder(), row.atMillis());
            return new Assignment(
                    owner == null ? OwnerBook.bucketOf(row.filedUnder()) : owner,
                    row.campaignId(),
                    row.filedUnder(),
                    row.atMillis(),
                    row.place(),
                    row.bucket(),
                    row.heldOut());
        }

        @Override
        public List<Assignment> assignmentsUnder(Set<IdentifierKey> filedUnder) {
            return assignments.stream()
                    .filter(row -> filedUnder.contains(row.filedUnder()))
                    .toList();
        }

        @Override
        public void assign(List<Assignment> rows) {
            commit.add(() -> assignments.addAll(rows));
        }

        @Override
        public void letAssignmentsFollow(List<Handover> handovers) {
            // Here a row is whose its identifier is, whenever that is asked.
        }

        @Override
        public void eraseAssignments(List<Assignment> rows) {
            commit.add(() -> assignments.removeAll(rows));
        }

        private static boolean later(Zones.Said one, Zones.Said other) {
            return one.at().equals(other.at())
                    ? one.key().compareTo(other.key()) > 0
                    : one.at().isAfter(other.at());
        }

        @Override
        public void saveTenures(
                List<Tenure> changed, OwnerBook known, Map<IdentifierKey, UUID> keysNow, Map<UUID, UUID> profilesNow) {
            commit.add(() -> {
                book = null;
                changed.forEach(tenure -> tenures.computeIfAbsent(tenure.key(), any -> new HashMap<>())
                        .put(tenure.fromMillis(), tenure));
                List<UUID> founded = tenures.values().stream()
                        .flatMap(ofKey -> ofKey.values().stream())
                        .map(Tenure::founds)
                        .filter(Objects::nonNull)
                        .toList();
                if (Set.copyOf(founded).size() != founded.size()) {
                    throw new IllegalStateException("two tenures found one profile: " + changed);
                }
            });
        }

        @Override
        public void letArchiveFollow(List<Handover> handovers) {
            for (Handover handover : handovers) {
                boolean any = archive.stream()
                        .map(Archived::touch)
                        .anyMatch(touch ->
                                touch.filedUnder().equals(handover.key()) && handover.covers(touch.atMillis()));
                if (any) {
                    commit.add(() -> {
                        long id = ++archiveMovesEver;
                        archiveMoves.put(
                                id,
                                new ArchiveMove(
                                        id,
                                        handover.key(),
                                        handover.fromMillis(),
                                        Long.MIN_VALUE,
                                        handover.toMillis()));
                    });
                }
            }
        }

        @Override
        public @Nullable ArchiveMove claimArchiveMove() {
            ArchiveMove free = archiveMoves.values().stream()
                    .filter(move -> !InMemoryLedgerStore.this.claimedMoves.contains(move.id()))
                    .findFirst()
                    .orElse(null);
            if (free != null) {
                claimedMoves.add(free.id());
                InMemoryLedgerStore.this.claimedMoves.add(free.id());
            }
            return free;
        }

        @Override
        public List<Archived> archived(ArchiveMove move, int limit) {
            return archive.stream()
                    .filter(one -> isIn(move, one.touch()))
                    .sorted(Comparator.comparing((Archived one) -> one.touch().atMillis())
                            .thenComparing(one -> one.touch().touchId()))
                    .limit(limit)
                    .toList();
        }

        private boolean isIn(ArchiveMove move, Touch touch) {
            boolean reached = touch.atMillis() > move.fromMillis()
                    || (touch.atMillis() == move.fromMillis() && touch.touchId() >= move.fromTouchId());
            return touch.filedUnder().equals(move.key()) && reached && touch.atMillis() < move.toMillis();
        }

        @Override
        public void countArchived(UUID profileId, IdentifierKey key, List<Touch> touches) {
            commit.add(() -> archive.replaceAll(
                    one -> touches.contains(one.touch()) ? new Archived(profileId, one.touch()) : one));
        }

        @Override
        public void eraseArchived(IdentifierKey key, List<Touch> touches) {
            commit.add(() -> archive.removeIf(one -> touches.contains(one.touch())));
        }

        @Override
        public void forget(Set<Long> touchIds) {
            commit.add(() -> {
                grants.keySet().removeAll(touchIds);
                claims.replaceAll((id, claim) -> touchIds.contains(TouchIds.ofClaim(id))
                        ? new ExposureClaim(id, claim.content(), null, claim.ofGrant())
                        : claim);
            });
        }

        @Override
        public void leave(ArchiveMove claimed, @Nullable ArchiveMove left) {
            commit.add(() -> {
                if (left == null) {
                    archiveMoves.remove(claimed.id());
                } else {
                    archiveMoves.put(left.id(), left);
                }
            });
        }

        @Override
        public Set<Long> save(SaveRequest request) {
            Set<Long> before = request.grants().stream()
                    .map(GrantNote::touchId)
                    .filter(grants::containsKey)
                    .collect(Collectors.toSet());
            for (Changed changed : request.changed()) {
                byte[] state = histories.encode(changed.history());
                commit.add(() -> rows.put(changed.profileId(), new Row(changed.newVersion(), state)));
                commit.add(() ->
                        changed.archivedNow().forEach(touch -> archive.add(new Archived(changed.profileId(), touch))));
            }
            byte[] body = journals.encode(
                    request.changed().stream().map(Changed::entry).toList(), request.nowMillis());
            commit.add(() -> journal.add(new JournalLine(request.nowMillis(), body)));
            commit.add(() ->
                    request.grants().forEach(note -> grants.put(note.touchId(), notes.decode(notes.encode(note)))));
            return before;
        }

        @Override
        public Map<Long, GrantRecord> grants(Set<Long> touchIds) {
            Map<Long, GrantRecord> found = new HashMap<>();
            for (Long id : touchIds) {
                GrantNote note = grants.get(id);
                if (note != null) {
                    found.put(id, new GrantRecord(note, book().ownerAt(note.filedUnder(), note.grantedAtMillis())));
                }
            }
            return found;
        }
    }
}
