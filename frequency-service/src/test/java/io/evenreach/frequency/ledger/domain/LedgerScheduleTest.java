package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.DenialReason;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.JournalVerification.GrantCounts;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.LedgerCommand.Release;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Counted;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.LedgerVerdict.Duplicate;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.InMemoryLedgerStore.CrashAt;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Governance;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.testkit.Chance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random schedules of asks, exposures, releases, joins and partings, with crashes, against a model that keeps a plain list
 * of touches and recounts it every time. {@code -Devenreach.long=true} plays a million of them.
 */
class LedgerScheduleTest {

    private static final List<UUID> CAMPAIGNS = List.of(Some.CAMPAIGN, Some.OTHER_CAMPAIGN);
    private static final int PEOPLE = 5;
    private static final int STEPS = 60;
    private static final long TTL = 60_000;

    @Test
    void decidesAsARecountWouldWhateverHappens() {
        Chance.forSeeds(Boolean.getBoolean("evenreach.long") ? 1_000_000 : 500, chance -> new Schedule(chance).run());
    }

    /** What the model remembers of one touch. */
    private static final class Known {
        final long id;
        final UUID campaign;
        final Hashed key;
        TouchState state;
        final long expiresAt;

        Known(long id, UUID campaign, Hashed key, TouchState state, long expiresAt) {
            this.id = id;
            this.campaign = campaign;
            this.key = key;
            this.state = state;
            this.expiresAt = expiresAt;
        }
    }

    private static final class Schedule {

        private final Chance chance;
        private final InMemoryLedgerStore store = new InMemoryLedgerStore();
        private final LockingLedger ledger = new LockingLedger(store, Clock.systemUTC(), 3, LedgerMetrics.NONE);
        private final Map<UUID, Integer> targets;
        private final int ceiling;
        private final List<Hashed> identifiers = new ArrayList<>();
        private final Map<Hashed, UUID> owners = new HashMap<>();
        private final Map<Long, Known> touches = new LinkedHashMap<>();
        private final Map<String, Ask> allowedAsks = new LinkedHashMap<>();
        private final Map<String, Allowed> answers = new HashMap<>();
        private final List<Expose> pending = new ArrayList<>();
        private final List<Expose> applied = new ArrayList<>();
        private final Map<String, Long> exposureTouch = new HashMap<>();
        private final Map<Hashed, Long> erasedAt = new HashMap<>();
        private final Map<Long, Hashed> grantedTo = new HashMap<>();
        private long version;
        private int serial;

        Schedule(Chance chance) {
            this.chance = chance;
            this.targets = Map.of(Some.CAMPAIGN, 1 + chance.below(3), Some.OTHER_CAMPAIGN, 1 + chance.below(3));
            this.ceiling = 1 + chance.below(5);
            for (int i = 0; i < PEOPLE; i++) {
                Hashed identifier = i == 0 ? Some.phone(i) : Some.cookie(i);
                identifiers.add(identifier);
                owners.put(identifier, ProfileIds.foundedBy(identifier.key()));
            }
            store.policies = new PolicySnapshot(
                    1,
                    List.of(new ChannelPolicy("search", "search", null, Duration.ofMillis(TTL), false)),
                    List.of(campaign(Some.CAMPAIGN), campaign(Some.OTHER_CAMPAIGN)),
                    new Governance(List.of(new Ceiling(
                            "all", 1, Set.of(), ceiling, new Window.Rolling(Duration.ofDays(30)), Map.of()))));
        }

        private CampaignPolicy campaign(UUID id) {
            int target = targetOf(id);
            return new CampaignPolicy(
                    id,
                    1,
                    "c",
                    CampaignPolicy.Status.ACTIVE,
                    new Interval(
                            Instant.ofEpochMilli(Some.T0 - 86_400_000), Instant.ofEpochMilli(Some.T0 + 864_000_000)),
                    new CampaignPolicy.Audience.Everyone(),
                    List.of(new PlanRow(0, "search", target, target, new Window.Campaign())),
                    1,
                    false,
                    CampaignPolicy.Exemption.NONE);
        }

