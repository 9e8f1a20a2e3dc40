package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.AlongsideWork;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.LedgerCommand.Release;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchLedger;
import io.evenreach.frequency.ledger.domain.LedgerStore.Differences;
import io.evenreach.frequency.ledger.domain.LedgerStore.GrantRecord;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockRequest;
import io.evenreach.frequency.ledger.domain.LedgerStore.LockedState;
import io.evenreach.frequency.ledger.domain.LedgerStore.OwnerNeeds;
import io.evenreach.frequency.ledger.domain.LedgerStore.SaveRequest;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The ledger over any store: finds out whose histories a batch needs, locks them, makes sure that nobody changed hands
 * meanwhile, decides, and saves everything with one journal row. It starts again where somebody got in between.
 */
public final class LockingLedger implements TouchLedger {

    public static final Comparator<UUID> LOCK_ORDER = ProfileIds.ORDER;

    /** Restarts that say nothing about contention: a name or an earlier grant had to be looked up. */
    private static final int LOOKUPS_MAX = 8;

    private final LedgerStore store;
    private final Clock clock;
    private final int attemptsMax;
    private final LedgerMetrics metrics;

    /** @param attemptsMax how often a batch is tried before the ledger counts as unavailable */
    public LockingLedger(LedgerStore store, Clock clock, int attemptsMax, LedgerMetrics metrics) {
        this.store = store;
        this.clock = clock;
        this.attemptsMax = attemptsMax;
        this.metrics = metrics;
    }

    @Override
    public List<LedgerVerdict> apply(List<? extends LedgerCommand> batch, AlongsideWork alongside) {
        if (batch.size() > BATCH_MAX) {
            throw new IllegalArgumentException("a batch has at most " + BATCH_MAX + " commands, not " + batch.size());
        }
        long began = System.nanoTime();
        store.intern(namesIn(batch), idsIn(batch));
        Learned learned = new Learned(clock.millis());
        int attempts = 0;
        int lookups = 0;
        while (true) {
            try {
                List<LedgerVerdict> verdicts =
                        store.inTransaction(session -> attempt(session, batch, alongside, learned));
                metrics.applied(batch.size(), System.nanoTime() - began, verdicts);
                return verdicts;
            } catch (MissingNameException missing) {
                store.intern(missing.names(), missing.ids());
                if (++lookups > LOOKUPS_MAX) {
                    throw new LedgerUnavailableException("names keep missing", missing);
                }
            } catch (GrantedBefore seen) {
                learned.grants.learn(seen.grants.keySet(), seen.grants);
                if (++lookups > LOOKUPS_MAX) {
                    throw new LedgerUnavailableException("requests keep colliding", seen);
                }
            } catch (MoreToLock more) {
                metrics.startedAgain();
                learned.others.addAll(more.histories);
                learned.grants.learnForService(more.requests);
                if (++lookups > LOOKUPS_MAX) {
                    throw new LedgerUnavailableException("people for service messages keep changing", more);
                }
            } catch (LedgerStore.Interference interference) {
                metrics.startedAgain();
                if (++attempts >= attemptsMax) {
                    throw new LedgerUnavailableException("the batch did not come to rest", interference);
                }
            }
        }
    }

    /** Some of the requests were granted before: decide again, knowing that. */
    private static final class GrantedBefore extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Map<Long, GrantRecord> grants;

