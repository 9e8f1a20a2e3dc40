package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.GrantRef;
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
import io.evenreach.frequency.policy.ChannelPolicy;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random schedules of asks, exposures, releases, joins and partings, with crashes, against a model that keeps a plain list
 * of touches and recounts it every time.
 */
class LedgerScheduleTest {

    private static final int PEOPLE = 5;
    private static final int STEPS = 60;
    private static final long TTL = 60_000;

    @Test
    void decidesAsARecountWouldWhateverHappens() {
        Chance.forSeeds(500, chance -> new Schedule(chance).run());
    }

    /** What the model remembers of one touch. */
    private static final class Known {
        final long id;
        final Hashed key;
        TouchState state;
        final long expiresAt;

        Known(long id, Hashed key, TouchState state, long expiresAt) {
            this.id = id;
            this.key = key;
            this.state = state;
            this.expiresAt = expiresAt;
        }
    }

    private static final class Schedule {

        private final Chance chance;
        private final InMemoryLedgerStore store = new InMemoryLedgerStore();
        private final LockingLedger ledger = new LockingLedger(store, Clock.systemUTC(), 3, LedgerMetrics.NONE);
        private final int target;
        private final List<Hashed> identifiers = new ArrayList<>();
        private final Map<Hashed, UUID> owners = new HashMap<>();
        private final Map<Long, Known> touches = new LinkedHashMap<>();
        private final Map<String, Ask> allowedAsks = new LinkedHashMap<>();
        private final Map<String, Allowed> answers = new HashMap<>();
        private final List<Expose> pending = new ArrayList<>();
        private final List<Expose> applied = new ArrayList<>();
        private final Map<String, Long> exposureTouch = new HashMap<>();
        private long version;
        private int serial;

        Schedule(Chance chance) {
            this.chance = chance;
            this.target = 1 + chance.below(3);
            for (int i = 0; i < PEOPLE; i++) {
                Hashed identifier = i == 0 ? Some.phone(i) : Some.cookie(i);
                identifiers.add(identifier);
                owners.put(identifier, ProfileIds.foundedBy(identifier.key()));
            }
            CampaignPolicy campaign = new CampaignPolicy(
                    Some.CAMPAIGN,
                    1,
                    "c",
                    CampaignPolicy.Status.ACTIVE,
                    new Interval(
                            Instant.ofEpochMilli(Some.T0 - 86_400_000), Instant.ofEpochMilli(Some.T0 + 864_000_000)),
                    new CampaignPolicy.Audience.Everyone(),
                    List.of(new PlanRow(0, "search", target, target, new Window.Campaign())),
                    1,
                    false);
            store.policies = new PolicySnapshot(
                    1,
                    List.of(new ChannelPolicy("search", "search", null, Duration.ofMillis(TTL), false)),
                    List.of(campaign));
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
                    case 8 -> changeHands();
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
            boolean byProfile = named.size() == 1 && chance.percent(20);
            Subject subject = byProfile
                    ? new Subject.Profile(ProfileIds.foundedBy(named.getFirst().key()))
                    : new Subject.Identifiers(named);
            Ask ask = new Ask("platform", "r" + serial++, "search", chance.percent(70) ? Some.CAMPAIGN : null, subject);
            syncHorizon();
            int count = countOf(named);
            switch (apply(ask)) {
                case Allowed allowed -> {
                    assertThat(count).as("counted before %s", ask).isLessThan(target);
                    assertThat(allowed.remaining()).isEqualTo(target - count - 1);
                    Hashed filed = named.stream()
                            .min(java.util.Comparator.comparing(
                                            (Hashed one) -> one.type().strength())
                                    .thenComparing(Hashed::key))
                            .orElseThrow();
                    touches.put(
                            allowed.grant().touchId(),
                            new Known(
                                    allowed.grant().touchId(),
                                    filed,
                                    TouchState.GRANTED,
                                    allowed.expiresAt().toEpochMilli()));
                    allowedAsks.put(ask.requestId(), ask);
                    answers.put(ask.requestId(), allowed);
                }
                case Denied denied ->
                    assertThat(count).as("counted before %s", denied).isGreaterThanOrEqualTo(target);
                case LedgerVerdict other -> throw new AssertionError("an ask was answered with " + other);
            }
        }

        /** Touches of everybody named, as they are owned now, that were shown or wait to be. */
        private int countOf(List<Hashed> named) {
            Set<UUID> people = new HashSet<>();
            named.forEach(one -> people.add(owners.get(one)));
            int count = 0;
            for (Known known : touches.values()) {
                boolean counts = known.state == TouchState.GRANTED || known.state.isExposure();
                if (counts && people.contains(owners.get(known.key))) {
                    count++;
                }
            }
            return count;
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
                case Subject.Identifiers(List<Hashed> named) ->
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
                    Some.CAMPAIGN,
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
            if (verdict instanceof Duplicate) {
                // The answer was lost in a crash; what was counted then is found in the histories.
                Touch touch = findCounted(exposure);
                noteCounted(exposure, touch);
                return;
            }
            assertThat(verdict).isInstanceOf(Counted.class);
            noteCounted(exposure, ((Counted) verdict).touch());
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
            touches.put(touch.touchId(), new Known(touch.touchId(), key, TouchState.UNGRANTED, 0));
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
            boolean somebodyElse = first.grant() == null && !ownerOf(named).equals(ownerOf(before));
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
                changes.add(tenure(moving, owner));
                owners.put(moving, owner);
            }
            move(changes);
            if (chance.percent(30)) {
                move(changes);
            }
        }

        private void move(List<TenureChange> changes) {
            assertThat(apply(new MoveTenures("c" + serial++, changes))).isInstanceOf(LedgerVerdict.Moved.class);
        }

        private TenureChange tenure(Hashed key, UUID owner) {
            return new TenureChange(
                    key.key(),
                    key.type(),
                    TenureChange.BEGINNING,
                    TenureChange.END,
                    null,
                    owner,
                    false,
                    ++version,
                    Some.T0,
                    null);
        }

        private void finish() {
            journalFoldsToTheSameBytes();
            everyTouchIsWhereItsIdentifierIs();
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