        private int targetOf(UUID campaign) {
            return known(targets, campaign);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                store.nowMillis += chance.below(15_000);
                switch (chance.below(10)) {
                    case 0, 1, 2, 3 -> askNew();
                    case 4 -> askAgain();
                    case 5 -> accept();
                    case 6 -> drain();
                    case 7 -> release();
                    case 8 -> {
                        if (chance.percent(20)) {
                            erase();
                        } else {
                            changeHands();
                        }
                    }
                    default -> repeatExposure();
                }
            }
            pending.clear();
            finish();
        }

        private void syncHorizon() {
            store.horizonMillis = pending.stream()
                    .mapToLong(exposure -> exposure.acceptedAt().toEpochMilli())
                    .min()
                    .orElse(store.nowMillis);
            for (Known known : touches.values()) {
                if (known.state == TouchState.GRANTED && known.expiresAt <= store.horizonMillis) {
                    known.state = TouchState.EXPIRED;
                }
            }
        }

        /** The process may die before or after the commit; whoever asked asks again until there is an answer. */
        private LedgerVerdict apply(LedgerCommand command) {
            syncHorizon();
            if (chance.percent(10)) {
                store.crash = chance.percent(50) ? CrashAt.BEFORE_COMMIT : CrashAt.AFTER_COMMIT;
            }
            while (true) {
                try {
                    return ledger.apply(List.of(command)).getFirst();
                } catch (InMemoryLedgerStore.Crash died) {
                    store.nowMillis += 1;
                }
            }
        }

        private List<Hashed> someone() {
            Hashed one = chance.pick(identifiers);
            return chance.percent(30) ? List.of(one, chance.pick(identifiers)) : List.of(one);
        }

        private void askNew() {
            List<Hashed> named = someone().stream().distinct().toList();
            boolean byProfile = named.size() == 1 && !erasedAt.containsKey(named.getFirst()) && chance.percent(20);
            Subject subject = byProfile
                    ? new Subject.Profile(ProfileIds.foundedBy(named.getFirst().key()))
                    : new Subject.Identifiers(named);
            UUID wanted = chance.percent(70) ? chance.pick(CAMPAIGNS) : null;
            Ask ask = new Ask("platform", "r" + serial++, "search", wanted, subject);
            syncHorizon();
            int underCeiling = ceiling - countedByCeiling(named);
            switch (apply(ask)) {
                case Allowed allowed -> {
                    int left = Math.min(leftOf(allowed.campaignId(), named), underCeiling);
                    assertThat(left).as("left before %s", ask).isPositive();
                    assertThat(allowed.remaining()).isEqualTo(left - 1);
                    Hashed filed = named.stream()
                            .min(java.util.Comparator.comparing(
                                            (Hashed one) -> one.type().strength())
                                    .thenComparing(Hashed::key))
                            .orElseThrow();
                    touches.put(
                            allowed.grant().touchId(),
                            new Known(
                                    allowed.grant().touchId(),
                                    allowed.campaignId(),
                                    filed,
                                    TouchState.GRANTED,
                                    allowed.expiresAt().toEpochMilli()));
                    grantedTo.put(allowed.grant().touchId(), filed);
                    allowedAsks.put(ask.requestId(), ask);
                    answers.put(ask.requestId(), allowed);
                }
                case Denied denied ->
                    assertThat(denied.reason()).as("%s", denied).isEqualTo(expectedReason(wanted, named, underCeiling));
                case LedgerVerdict other -> throw new AssertionError("an ask was answered with " + other);
            }
        }

        private DenialReason expectedReason(@Nullable UUID wanted, List<Hashed> named, int underCeiling) {
            if (wanted == null) {
                assertThat(CAMPAIGNS).allMatch(campaign -> Math.min(leftOf(campaign, named), underCeiling) <= 0);
                return DenialReason.NO_CANDIDATE;
            }
            if (leftOf(wanted, named) <= 0) {
                return DenialReason.PLAN_REACHED;
            }
            assertThat(underCeiling).isLessThanOrEqualTo(0);
            return DenialReason.CEILING_REACHED;
        }

        private int leftOf(UUID campaign, List<Hashed> named) {
            return targetOf(campaign)
                    - (int) countedOf(named)
                            .filter(known -> known.campaign.equals(campaign))
                            .count();
        }

