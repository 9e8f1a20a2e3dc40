package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.Considered;
import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.DenialReason;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.CampaignPolicy.Audience;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Governance;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.testkit.Chance;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is held out of a campaign, whatever becomes of people. */
class HoldoutsTest {

    private static final Instant NOW = Instant.ofEpochMilli(Some.T0);
    private static final int PERCENT = 40;

    private final InMemoryLedgerStore store = new InMemoryLedgerStore();
    private final LockingLedger ledger = new LockingLedger(store, Clock.systemUTC(), 5, LedgerMetrics.NONE);
    private int serial;

    private static CampaignPolicy campaign(UUID id, int priority, int holdoutPercent, String... channels) {
        List<PlanRow> plan = new ArrayList<>();
        for (String channel : channels) {
            plan.add(new PlanRow(plan.size(), channel, 400, 400, new Window.Campaign()));
        }
        return new CampaignPolicy(
                id,
                3,
                "a campaign",
                CampaignPolicy.Status.ACTIVE,
                new Interval(NOW.minus(Duration.ofDays(9)), NOW.plus(Duration.ofDays(9))),
                new Audience.Everyone(),
                plan,
                priority,
                false,
                CampaignPolicy.Exemption.NONE,
                holdoutPercent);
    }

    private void inForce(CampaignPolicy... campaigns) {
        store.policies = policies(campaigns);
    }

    private static PolicySnapshot policies(CampaignPolicy... campaigns) {
        return policies(Governance.NONE, campaigns);
    }

    private static PolicySnapshot policies(Governance governance, CampaignPolicy... campaigns) {
        return new PolicySnapshot(
                1,
                Some.CHANNELS.stream()
                        .map(channel -> new ChannelPolicy(channel, channel, null, Duration.ofMinutes(10), false))
                        .toList(),
                List.of(campaigns),
                governance);
    }

    private LedgerVerdict ask(@Nullable UUID campaignId, Hashed... identifiers) {
        return ask(campaignId, new Subject.Identifiers(List.of(identifiers)));
    }

    private LedgerVerdict ask(@Nullable UUID campaignId, Subject subject) {
        return ledger.apply(List.of(new Ask("platform", "r" + serial++, "search", campaignId, subject)))
                .getFirst();
    }

    private void own(UUID owner, boolean shared, long version, Hashed... identifiers) {
        List<TenureChange> changes = new ArrayList<>();
        for (Hashed identifier : identifiers) {
            changes.add(tenure(identifier, TenureChange.BEGINNING, owner, shared, version, TenureChange.NOT_ERASED));
        }
        ledger.apply(List.of(new MoveTenures("c" + serial++, changes)));
    }

    private static TenureChange tenure(
            Hashed identifier,
            long fromMillis,
            @Nullable UUID owner,
            boolean shared,
            long version,
            long erasedAtMillis) {
        return new TenureChange(
                identifier.key(),
                identifier.type(),
                fromMillis,
                TenureChange.END,
                null,
                shared ? null : owner,
                shared,
                version,
                Some.T0,
                null,
                erasedAtMillis);
    }

    private static boolean isHeldOut(LedgerVerdict verdict) {
        return verdict instanceof Denied denied && denied.reason() == DenialReason.HOLDOUT;
    }

    private static int bucket(Hashed identifier) {
        return Assignment.bucketOf(Some.CAMPAIGN, ProfileIds.foundedBy(identifier.key()));
    }