        GrantedBefore(Map<Long, GrantRecord> grants) {
            super("requests were granted before", null, false, false);
            this.grants = grants;
        }
    }

    /**
     * Somebody's touches for service messages are in more histories than their identifiers are of, or requests were granted
     * for service messages that nobody looked for.
     */
    private static final class MoreToLock extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Set<UUID> histories;
        private final transient Set<Long> requests;

        MoreToLock(Set<UUID> histories, Set<Long> requests) {
            super("more histories are to be locked", null, false, false);
            this.histories = histories;
            this.requests = requests;
        }
    }

    /** What one attempt leaves to the next: earlier grants that were looked up, more histories, and the store's clock. */
    private static final class Learned {
        private final EarlierGrants grants = new EarlierGrants();
        private final Set<UUID> others = new HashSet<>();
        private long nowMillis;

        Learned(long nowMillis) {
            this.nowMillis = nowMillis;
        }
    }

    private List<LedgerVerdict> attempt(
            LedgerStore.Session session,
            List<? extends LedgerCommand> batch,
            AlongsideWork alongside,
            Learned learned) {
        List<LedgerVerdict> verdicts = batch.stream().anyMatch(MoveTenures.class::isInstance)
                ? moveTenures(session, batch)
                : decide(session, batch, learned);
        alongside.write(verdicts);
        return verdicts;
    }

    // ---- asks, exposures, releases

    private List<LedgerVerdict> decide(
            LedgerStore.Session session, List<? extends LedgerCommand> batch, Learned learned) {
        OwnerNeeds needs = needsOf(batch);
        OwnerBook owners = session.owners(needs);
        SortedSet<UUID> profiles = historiesOf(batch, owners, learned.nowMillis);
        profiles.addAll(learned.others);
        boolean asks = batch.stream().anyMatch(Ask.class::isInstance);
        List<@Nullable IdentifierKey> filedUnder = filingKeys(batch, owners);
        IdentityHashMap<Expose, ExposureClaim> claims = claimsOf(batch, filedUnder);
        LockedState state = lock(session, new LockRequest(profiles, needs, firstOfEach(batch, claims), asks));
        learned.nowMillis = state.nowMillis();
        if (!profiles.containsAll(historiesOf(batch, state.owners(), state.nowMillis()))) {
            throw new LedgerStore.Interference("identifiers changed hands while waiting for locks", null);
        }
        if (!filedUnder.equals(filingKeys(batch, state.owners()))) {
            throw new LedgerStore.Interference("somebody was erased or became known while waiting for locks", null);
        }
        ServiceView view = viewOf(session, batch, state, learned.grants);
        if (state.archivesMoving()) {
            // What a history was told of its archive does not say yet whether a request was granted before.
            Set<Long> requests = requestsIn(batch, learned.grants);
            if (!requests.isEmpty()) {
                learned.grants.learn(requests, session.grants(requests));
            }
        }
        List<GrantRef> gone = grantsNotFound(batch, state);
        Map<Long, Touch> archived = gone.isEmpty() ? Map.of() : session.archivedGrants(gone);
        Holdouts holdouts = holdouts(session, batch, state);
        Deliberation deliberation =
                new Deliberation(state, zones(session, batch, state), learned.grants, archived, claims, view, holdouts);
        deliberation.decide(batch);
        Set<Long> wanted = deliberation.grantsWanted();
        if (!wanted.isEmpty()) {
            learned.grants.learn(wanted, session.grants(wanted));
            deliberation.decideWhatWaits();
        }
        if (!deliberation.grantedForService().isEmpty()) {
            throw new MoreToLock(Set.of(), deliberation.grantedForService());
        }
        Deliberation.Outcome outcome = deliberation.outcome();
        if (!outcome.changed().isEmpty() || !outcome.grants().isEmpty()) {
            Set<Long> before = session.save(
                    new SaveRequest(state.journalId(), state.nowMillis(), outcome.changed(), outcome.grants()));
            if (!before.isEmpty()) {
                throw new GrantedBefore(session.grants(before));
            }
        }
        if (!holdouts.assigned().isEmpty()) {
            session.assign(holdouts.assigned());
        }
        return outcome.verdicts();
    }

    /** Read after locking: whoever is assigned meanwhile waits for the same locks. */
    private static Holdouts holdouts(
            LedgerStore.Session session, List<? extends LedgerCommand> batch, LockedState state) {
        Holdouts.Needs needs = Holdouts.Needs.of(batch, state);
        return new Holdouts(
                needs.isNothing() ? List.of() : session.assignments(needs.campaignIds(), needs.profileIds()),
                state.owners());
    }

    /**
     * Who is one person for service messages, read under the locks. It is not looked for where no campaign of service
     * messages can be the answer, nor was.
     *
     * @throws MoreToLock where touches of theirs are in histories that are not locked
     */
    private static ServiceView viewOf(
            LedgerStore.Session session,
            List<? extends LedgerCommand> batch,
            LockedState state,
            EarlierGrants earlier) {
        List<Ask> asks = new ArrayList<>();
        for (LedgerCommand command : batch) {
            if (command instanceof Ask ask
                    && (state.policies().mayBeService(ask.campaignId(), ask.channel())
                            || earlier.wereForService(TouchIds.ofRequest(ask.owner(), ask.requestId())))) {
                asks.add(ask);
            }
        }
        if (asks.isEmpty()) {
            return ServiceView.NONE;
        }
        OwnerNeeds needs = needsOf(asks);
        Set<UUID> people = new HashSet<>(needs.profileIds());
        people.addAll(historiesOf(asks, state.owners(), state.nowMillis()));
        ServiceView view;
        boolean more;
        do {
            view = new ServiceView(state.owners(), session.differences(needs.keys(), people));
            more = !view.isEmpty() && people.addAll(peopleOf(asks, view, state.nowMillis()));
        } while (more);
        if (!view.isEmpty()) {
            Set<UUID> histories = new HashSet<>();
            for (Ask ask : asks) {
                histories.addAll(view.historiesOf(view.people(ask.subject(), state.nowMillis())));
            }
            if (!state.histories().keySet().containsAll(histories)) {
                throw new MoreToLock(histories, Set.of());
            }
            view.list(session.listed(histories));
        }
        return view;
    }

    private static Set<UUID> peopleOf(List<Ask> asks, ServiceView view, long nowMillis) {
        Set<UUID> people = new HashSet<>();
        asks.forEach(ask -> people.addAll(view.people(ask.subject(), nowMillis).all()));
        return people;
    }

    /** Where those live who are asked for on a channel with quiet hours; nobody else's decision depends on it. */
    private static Zones zones(LedgerStore.Session session, List<? extends LedgerCommand> batch, LockedState state) {
        Set<UUID> people = new HashSet<>();
        for (LedgerCommand command : batch) {
            if (command instanceof Ask ask
                    && !state.policies()
                            .governance()
                            .quietHoursOn(ask.channel())
                            .isEmpty()) {
                people.addAll(People.of(ask.subject(), state.owners(), state.nowMillis())
                        .all());
            }
        }
        return people.isEmpty() ? Zones.NOT_ASKED : session.zones(people);
    }

    /** What exposures are filed under, one after the other; nothing where they are of somebody who was erased since. */
    private static List<@Nullable IdentifierKey> filingKeys(List<? extends LedgerCommand> batch, OwnerBook owners) {
        List<@Nullable IdentifierKey> keys = new ArrayList<>(batch.size());
        for (LedgerCommand command : batch) {
            if (command instanceof Expose exposure) {
                keys.add(
                        People.isErased(exposure, owners)
                                ? null
                                : People.of(exposure, owners).filedUnder());
            }
        }
        return keys;
    }

    private static Set<Long> requestsIn(List<? extends LedgerCommand> batch, EarlierGrants known) {
        Set<Long> requests = new HashSet<>();
        for (LedgerCommand command : batch) {
            if (command instanceof Ask ask) {
                long touchId = TouchIds.ofRequest(ask.owner(), ask.requestId());
                if (!known.wereLookedUp(touchId)) {
                    requests.add(touchId);
                }
            }
        }
        return requests;
    }

    /** Grants that are named and in no history: they were dropped after they died, or were shown and went to the archive. */
    private static List<GrantRef> grantsNotFound(List<? extends LedgerCommand> batch, LockedState state) {
        List<GrantRef> gone = new ArrayList<>();
        for (LedgerCommand command : batch) {
            GrantRef grant = switch (command) {
                case Expose exposure -> exposure.grant();
                case Release release -> release.grant();
                case Ask ignored -> null;
                case MoveTenures ignored -> null;
            };
            if (grant != null
                    && !grant.isUnchecked()
                    && state.owners().historiesSince(grant.filedUnder(), grant.grantedAtMillis()).stream()
                            .map(state.histories()::get)
                            .allMatch(
                                    locked -> locked == null || locked.history().find(grant.touchId()) == null)) {
                gone.add(grant);
            }
        }
        return gone;
    }

    private LockedState lock(LedgerStore.Session session, LockRequest request) {
        long began = System.nanoTime();
        LockedState state = session.lock(request);
        metrics.locked(System.nanoTime() - began);
        return state;
    }

    /** By exposure itself and not by what it says: one that is sent twice has the same claim. */
    private static IdentityHashMap<Expose, ExposureClaim> claimsOf(
            List<? extends LedgerCommand> batch, List<@Nullable IdentifierKey> filedUnder) {
        IdentityHashMap<Expose, ExposureClaim> claims = new IdentityHashMap<>();
        Iterator<@Nullable IdentifierKey> keys = filedUnder.iterator();
        for (LedgerCommand command : batch) {
            if (command instanceof Expose exposure) {
                claims.put(
                        exposure,
                        new ExposureClaim(
                                TouchIds.claimOf(exposure.owner(), exposure.exposureId()),
                                TouchIds.contentOf(exposure),
                                keys.next(),
                                exposure.grant() != null));
            }
        }
        return claims;
    }

    /** In lock order. Of two exposures with one id the first is the one that is counted. */
    private static List<ExposureClaim> firstOfEach(
            List<? extends LedgerCommand> batch, IdentityHashMap<Expose, ExposureClaim> claims) {
        Map<UUID, ExposureClaim> byId = new TreeMap<>(LOCK_ORDER);
        for (LedgerCommand command : batch) {
            ExposureClaim claim = command instanceof Expose exposure ? claims.get(exposure) : null;
            if (claim != null) {
                byId.putIfAbsent(claim.id(), claim);
            }
        }
        return List.copyOf(byId.values());
    }

    /** Which ownership deciding these depends on. */
    public static OwnerNeeds needsOf(List<? extends LedgerCommand> batch) {
        Set<IdentifierKey> keys = new HashSet<>();
        Set<UUID> profileIds = new HashSet<>();
        for (LedgerCommand command : batch) {
            switch (command) {
                case Ask ask -> add(ask.subject(), keys, profileIds);
                case Expose exposure -> {
                    add(exposure.subject(), keys, profileIds);
                    add(exposure.grant(), keys, profileIds);
                }
                case Release release -> add(release.grant(), keys, profileIds);
                case MoveTenures ignored -> throw mixed();
            }
        }
        return new OwnerNeeds(keys, profileIds);
    }

    private static IllegalArgumentException mixed() {
        return new IllegalArgumentException("changes of ownership are applied by themselves");
    }

    private static void add(Subject subject, Set<IdentifierKey> keys, Set<UUID> profileIds) {
        switch (subject) {
            case Subject.Identifiers(List<Hashed> identifiers, var ignored) ->
                identifiers.forEach(identifier -> keys.add(identifier.key()));
            case Subject.Profile(UUID profileId) -> profileIds.add(profileId);
        }
    }

    private static void add(@Nullable GrantRef grant, Set<IdentifierKey> keys, Set<UUID> profileIds) {
        if (grant == null) {
            return;
        }
        if (OwnerBook.isNameOfProfile(grant.filedUnder())) {
            profileIds.add(OwnerBook.profileNamedBy(grant.filedUnder()));
        } else {
            keys.add(grant.filedUnder());
        }
    }

    private static SortedSet<UUID> historiesOf(List<? extends LedgerCommand> batch, OwnerBook owners, long nowMillis) {
        SortedSet<UUID> histories = new TreeSet<>(LOCK_ORDER);
        for (LedgerCommand command : batch) {
            switch (command) {
                case Ask ask -> People.addHistories(ask.subject(), owners, nowMillis, false, histories);
                case Expose exposure -> {
                    long at = exposure.occurredAt().toEpochMilli();
                    GrantRef grant = exposure.grant();
                    if (grant == null) {
                        People.addHistories(exposure.subject(), owners, at, true, histories);
                    } else {
                        histories.addAll(owners.historiesSince(grant.filedUnder(), grant.grantedAtMillis()));
                        histories.add(historyOf(grant, owners, at));
                    }
                }
                case Release(GrantRef grant) ->
                    histories.addAll(owners.historiesSince(grant.filedUnder(), grant.grantedAtMillis()));
                case MoveTenures ignored -> throw mixed();
            }
        }
        return histories;
    }

    private static UUID historyOf(GrantRef grant, OwnerBook owners, long atMillis) {
        return OwnerBook.historyOf(grant.filedUnder(), owners.ownerAt(grant.filedUnder(), atMillis));
    }

    // ---- changes of ownership

    private List<LedgerVerdict> moveTenures(LedgerStore.Session session, List<? extends LedgerCommand> batch) {
        List<TenureChange> changes = new ArrayList<>();
        List<TenureChange> forService = new ArrayList<>();
        for (LedgerCommand command : batch) {
            if (!(command instanceof MoveTenures moves)) {
                throw mixed();
            }
            changes.addAll(moves.moves());
            forService.addAll(moves.forService());
        }
        OwnerNeeds needs = needsOfChanges(changes).and(needsOfChanges(forService));
        OwnerBook known = session.owners(needs);
        Differences differences = session.differences(needs.keys(), needs.profileIds());
        TenureMoves.Plan plan = TenureMoves.plan(changes, known);
        ServiceMoves.Plan service = ServiceMoves.plan(changes, forService, plan, known, differences);
        SortedSet<UUID> profiles = sorted(plan.histories());
        profiles.addAll(service.histories());
        int moved = 0;
        long nowMillis = 0;
        if (!profiles.isEmpty()) {
            LockedState state = lock(session, new LockRequest(profiles, needs, List.of(), false));
            known = state.owners();
            plan = TenureMoves.plan(changes, known);
            differences = session.differences(needs.keys(), needs.profileIds());
            service = ServiceMoves.plan(changes, forService, plan, known, differences);
            if (!profiles.containsAll(plan.histories()) || !profiles.containsAll(service.histories())) {
                throw new LedgerStore.Interference("identifiers changed hands while waiting for locks", null);
            }
            TenureMoves.Outcome outcome = TenureMoves.apply(plan, state);
            moved = outcome.touchesMoved();
            nowMillis = state.nowMillis();
            if (!outcome.changed().isEmpty()) {
                session.save(new SaveRequest(state.journalId(), nowMillis, outcome.changed(), List.of()));
            }
            session.letArchiveFollow(plan.ofArchive());
            session.letAssignmentsFollow(plan.allHandovers());
            eraseAssignments(session, plan.erasures());
            if (!outcome.erased().isEmpty()) {
                session.forget(outcome.erased());
            }
        }
        Map<IdentifierKey, UUID> keysNow = new HashMap<>();
        for (OwnerBook.Handover handover : plan.handovers()) {
            if (handover.covers(nowMillis)) {
                keysNow.put(handover.key(), handover.after());
            }
        }
        Map<UUID, UUID> profilesNow = new HashMap<>();
        plan.renamings().forEach(renaming -> profilesNow.put(renaming.profileId(), renaming.after()));
        // What changes no hands locks no history: there it is the tenures themselves that must be as they were planned
        // on.
        session.saveTenures(plan.tenures(), known, keysNow, profilesNow);
        if (!service.changed().isEmpty()) {
            session.saveDifferences(service.changed());
        }
        LedgerVerdict verdict = new LedgerVerdict.Moved(moved);
        return batch.stream().map(any -> verdict).toList();
    }

    private static void eraseAssignments(LedgerStore.Session session, List<TenureMoves.Erasure> erasures) {
        if (erasures.isEmpty()) {
            return;
        }
        Set<IdentifierKey> keys = new HashSet<>();
        erasures.forEach(erasure -> keys.add(erasure.key()));
        List<Assignment> erased = session.assignmentsUnder(keys).stream()
                .filter(row -> erasures.stream().anyMatch(erasure -> erasure.takes(row.filedUnder(), row.atMillis())))
                .toList();
        if (!erased.isEmpty()) {
            session.eraseAssignments(erased);
        }
    }

    private static OwnerNeeds needsOfChanges(List<TenureChange> changes) {
        Set<IdentifierKey> keys = new HashSet<>();
        Set<UUID> profileIds = new HashSet<>();
        for (TenureChange change : changes) {
            keys.add(change.key());
            if (change.owner() != null) {
                profileIds.add(change.owner());
            }
        }
        return new OwnerNeeds(keys, profileIds);
    }

    private static SortedSet<UUID> sorted(Set<UUID> ids) {
        SortedSet<UUID> sorted = new TreeSet<>(LOCK_ORDER);
        sorted.addAll(ids);
        return sorted;
    }

    // ---- names

    private static Set<String> namesIn(List<? extends LedgerCommand> batch) {
        Set<String> names = new LinkedHashSet<>();
        for (LedgerCommand command : batch) {
            switch (command) {
                case Ask ask -> {
                    names.add(ask.owner());
                    names.add(ask.channel());
                }
                case Expose exposure -> {
                    names.add(exposure.owner());
                    names.add(exposure.channel());
                }
                case Release ignored -> {}
                case MoveTenures ignored -> {}
            }
        }
        return names;
    }

    private static Set<UUID> idsIn(List<? extends LedgerCommand> batch) {
        Set<UUID> ids = new LinkedHashSet<>();
        for (LedgerCommand command : batch) {
            if (command instanceof Expose exposure) {
                ids.add(exposure.campaignId());
                if (exposure.importId() != null) {
                    ids.add(exposure.importId());
                }
            } else if (command instanceof Ask ask && ask.campaignId() != null) {
                ids.add(ask.campaignId());
            }
        }
        return ids;
    }
}