        /** Every grant, and exposures that nobody asked for up to the only channel's part, which is the whole ceiling. */
        private int countedByCeiling(List<Hashed> named) {
            int ungranted = (int) countedOf(named)
                    .filter(known -> known.state == TouchState.UNGRANTED)
                    .count();
            return (int) countedOf(named).count() - ungranted + Math.min(ungranted, ceiling);
        }

        /** Touches of everybody named, as they are owned now, that were shown or wait to be. */
        private Stream<Known> countedOf(List<Hashed> named) {
            Set<UUID> people = new HashSet<>();
            named.forEach(one -> people.add(owners.get(one)));
            return touches.values().stream()
                    .filter(known -> known.state == TouchState.GRANTED || known.state.isExposure())
                    .filter(known -> people.contains(owners.get(known.key)));
        }

        private void askAgain() {
            if (allowedAsks.isEmpty()) {
                return;
            }
            Ask ask = chance.pick(List.copyOf(allowedAsks.values()));
            Allowed first = known(answers, ask.requestId());
            LedgerVerdict again = apply(ask);
            boolean sameHands = again instanceof Allowed;
            if (sameHands) {
                Allowed repeated = (Allowed) again;
                assertThat(repeated.grant()).isEqualTo(first.grant());
                assertThat(repeated.expiresAt()).isEqualTo(first.expiresAt());
                assertThat(repeated.remaining()).isEqualTo(first.remaining());
            } else {
                // Only where the request named somebody whose touches have gone to somebody else.
                assertThat(again).isInstanceOf(LedgerVerdict.Conflicting.class);
                assertThat(subjectOwns(ask, first.grant())).isFalse();
            }
        }

        private boolean subjectOwns(Ask ask, GrantRef grant) {
            Known known = known(touches, grant.touchId());
            return switch (ask.subject()) {
                case Subject.Identifiers(List<Hashed> named, var ignored) ->
                    named.stream().anyMatch(one -> ownerOf(one).equals(ownerOf(known.key)));
                case Subject.Profile ignored -> true;
            };
        }

        /** An exposure is accepted; the ledger hears of it later. */
        private void accept() {
            @Nullable
            GrantRef grant = answers.isEmpty() || chance.percent(25)
                    ? null
                    : chance.pick(List.copyOf(answers.values())).grant();
            Instant now = Instant.ofEpochMilli(store.nowMillis);
            pending.add(new Expose(
                    "platform",
                    "e" + serial++,
                    grant == null ? chance.pick(CAMPAIGNS) : known(touches, grant.touchId()).campaign,
                    "search",
                    new Subject.Identifiers(List.of(chance.pick(identifiers))),
                    now.minusMillis(chance.below(1_000)),
                    now,
                    grant,
                    null));
        }

        private void drain() {
            while (!pending.isEmpty()) {
                // The horizon waits for what is not applied yet, so it is synced before the exposure leaves the queue.
                syncHorizon();
                Expose exposure = pending.getFirst();
                LedgerVerdict verdict = apply(exposure);
                pending.removeFirst();
                applied.add(exposure);
                note(exposure, verdict);
            }
        }

        private void note(Expose exposure, LedgerVerdict verdict) {
            if (isErased(exposure)) {
                assertThat(verdict).isIn(new LedgerVerdict.Erased(), new Duplicate(false));
                return;
            }
            if (verdict instanceof Duplicate) {
                // The answer was lost in a crash; what was counted then is found in the histories.
                Touch touch = findCounted(exposure);
                noteCounted(exposure, touch);
                return;
            }
            assertThat(verdict).isInstanceOf(Counted.class);
            noteCounted(exposure, ((Counted) verdict).touch());
        }

        private boolean isErased(Expose exposure) {
            Hashed key = exposure.grant() == null
                    ? ((Subject.Identifiers) exposure.subject()).identifiers().getFirst()
                    : known(grantedTo, exposure.grant().touchId());
            return wasErased(key, exposure.occurredAt().toEpochMilli());
        }

        private boolean wasErased(Hashed key, long atMillis) {
            Long erased = erasedAt.get(key);
            return erased != null && atMillis <= erased;
        }

        private UUID ownerAt(Hashed key, long atMillis) {
            return wasErased(key, atMillis) ? ProfileIds.foundedBy(key.key()) : ownerOf(key);
        }