    /** The nth cookie that is held out by itself, or is not. */
    private static Hashed cookie(boolean heldOut, int nth) {
        return IntStream.range(0, 1_000)
                .mapToObj(Some::cookie)
                .filter(cookie -> Assignment.isHeldOut(bucket(cookie), PERCENT) == heldOut)
                .skip(nth)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void holdsOutAsManyAsItSaysOfEachCampaignForItself() {
        int[] heldOut = new int[2];
        int both = 0;
        for (int i = 0; i < 20_000; i++) {
            UUID person = ProfileIds.foundedBy(Some.key(i));
            boolean one = Assignment.isHeldOut(Assignment.bucketOf(Some.CAMPAIGN, person), 10);
            boolean other = Assignment.isHeldOut(Assignment.bucketOf(Some.OTHER_CAMPAIGN, person), 10);
            heldOut[0] += one ? 1 : 0;
            heldOut[1] += other ? 1 : 0;
            both += one && other ? 1 : 0;
        }
        // Seven standard deviations of a draw; what is counted never changes.
        assertThat(heldOut[0]).isBetween(1_703, 2_297);
        assertThat(heldOut[1]).isBetween(1_703, 2_297);
        assertThat(both).isBetween(101, 299);
        assertThat(Assignment.isHeldOut(0, 0)).isFalse();
        assertThat(Assignment.isHeldOut(Assignment.BUCKETS - 1, 100)).isTrue();
        assertThat(Assignment.isHeldOut(99, 1)).isTrue();
        assertThat(Assignment.isHeldOut(100, 1)).isFalse();
    }

    @Test
    void isTheFunctionThatIsDocumented() {
        // sha256sum of 32 bytes, 00…01 twice over: 9cd6bbc0a23986dd53c47c3585d2e8a40c448de81bc7d74e31495890c6112652
        assertThat(Assignment.bucketOf(new UUID(0, 1), new UUID(0, 1)))
                .isEqualTo((int) Long.remainderUnsigned(0x9cd6bbc0a23986ddL, 10_000));
    }

    @Test
    void whoeverIsHeldOutIsToldSoWithWhatDecided() {
        inForce(campaign(Some.CAMPAIGN, 100, PERCENT, "search"));
        Hashed held = cookie(true, 0);
        Denied denied = (Denied) ask(Some.CAMPAIGN, held);
        assertThat(denied.reason()).isEqualTo(DenialReason.HOLDOUT);
        assertThat(denied.ground()).isEqualTo(new DenialGround.Holdout(Some.CAMPAIGN, 3, PERCENT, bucket(held), NOW));
        assertThat(denied.retryAt()).isNull();
        store.nowMillis += 60_000;
        assertThat(((Denied) ask(Some.CAMPAIGN, held)).ground()).isEqualTo(denied.ground());
        assertThat(ask(Some.CAMPAIGN, cookie(false, 0))).isInstanceOf(Allowed.class);
        assertThat(store.assignments).hasSize(2);
    }

    @Test
    void aMergeKeepsTheEarlierArmAndASplitGivesBackWhatEachHad() {
        inForce(campaign(Some.CAMPAIGN, 100, PERCENT, "search"));
        Hashed held = cookie(true, 0);
        Hashed reached = cookie(false, 0);
        assertThat(ask(Some.CAMPAIGN, reached)).isInstanceOf(Allowed.class);
        store.nowMillis++;
        assertThat(isHeldOut(ask(Some.CAMPAIGN, held))).isTrue();

        UUID person = ProfileIds.foundedBy(held.key());
        own(person, false, 1, held, reached);
        store.nowMillis++;
        assertThat(ask(Some.CAMPAIGN, held)).isInstanceOf(Allowed.class);
        assertThat(ask(Some.CAMPAIGN, new Subject.Profile(person))).isInstanceOf(Allowed.class);

        own(ProfileIds.foundedBy(reached.key()), false, 2, reached);
        assertThat(isHeldOut(ask(Some.CAMPAIGN, held))).isTrue();
        assertThat(ask(Some.CAMPAIGN, reached)).isInstanceOf(Allowed.class);
        assertThat(isHeldOut(ask(Some.CAMPAIGN, new Subject.Profile(person)))).isTrue();
    }

    @Test
    void whoIsAskedUnderTwoIdentifiersInOneMomentKeepsTheArmOfTheFirst() {
        inForce(campaign(Some.CAMPAIGN, 100, PERCENT, "search"));
        List<Hashed> both = new ArrayList<>(List.of(cookie(true, 0), cookie(false, 0)));
        // The one that is lower as a key comes second.
        both.sort(Comparator.comparing(Hashed::key).reversed());
        own(ProfileIds.foundedBy(both.getFirst().key()), false, 1, both.getFirst(), both.getLast());
        boolean heldOut = isHeldOut(ask(Some.CAMPAIGN, both.getFirst()));
        assertThat(heldOut).isEqualTo(Assignment.isHeldOut(bucket(both.getFirst()), PERCENT));
        for (int i = 0; i < 3; i++) {
            assertThat(isHeldOut(ask(Some.CAMPAIGN, both.getLast()))).isEqualTo(heldOut);
        }
        assertThat(store.assignments).hasSize(2).allMatch(row -> row.heldOut() == heldOut);
    }

    @Test
    void whatDecidedOnceGoesOnDecidingWhereTheClockIsSetBack() {
        inForce(campaign(Some.CAMPAIGN, 100, PERCENT, "search"));
        Hashed held = cookie(true, 0);
        Hashed other = cookie(false, 0);
        own(ProfileIds.foundedBy(held.key()), false, 1, held, other);
        assertThat(isHeldOut(ask(Some.CAMPAIGN, held))).isTrue();
        store.nowMillis -= 1_000;
        assertThat(isHeldOut(ask(Some.CAMPAIGN, other))).isTrue();
        assertThat(isHeldOut(ask(Some.CAMPAIGN, other))).isTrue();
    }

    /** As the report tells who is of both arms. */
    private boolean isMixed(Hashed identifier) {
        List<Assignment> rows = store.inTransaction(
                session -> session.assignments(Set.of(Some.CAMPAIGN), Set.of(ProfileIds.foundedBy(identifier.key()))));
        boolean arm = rows.stream().min(Assignment.ORDER).orElseThrow().isHeldOutOf(PERCENT);
        return rows.stream().anyMatch(row -> row.heldOut() != arm);
    }

    @Test
    void everybodyKeepsTheirOwnArmWhoeverIsNamedBesideThem() {
        inForce(campaign(Some.CAMPAIGN, 100, PERCENT, "search"));
        Hashed held = cookie(true, 0);
        Hashed reached = reachedPhone();
        // The phone is asked for, and the device nobody asked for yet is held out in reports.
        Denied before = (Denied) ask(Some.CAMPAIGN, reached, held);
        assertThat(before.reason()).isEqualTo(DenialReason.HOLDOUT);
        assertThat(before.ground()).isEqualTo(new DenialGround.Holdout(Some.CAMPAIGN, 3, PERCENT, bucket(held), null));
        assertThat(store.assignments).singleElement().satisfies(row -> {
            assertThat(row.filedUnder()).isEqualTo(reached.key());
            assertThat(row.heldOut()).isFalse();
        });
        for (int i = 0; i < 2; i++) {
            store.nowMillis += 10;
            assertThat(ask(Some.CAMPAIGN, reached)).isInstanceOf(Allowed.class);
            assertThat(isHeldOut(ask(Some.CAMPAIGN, held))).isTrue();
            assertThat(isHeldOut(ask(Some.CAMPAIGN, reached, held))).isTrue();
            assertThat(isHeldOut(ask(null, reached, held))).isTrue();
        }
        assertThat(store.assignments).hasSize(2);
        assertThat(isMixed(reached)).isFalse();
        assertThat(isMixed(held)).isFalse();
    }

    /** A phone that is not held out; a touch is filed with its owner, whichever cookie is named beside it. */
    private static Hashed reachedPhone() {
        return IntStream.range(0, 1_000)
                .mapToObj(Some::phone)
                .filter(phone -> !Assignment.isHeldOut(bucket(phone), PERCENT))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void keepsTheShareOfWhomATouchIsFiledWithWhoeverIsNamedBesideThem() {
        Ceiling ceiling =
                new Ceiling("brand", 1, Set.of(), 2, new Window.Rolling(Duration.ofDays(7)), Map.of(Some.CAMPAIGN, 2));
        store.policies = policies(
                new Governance(List.of(ceiling)),
                campaign(Some.CAMPAIGN, 100, PERCENT, "search"),
                campaign(Some.OTHER_CAMPAIGN, 100, 0, "search"));
        Hashed held = cookie(true, 0);
        Hashed reached = reachedPhone();

        assertThat(((Denied) ask(Some.OTHER_CAMPAIGN, reached, held)).reason()).isEqualTo(DenialReason.CEILING_REACHED);
        Denied none = (Denied) ask(null, reached, held);
        ConsideredCodec codec = new ConsideredCodec(store.names);
        assertThat(Losers.of(codec.decode(codec.encode(none.considered())), store.policies, 9))
                .extracting(Candidate::campaignId, Candidate::reason)
                .containsExactlyInAnyOrder(
                        tuple(Some.CAMPAIGN, "HOLDOUT"), tuple(Some.OTHER_CAMPAIGN, "CEILING_REACHED"));
        assertThat(ask(Some.CAMPAIGN, reached)).isInstanceOf(Allowed.class);
    }

    @Test
    void keepsNoShareOfWhomItsCampaignHoldsOut() {
        Ceiling ceiling =
                new Ceiling("brand", 1, Set.of(), 2, new Window.Rolling(Duration.ofDays(7)), Map.of(Some.CAMPAIGN, 2));
        UUID third = new UUID(7, 7);
        // Where it has no plan for the channel of the ask, it could still use the share on its own.
        for (String channel : List.of("search", "wechat")) {
            store.policies = policies(
                    new Governance(List.of(ceiling)),
                    campaign(Some.CAMPAIGN, 100, PERCENT, channel),
                    campaign(Some.OTHER_CAMPAIGN, 100, 0, "search"),
                    campaign(third, 100, 0, "search"));
            store.assignments.clear();
            int nth = channel.equals("search") ? 0 : 2;
            Hashed held = cookie(true, nth);
            assertThat(ask(Some.OTHER_CAMPAIGN, held)).isInstanceOf(Allowed.class);
            assertThat(store.assignments)
                    .as("of a campaign that was not asked for")
                    .isEmpty();
            // Held out by what they were asked for under once, and not by their profile id.
            Hashed chosenFor = cookie(true, nth + 1);
            ledger.apply(List.of(new Ask(
                    "platform", "x" + serial++, channel, Some.CAMPAIGN, new Subject.Identifiers(List.of(chosenFor)))));
            own(ProfileIds.foundedBy(cookie(false, nth + 1).key()), false, 1, chosenFor);
            Allowed chosen = (Allowed) ask(null, chosenFor);
            assertThat(chosen.campaignId()).isIn(Some.OTHER_CAMPAIGN, third);
            ConsideredCodec codec = new ConsideredCodec(store.names);
            assertThat(Losers.of(codec.decode(codec.encode(chosen.considered())), store.policies, 9))
                    .as("as it was then")
                    .noneMatch(loser -> loser.reason().equals("CEILING_REACHED"));
            Hashed reached = cookie(false, nth);
            assertThat(((Denied) ask(Some.OTHER_CAMPAIGN, reached)).reason()).isEqualTo(DenialReason.CEILING_REACHED);
            if (channel.equals("search")) {
                assertThat(isHeldOut(ask(Some.CAMPAIGN, held))).isTrue();
                assertThat(ask(Some.CAMPAIGN, reached)).isInstanceOf(Allowed.class);
            } else {
                assertThat(((Denied) ask(null, reached)).reason()).isEqualTo(DenialReason.NO_CANDIDATE);
                assertThat(store.assignments).extracting(Assignment::filedUnder).containsExactly(chosenFor.key());
            }
        }
    }

    @Test
    void whoeverGotAnIdentifierIsInTheArmOfTheProfileThatItFoundedForThem() {
        inForce(campaign(Some.CAMPAIGN, 100, PERCENT, "search"));
        Hashed reached = cookie(false, 0);
        UUID second = IntStream.range(0, 1_000)
                .mapToObj(i -> ProfileIds.foundedBy(reached.key(), "opening/" + i))
                .filter(id -> Assignment.isHeldOut(Assignment.bucketOf(Some.CAMPAIGN, id), PERCENT))
                .findFirst()
                .orElseThrow();
        own(ProfileIds.foundedBy(reached.key()), false, 1, reached);
        assertThat(ask(Some.CAMPAIGN, reached)).isInstanceOf(Allowed.class);
        store.nowMillis += 10;
        ledger.apply(List.of(new MoveTenures(
                "opening", List.of(tenure(reached, store.nowMillis, second, false, 2, TenureChange.NOT_ERASED)))));
        // As the report says of their profile id before, and the ask for it.
        assertThat(isHeldOut(ask(Some.CAMPAIGN, reached))).isTrue();
        assertThat(isHeldOut(ask(Some.CAMPAIGN, new Subject.Profile(second)))).isTrue();
        assertThat(ask(Some.CAMPAIGN, new Subject.Profile(ProfileIds.foundedBy(reached.key()))))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void neitherServiceMessagesNorHistoryHoldAnybodyOutWhateverIsSaid() {
        for (boolean service : List.of(true, false)) {
            CampaignPolicy said = new CampaignPolicy(
                    Some.CAMPAIGN,
                    1,
                    "owed",
                    CampaignPolicy.Status.ACTIVE,
                    new Interval(NOW, NOW.plus(Duration.ofDays(1))),
                    service ? new Audience.Everyone() : new Audience.DataSet("log"),
                    List.of(new PlanRow(0, "search", 1, 1, new Window.Campaign())),
                    100,
                    service,
                    CampaignPolicy.Exemption.NONE,
                    100);
            assertThat(said.holdoutPercent()).isZero();
        }
    }

    @Test
    void askingForTheBestSkipsWhatHoldsThePersonOutAndSaysSo() {
        CampaignPolicy holding = campaign(Some.CAMPAIGN, 200, PERCENT, "search");
        CampaignPolicy other = campaign(Some.OTHER_CAMPAIGN, 100, 0, "search");
        inForce(holding, other);
        Allowed allowed = (Allowed) ask(null, cookie(true, 0));
        assertThat(allowed.campaignId()).isEqualTo(Some.OTHER_CAMPAIGN);
        Considered considered = allowed.considered();
        assertThat(considered).isNotNull();
        assertThat(considered.heldOutOf()).containsExactly(Some.CAMPAIGN);
        ConsideredCodec codec = new ConsideredCodec(store.names);
        Considered read = codec.decode(codec.encode(considered));
        assertThat(read.heldOutOf()).containsExactly(Some.CAMPAIGN);
        assertThat(Losers.of(read, store.policies, 9))
                .singleElement()
                .satisfies(loser -> assertThat(loser.reason()).isEqualTo("HOLDOUT"));

        Allowed reached = (Allowed) ask(null, cookie(false, 0));
        assertThat(reached.campaignId()).isEqualTo(Some.CAMPAIGN);
        assertThat(reached.considered()).isNotNull();
        assertThat(Losers.of(reached.considered(), store.policies, 9))
                .singleElement()
                .satisfies(loser -> assertThat(loser.reason()).isEqualTo("LOWER_PRIORITY"));
        assertThat(store.assignments).as("of both arms alike").hasSize(2);

        inForce(holding);
        assertThat(isHeldOut(ask(null, cookie(true, 1)))).isTrue();
    }

    @Test
    void whoIsNotEligibleIsAssignedToNothing() {
        inForce(
                new CampaignPolicy(
                        Some.CAMPAIGN,
                        1,
                        "a list",
                        CampaignPolicy.Status.ACTIVE,
                        new Interval(NOW, NOW.plus(Duration.ofDays(1))),
                        new Audience.Listed(1),
                        List.of(new PlanRow(0, "search", 1, 1, new Window.Campaign())),
                        100,
                        false,
                        CampaignPolicy.Exemption.NONE,
                        100),
                campaign(Some.OTHER_CAMPAIGN, 100, 100, "wechat"));
        ask(Some.CAMPAIGN, Some.cookie(1));
        ask(null, Some.cookie(1));
        ask(Some.OTHER_CAMPAIGN, Some.cookie(1));
        inForce(campaign(Some.CAMPAIGN, 100, 100, "search"));
        store.holds.put(Some.cookie(2).key(), new DenialGround.Hold(new UUID(1, 1), 1L, NOW, null, false));
        ask(Some.CAMPAIGN, Some.cookie(2));
        ask(null, Some.cookie(2));
        assertThat(store.assignments).isEmpty();
    }

    @Test
    void whoseRequestWasGrantedBeforeIsAssignedToNothing() {
        Hashed cookie = Some.cookie(1);
        inForce(campaign(Some.OTHER_CAMPAIGN, 100, 0, "search"));
        Allowed first = (Allowed) ask(null, cookie);
        for (int i = 0; i < TouchHistory.TIDY_FROM + TouchHistory.DEAD_KEPT; i++) {
            store.nowMillis++;
            ask(null, cookie);
        }
        store.nowMillis += Duration.ofHours(1).toMillis();
        store.horizonMillis = store.nowMillis;
        ask(null, cookie);
        assertThat(store.history(first.profileId()).find(first.grant().touchId()))
                .isNull();

        inForce(campaign(Some.CAMPAIGN, 100, 100, "search"));
        serial = 0;
        assertThat(((Allowed) ask(null, cookie)).grant()).isEqualTo(first.grant());
        assertThat(store.assignments).isEmpty();
        serial = 1_000;
        assertThat(isHeldOut(ask(null, cookie))).isTrue();
        assertThat(store.assignments).hasSize(1);
    }

    @Test
    void costsNothingWhereNoCampaignOfTheChannelHoldsAnybodyOut() {
        inForce(campaign(Some.CAMPAIGN, 100, 0, "search"), campaign(Some.OTHER_CAMPAIGN, 100, 50, "wechat"));
        ask(Some.CAMPAIGN, Some.cookie(1));
        ask(null, Some.cookie(1));
        assertThat(store.assignmentsAsked).isZero();
        inForce(campaign(Some.CAMPAIGN, 100, 0, "search"), campaign(Some.OTHER_CAMPAIGN, 100, 50, "search"));
        ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(store.assignmentsAsked).isZero();
        ask(null, Some.cookie(1));
        assertThat(store.assignmentsAsked).isEqualTo(1);
    }

    @Test
    void anErasureTakesWhatWasAssigned() {
        inForce(campaign(Some.CAMPAIGN, 100, PERCENT, "search"));
        Hashed erased = cookie(true, 0);
        UUID person = ProfileIds.foundedBy(erased.key());
        own(person, false, 1, erased);
        ask(Some.CAMPAIGN, erased);
        ask(Some.CAMPAIGN, new Subject.Profile(person));
        ask(Some.CAMPAIGN, cookie(true, 1));
        assertThat(store.assignments).hasSize(3);
        ledger.apply(List.of(new MoveTenures(
                "erasure", List.of(tenure(erased, TenureChange.BEGINNING, null, false, 2, store.nowMillis)))));
        assertThat(store.assignments)
                .extracting(Assignment::filedUnder)
                .containsExactly(cookie(true, 1).key());
    }

    @Test
    void followsIdentityExactlyWhateverHappens() {
        Chance.forSeeds(Boolean.getBoolean("evenreach.long") ? 5_000 : 200, chance -> new Schedule(chance).run());
    }

    /**
     * What somebody was asked for, as it was filed.
     *
     * @param home the profile that the identifier had founded for whoever had it
     */
    private record Asked(UUID campaignId, IdentifierKey filedUnder, long atMillis, UUID home) {}

    /** The tenure that founded a profile. */
    private record Founding(IdentifierKey key, long fromMillis) {}

    /**
     * People are joined and split, identifiers handed down and shared, while they are asked for. After every step, a recount
     * of all asks with the ownership of now says in which arm everybody is: that of the first ask that is theirs. An ask that
     * names several is denied where any of them is held out, and is of the first alone.
     */
    private static final class Schedule {

        private static final int IDENTIFIERS = 6;
        private static final List<UUID> CAMPAIGNS = List.of(Some.CAMPAIGN, Some.OTHER_CAMPAIGN);

        private final Chance chance;
        private final InMemoryLedgerStore store = new InMemoryLedgerStore();
        private final LockingLedger ledger = new LockingLedger(store, Clock.systemUTC(), 5, LedgerMetrics.NONE);
        private final List<Hashed> identifiers = new ArrayList<>();
        /** By identifier: whose it is from when on; null where it is shared. */
        private final Map<IdentifierKey, TreeMap<Long, UUID>> owners = new HashMap<>();

        private final Map<UUID, Founding> foundings = new HashMap<>();
        private final List<Asked> asked = new ArrayList<>();
        private long version;
        private int serial;

        Schedule(Chance chance) {
            this.chance = chance;
            store.policies = policies(
                    campaign(Some.CAMPAIGN, 100, PERCENT, "search", "wechat"),
                    campaign(Some.OTHER_CAMPAIGN, 100, 60, "search"));
            for (int i = 0; i < IDENTIFIERS; i++) {
                Hashed identifier =
                        i < 4 ? Some.cookie(chance.below(1_000) * 10 + i) : Some.phone(chance.below(1_000) * 10 + i);
                identifiers.add(identifier);
                changeHands(identifier, TenureChange.BEGINNING, ProfileIds.foundedBy(identifier.key()));
            }
        }

        void run() {
            for (int step = 0; step < 80; step++) {
                store.nowMillis += 1 + chance.below(3);
                if (chance.percent(60)) {
                    ask();
                } else {
                    changeHands();
                }
                if (chance.percent(20)) {
                    everybodyIsInTheArmOfTheirFirstAsk();
                }
            }
            everybodyIsInTheArmOfTheirFirstAsk();
        }

        private void changeHands() {
            Hashed moving = chance.pick(identifiers);
            TreeMap<Long, UUID> ofKey = owners.get(moving.key());
            UUID to = somebody();
            if (chance.percent(15)) {
                // From now on it is somebody else's, who may not have been known; the time of the next ask is not yet.
                store.nowMillis++;
                boolean unknown = chance.percent(50);
                changeHands(
                        moving,
                        store.nowMillis,
                        unknown ? ProfileIds.foundedBy(moving.key(), "opening/" + serial) : to);
            } else {
                List<Long> spans = List.copyOf(ofKey.keySet());
                changeHands(moving, chance.pick(spans), chance.percent(15) ? null : to);
            }
        }

        private void changeHands(Hashed moving, long fromMillis, @Nullable UUID owner) {
            TenureChange change = tenure(moving, fromMillis, owner, owner == null, ++version, TenureChange.NOT_ERASED);
            ledger.apply(List.of(new MoveTenures("c" + serial++, List.of(change))));
            if (owner != null) {
                foundings.putIfAbsent(owner, new Founding(moving.key(), fromMillis));
            }
            owners.computeIfAbsent(moving.key(), any -> new TreeMap<>())
                    .put(fromMillis, owner == null ? OwnerBook.bucketOf(moving.key()) : owner);
        }

        /** Whose an identifier was, or whom the profile of the name stands for now. */
        private UUID ownerOf(IdentifierKey filedUnder, long atMillis) {
            if (!OwnerBook.isNameOfProfile(filedUnder)) {
                return owners.get(filedUnder).floorEntry(atMillis).getValue();
            }
            Founding founding = foundings.get(OwnerBook.profileNamedBy(filedUnder));
            return owners.get(founding.key()).get(founding.fromMillis());
        }

        /** The profile that an identifier had founded for whoever had it then. */
        private UUID homeOf(IdentifierKey filedUnder, long atMillis) {
            if (OwnerBook.isNameOfProfile(filedUnder)) {
                return OwnerBook.profileNamedBy(filedUnder);
            }
            Founding tenure = new Founding(filedUnder, owners.get(filedUnder).floorKey(atMillis));
            return foundings.entrySet().stream()
                    .filter(founded -> founded.getValue().equals(tenure))
                    .map(Map.Entry::getKey)
                    .findAny()
                    .orElseGet(() -> ProfileIds.foundedBy(filedUnder));
        }

        private UUID somebody() {
            return chance.pick(foundings.keySet().stream().sorted().toList());
        }

        private void ask() {
            UUID campaignId = chance.pick(CAMPAIGNS);
            boolean open = chance.percent(30);
            Subject subject;
            if (chance.percent(20)) {
                subject = new Subject.Profile(somebody());
            } else {
                Set<Hashed> named = new HashSet<>(Set.of(chance.pick(identifiers)));
                while (chance.percent(40)) {
                    named.add(chance.pick(identifiers));
                }
                subject = new Subject.Identifiers(List.copyOf(named));
            }
            People people = People.of(subject, store.book(), store.nowMillis);
            List<LedgerVerdict> verdicts = ledger.apply(
                    List.of(new Ask("platform", "r" + serial++, "search", open ? null : campaignId, subject)));
            if (people.isUndetermined()) {
                return;
            }
            for (UUID judged : open ? CAMPAIGNS : List.of(campaignId)) {
                asked.add(new Asked(
                        judged, people.filedUnder(), store.nowMillis, homeOf(people.filedUnder(), store.nowMillis)));
            }
            Set<UUID> heldOutOf = new HashSet<>();
            for (UUID judged : CAMPAIGNS) {
                if (people.all().stream().anyMatch(person -> isHeldOutOrWouldBe(judged, person))) {
                    heldOutOf.add(judged);
                }
            }
            switch (verdicts.getFirst()) {
                case Denied denied
                when open -> {
                    assertThat(denied.reason()).isEqualTo(DenialReason.NO_CANDIDATE);
                    assertThat(heldOutOf).containsExactlyInAnyOrderElementsOf(CAMPAIGNS);
                }
                case Denied denied -> {
                    assertThat(denied.reason()).isEqualTo(DenialReason.HOLDOUT);
                    assertThat(heldOutOf).contains(campaignId);
                }
                case Allowed allowed -> {
                    assertThat(heldOutOf).doesNotContain(allowed.campaignId());
                    assertThat(
                                    allowed.considered() == null
                                            ? heldOutOf
                                            : allowed.considered().heldOutOf())
                            .isEqualTo(heldOutOf);
                }
                default -> throw new AssertionError(verdicts);
            }
        }

        /** Whoever was not asked for counts as reports count them. */
        private boolean isHeldOutOrWouldBe(UUID campaignId, UUID person) {
            Boolean heldOut = isHeldOut(campaignId, person);
            return heldOut == null ? isDrawn(campaignId, person) : heldOut;
        }

        /** Null where they were not asked for. */
        private @Nullable Boolean isHeldOut(UUID campaignId, UUID person) {
            Asked first = null;
            for (Asked ask : asked) {
                boolean theirs =
                        ask.campaignId().equals(campaignId) && person.equals(ownerOf(ask.filedUnder(), ask.atMillis()));
                if (theirs && (first == null || ask.atMillis() < first.atMillis())) {
                    first = ask;
                }
            }
            return first == null ? null : isDrawn(campaignId, first.home());
        }

        private static boolean isDrawn(UUID campaignId, UUID profileId) {
            int percent = campaignId.equals(Some.CAMPAIGN) ? PERCENT : 60;
            return drawOf(campaignId, profileId)
                            .mod(BigInteger.valueOf(100 * 100))
                            .intValue()
                    < percent * 100;
        }

        private static BigInteger drawOf(UUID campaignId, UUID profileId) {
            byte[] both = HexFormat.of().parseHex((campaignId.toString() + profileId).replace("-", ""));
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(both);
                return new BigInteger(1, Arrays.copyOf(digest, 8));
            } catch (NoSuchAlgorithmException impossible) {
                throw new AssertionError(impossible);
            }
        }

        private void everybodyIsInTheArmOfTheirFirstAsk() {
            for (CampaignPolicy campaign : store.policies.campaigns()) {
                for (UUID person : foundings.keySet()) {
                    List<Assignment> rows = store.inTransaction(
                            session -> session.assignments(Set.of(campaign.campaignId()), Set.of(person)));
                    Boolean found = rows.stream()
                            .min(Assignment.ORDER)
                            .map(row -> row.isHeldOutOf(campaign.holdoutPercent()))
                            .orElse(null);
                    assertThat(found).isEqualTo(isHeldOut(campaign.campaignId(), person));
                }
            }
        }
    }
}