        private Touch findCounted(Expose exposure) {
            long own = TouchIds.ofClaim(TouchIds.claimOf(exposure.owner(), exposure.exposureId()));
            for (UUID profile : store.rows.keySet()) {
                Touch byOwn = store.history(profile).find(own);
                if (byOwn != null) {
                    return byOwn;
                }
            }
            for (UUID profile : store.rows.keySet()) {
                Touch byGrant = exposure.grant() == null
                        ? null
                        : store.history(profile).find(exposure.grant().touchId());
                if (byGrant != null) {
                    return byGrant;
                }
            }
            throw new AssertionError("an exposure is claimed and not counted: " + exposure);
        }

        private void noteCounted(Expose exposure, Touch touch) {
            exposureTouch.put(exposure.exposureId(), touch.touchId());
            Known granted = exposure.grant() == null
                    ? null
                    : touches.get(exposure.grant().touchId());
            if (granted != null
                    && granted.state == TouchState.GRANTED
                    && exposure.acceptedAt().toEpochMilli() < granted.expiresAt) {
                assertThat(touch.touchId()).isEqualTo(granted.id);
                assertThat(touch.state()).isEqualTo(TouchState.CONFIRMED);
                granted.state = TouchState.CONFIRMED;
                return;
            }
            assertThat(touch.state()).isEqualTo(TouchState.UNGRANTED);
            Hashed key = granted == null
                    ? ((Subject.Identifiers) exposure.subject()).identifiers().getFirst()
                    : granted.key;
            touches.put(
                    touch.touchId(), new Known(touch.touchId(), exposure.campaignId(), key, TouchState.UNGRANTED, 0));
        }

        private void repeatExposure() {
            if (applied.isEmpty()) {
                return;
            }
            Expose first = chance.pick(applied);
            Hashed named = chance.pick(identifiers);
            Expose again = new Expose(
                    first.owner(),
                    first.exposureId(),
                    first.campaignId(),
                    first.channel(),
                    new Subject.Identifiers(List.of(named)),
                    first.occurredAt(),
                    Instant.ofEpochMilli(store.nowMillis),
                    first.grant(),
                    null);
            Hashed before =
                    ((Subject.Identifiers) first.subject()).identifiers().getFirst();
            long at = first.occurredAt().toEpochMilli();
            // The claim of what was dropped says of nobody.
            boolean somebodyElse = first.grant() == null
                    && !isErased(first)
                    && !ownerAt(named, at).equals(ownerAt(before, at));
            assertThat(apply(again)).isEqualTo(new Duplicate(somebodyElse));
        }

        private void release() {
            if (answers.isEmpty()) {
                return;
            }
            Allowed allowed = chance.pick(List.copyOf(answers.values()));
            LedgerVerdict verdict = apply(new Release(allowed.grant()));
            Known known = known(touches, allowed.grant().touchId());
            if (known.state == TouchState.GRANTED) {
                known.state = TouchState.RELEASED;
            }
            assertThat(verdict).isEqualTo(new LedgerVerdict.Released(known.state));
        }

        private void changeHands() {
            List<TenureChange> changes = new ArrayList<>();
            Hashed to = chance.pick(identifiers);
            int many = 1 + chance.below(2);
            for (int i = 0; i < many; i++) {
                Hashed moving = chance.pick(identifiers);
                UUID owner = ProfileIds.foundedBy((chance.percent(60) ? to : moving).key());
                if (erasedAt.containsKey(moving) && !store.book().knowsFounding(owner)) {
                    // Identity tells what founded a profile before anything else of it.
                    owner = ProfileIds.foundedBy(moving.key());
                }
                changes.add(tenure(moving, owner));
                owners.put(moving, owner);
            }
            move(changes);
            if (chance.percent(30)) {
                move(changes);
            }
        }

        /** Whoever has these identifiers is erased with all that happened up to now. */
        private void erase() {
            long now = store.nowMillis;
            List<TenureChange> changes = new ArrayList<>();
            Set<Hashed> erased = new HashSet<>(someone());
            for (Hashed identifier : erased) {
                TenureChange withdrawn = tenure(identifier, null, now);
                changes.add(withdrawn);
                erasedAt.put(identifier, now);
                owners.put(identifier, ProfileIds.foundedBy(identifier.key()));
            }
            touches.values().removeIf(known -> erased.contains(known.key));
            answers.values()
                    .removeIf(answer -> !touches.containsKey(answer.grant().touchId()));
            allowedAsks.keySet().retainAll(answers.keySet());
            applied.removeIf(exposure -> isErased(exposure));
            move(changes);
            if (chance.percent(30)) {
                move(changes);
            }
            store.nowMillis++;
        }

        private void move(List<TenureChange> changes) {
            assertThat(apply(new MoveTenures("c" + serial++, changes))).isInstanceOf(LedgerVerdict.Moved.class);
        }

        private TenureChange tenure(Hashed key, UUID owner) {
            return tenure(key, owner, TenureChange.NOT_ERASED);
        }

        /** What was before an erasure is nobody's for ever. */
        private TenureChange tenure(Hashed key, @Nullable UUID owner, long erased) {
            Long before = erasedAt.get(key);
            return new TenureChange(
                    key.key(),
                    key.type(),
                    before == null ? TenureChange.BEGINNING : before + 1,
                    TenureChange.END,
                    null,
                    owner,
                    false,
                    ++version,
                    Some.T0,
                    null,
                    erased);
        }

        private void finish() {
            journalFoldsToTheSameBytes();
            everyTouchIsWhereItsIdentifierIs();
            journalTellsHowEachGrantEnded();
            List<TenureChange> apart = new ArrayList<>();
            for (Hashed identifier : identifiers) {
                UUID own = ProfileIds.foundedBy(identifier.key());
                apart.add(tenure(identifier, own));
                owners.put(identifier, own);
            }
            move(apart);
            everyTouchIsWhereItsIdentifierIs();
            for (Hashed identifier : identifiers) {
                assertThat(store.history(ownerOf(identifier)).touches())
                        .as("after everything was parted")
                        .noneMatch(touch -> touch.causes().contains(TouchCause.IDENTITY_MERGED));
            }
            journalFoldsToTheSameBytes();
            journalTellsHowEachGrantEnded();
        }

        /** All that were answered, whoever they moved to: confirmed, released, expired, live, or gone with whom was erased. */
        private void journalTellsHowEachGrantEnded() {
            syncHorizon();
            GrantTally tally = new GrantTally(store.horizonMillis, (profile, kind) -> {
                throw new AssertionError("the journal says of a grant of " + profile + " that it is " + kind);
            });
            store.stays().values().forEach(tally::count);
            tally.settle(store.book());
            long confirmed = in(TouchState.CONFIRMED);
            long released = in(TouchState.RELEASED);
            long expired = in(TouchState.EXPIRED);
            long live = in(TouchState.GRANTED);
            long erased = grantedTo.keySet().stream()
                    .filter(id -> !touches.containsKey(id))
                    .count();
            assertThat(tally.counted())
                    .isEqualTo(new GrantCounts(grantedTo.size(), confirmed, released, expired, live, erased));
            assertThat(confirmed + released + expired + live + erased).isEqualTo(grantedTo.size());
        }

        private long in(TouchState state) {
            return touches.values().stream()
                    .filter(known -> known.state == state)
                    .count();
        }

        private void journalFoldsToTheSameBytes() {
            Map<UUID, byte[]> folded = store.folded();
            assertThat(folded.keySet()).isEqualTo(store.rows.keySet());
            store.rows.forEach((profile, row) -> assertThat(folded.get(profile)).isEqualTo(row.state()));
        }

        private void everyTouchIsWhereItsIdentifierIs() {
            syncHorizon();
            Map<Long, String> expected = new TreeMap<>();
            touches.values().forEach(known -> expected.put(known.id, place(ownerOf(known.key), known.state)));
            Map<Long, String> found = new TreeMap<>();
            for (UUID profile : store.rows.keySet()) {
                for (Touch touch : store.history(profile)
                        .advance(store.nowMillis, store.horizonMillis)
                        .touches()) {
                    assertThat(found.put(touch.touchId(), place(profile, touch.state())))
                            .isNull();
                }
            }
            assertThat(found).isEqualTo(expected);
        }

        private UUID ownerOf(Hashed identifier) {
            return known(owners, identifier);
        }

        private static <K, V> V known(Map<K, V> all, K one) {
            return Objects.requireNonNull(all.get(one));
        }

        private static String place(UUID profile, TouchState state) {
            return state + " of " + profile;
        }
    }
}
