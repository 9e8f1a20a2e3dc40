package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.Considered;
import io.evenreach.frequency.ledger.DenialGround;
import io.evenreach.frequency.ledger.DenialReason;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.JournalEntry;
import io.evenreach.frequency.ledger.LedgerCommand;
import io.evenreach.frequency.ledger.LedgerCommand.Ask;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerCommand.MoveTenures;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Allowed;
import io.evenreach.frequency.ledger.LedgerVerdict.Conflicting;
import io.evenreach.frequency.ledger.LedgerVerdict.Counted;
import io.evenreach.frequency.ledger.LedgerVerdict.Denied;
import io.evenreach.frequency.ledger.LedgerVerdict.Duplicate;
import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.CampaignPolicy.Audience;
import io.evenreach.frequency.policy.CampaignPolicy.Exemption;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Governance;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.frequency.policy.QuietHours;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One rule of the ledger at a time. */
class LedgerRulesTest {

    private static final Interval FLIGHT =
            new Interval(Instant.ofEpochMilli(Some.T0 - 86_400_000), Instant.ofEpochMilli(Some.T0 + 86_400_000L * 30));

    private final InMemoryLedgerStore store = new InMemoryLedgerStore();
    private final LockingLedger ledger = new LockingLedger(store, Clock.systemUTC(), 3, LedgerMetrics.NONE);
    private final ArchiveMover mover = new ArchiveMover(store, 3, LedgerMetrics.NONE);
    private int serial;
    private Duration grantTtl = Duration.ofMinutes(10);

    @BeforeEach
    void oneCampaign() {
        policies(campaign(Some.CAMPAIGN, 100, false, row("search", 2)));
    }

    private static PlanRow row(String channel, int target) {
        return new PlanRow(0, channel, target, target, new Window.Campaign());
    }

    private static CampaignPolicy campaign(UUID id, int priority, boolean service, PlanRow... rows) {
        return new CampaignPolicy(
                id,
                3,
                "c",
                CampaignPolicy.Status.ACTIVE,
                FLIGHT,
                new Audience.Everyone(),
                List.of(rows),
                priority,
                service,
                Exemption.NONE);
    }

    private void policies(CampaignPolicy... campaigns) {
        governed(Governance.NONE, campaigns);
    }

    private void governed(Governance governance, CampaignPolicy... campaigns) {
        store.policies = new PolicySnapshot(
                1,
                List.of(
                        new ChannelPolicy("search", "s", null, grantTtl, false),
                        new ChannelPolicy("wechat", "w", null, Duration.ofMinutes(10), false)),
                List.of(campaigns),
                governance);
    }

    private LedgerVerdict apply(LedgerCommand command) {
        return ledger.apply(List.of(command)).getFirst();
    }

    private static Subject of(Hashed... identifiers) {
        return new Subject.Identifiers(List.of(identifiers));
    }

    private LedgerVerdict ask(@Nullable UUID campaignId, Hashed... identifiers) {
        return apply(new Ask("platform", "r" + serial++, "search", campaignId, of(identifiers)));
    }

    private static DenialReason reasonOf(LedgerVerdict verdict) {
        assertThat(verdict).isInstanceOf(Denied.class);
        return ((Denied) verdict).reason();
    }

    private LedgerVerdict shown(String exposureId, Hashed... identifiers) {
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        return apply(
                new Expose("platform", exposureId, Some.CAMPAIGN, "search", of(identifiers), now, now, null, null));
    }

    private void own(@Nullable UUID owner, boolean quarantined, long version, Hashed... identifiers) {
        List<TenureChange> changes = new ArrayList<>();
        for (Hashed identifier : identifiers) {
            changes.add(new TenureChange(
                    identifier.key(),
                    identifier.type(),
                    TenureChange.BEGINNING,
                    TenureChange.END,
                    null,
                    owner,
                    quarantined,
                    version,
                    Some.T0,
                    null));
        }
        apply(new MoveTenures("c", changes));
    }

    private void moveArchives() {
        boolean more = true;
        while (more) {
            more = mover.step();
        }
    }

    @Test
    void namesRuleCountWindowAndRetryWhenThePlanIsReached() {
        ask(Some.CAMPAIGN, Some.cookie(1));
        ask(Some.CAMPAIGN, Some.cookie(1));
        Denied denied = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(denied.reason()).isEqualTo(DenialReason.PLAN_REACHED);
        RuleFinding rule = denied.rules().getFirst();
        assertThat(rule.count()).isEqualTo(2);
        assertThat(rule.rule()).isEqualTo(new RuleFinding.Rule.Plan(Some.CAMPAIGN, 3, 0, "search"));
        assertThat(rule.windowFrom()).isEqualTo(FLIGHT.from());
        assertThat(denied.retryAt()).isEqualTo(Instant.ofEpochMilli(Some.T0).plus(Duration.ofMinutes(10)));
    }

    @Test
    void letsAClockThatWasAheadMoveOnlyTheTimeOfWhomItDecidedOn() {
        long ahead = Some.T0 + 3_600_000;
        store.nowMillis = ahead;
        ask(Some.CAMPAIGN, Some.cookie(1));
        store.nowMillis = Some.T0;
        List<LedgerVerdict> verdicts = ledger.apply(List.of(
                new Ask("platform", "a", "search", Some.CAMPAIGN, of(Some.cookie(1))),
                new Ask("platform", "b", "search", Some.CAMPAIGN, of(Some.cookie(2))),
                new Ask("platform", "c", "search", Some.CAMPAIGN, of(Some.cookie(1), Some.cookie(3)))));
        assertThat(((Allowed) verdicts.get(0)).grant().grantedAtMillis()).isEqualTo(ahead);
        assertThat(((Allowed) verdicts.get(1)).grant().grantedAtMillis()).isEqualTo(Some.T0);
        assertThat(reasonOf(verdicts.get(2))).isEqualTo(DenialReason.PLAN_REACHED);
        assertThat(store.history(ProfileIds.foundedBy(Some.key(1))).lastNowMillis())
                .isEqualTo(ahead);
        assertThat(store.history(ProfileIds.foundedBy(Some.key(2))).lastNowMillis())
                .isEqualTo(Some.T0);
        // Whoever joins the one that is ahead goes by its time, and a replay knows.
        own(ProfileIds.foundedBy(Some.key(2)), false, 1, Some.cookie(1));
        assertThat(store.history(ProfileIds.foundedBy(Some.key(2))).lastNowMillis())
                .isEqualTo(ahead);
        store.rows.forEach(
                (profile, row) -> assertThat(store.folded().get(profile)).isEqualTo(row.state()));
    }

    @Test
    void tellsWhatEveryPlanRowSaidTheDecisiveOneFirst() {
        PlanRow day = new PlanRow(0, "search", 5, 5, new Window.Rolling(Duration.ofDays(1)));
        PlanRow whole = new PlanRow(1, "search", 1, 1, new Window.Campaign());
        policies(campaign(Some.CAMPAIGN, 100, false, day, whole));
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        GrantNote kept = Objects.requireNonNull(store.grants.get(allowed.grant().touchId()));
        assertThat(kept.touchId()).isEqualTo(allowed.grant().touchId());
        assertThat(kept.rules()).extracting(LedgerRulesTest::rowOf).containsExactly(1, 0);
        Denied denied = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(denied.rules()).extracting(LedgerRulesTest::rowOf).containsExactly(1, 0);
        assertThat(denied.rules()).extracting(RuleFinding::count).containsExactly(1, 1);
        assertThat(denied.rules()).extracting(RuleFinding::target).containsExactly(1, 5);
    }

    private static int rowOf(RuleFinding finding) {
        return finding.rule() instanceof RuleFinding.Rule.Plan plan ? plan.row() : -1;
    }

    @Test
    void givesAPlaceBackWhenTheFeedHasPassedTheExpiryAndNotBefore() {
        ask(Some.CAMPAIGN, Some.cookie(1));
        ask(Some.CAMPAIGN, Some.cookie(1));
        long expiry = Some.T0 + 600_000;
        store.nowMillis = expiry + 5_000;
        store.horizonMillis = expiry - 1;
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);
        store.horizonMillis = expiry;
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void countsALateExposureAndLeavesTheGrantExpired() {
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        store.nowMillis += 700_000;
        store.horizonMillis = store.nowMillis;
        ask(Some.CAMPAIGN, Some.cookie(1));
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        Counted counted = (Counted) apply(new Expose(
                "platform", "e1", Some.CAMPAIGN, "search", of(Some.cookie(1)), now, now, allowed.grant(), null));
        assertThat(counted.touch().state()).isEqualTo(TouchState.UNGRANTED);
        assertThat(counted.touch().causes()).contains(TouchCause.GRANT_EXPIRED);
        assertThat(store.history(counted.profileId()).find(allowed.grant().touchId()))
                .extracting(Touch::state)
                .isEqualTo(TouchState.EXPIRED);
    }

    @Test
    void countsTheSecondExposureOnOneGrantAsUngranted() {
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        Counted first = (Counted)
                apply(new Expose("platform", "e1", Some.CAMPAIGN, "search", of(), now, now, allowed.grant(), null));
        Counted second = (Counted)
                apply(new Expose("platform", "e2", Some.CAMPAIGN, "search", of(), now, now, allowed.grant(), null));
        assertThat(first.touch().state()).isEqualTo(TouchState.CONFIRMED);
        assertThat(second.touch().state()).isEqualTo(TouchState.UNGRANTED);
    }

    @Test
    void doesNotConfirmAGrantWithAnExposureOfAnotherChannel() {
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        Counted counted = (Counted)
                apply(new Expose("platform", "e1", Some.CAMPAIGN, "wechat", of(), now, now, allowed.grant(), null));
        assertThat(counted.touch().state()).isEqualTo(TouchState.UNGRANTED);
        assertThat(store.history(counted.profileId()).find(allowed.grant().touchId()))
                .extracting(Touch::state)
                .isEqualTo(TouchState.GRANTED);
    }

    @Test
    void doesNotConfirmAGrantWithAnExposureOfAnotherPartner() {
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        Counted counted = (Counted)
                apply(new Expose("partner:x", "e1", Some.CAMPAIGN, "search", of(), now, now, allowed.grant(), null));
        assertThat(counted.touch().state()).isEqualTo(TouchState.UNGRANTED);
        assertThat(counted.touch().causes()).contains(TouchCause.NEVER_GRANTED);
        assertThat(store.history(counted.profileId()).find(allowed.grant().touchId()))
                .extracting(Touch::state)
                .isEqualTo(TouchState.GRANTED);
    }

    @Test
    void answersARepeatedRequestTheSameEvenWhenItWasShownOrHasExpired() {
        Ask ask = new Ask("platform", "same", "search", Some.CAMPAIGN, of(Some.cookie(1)));
        Allowed first = (Allowed) apply(ask);
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        apply(new Expose("platform", "e1", Some.CAMPAIGN, "search", of(), now, now, first.grant(), null));
        Allowed afterShown = (Allowed) apply(ask);
        assertThat(afterShown.grant()).isEqualTo(first.grant());
        assertThat(afterShown.expiresAt()).isEqualTo(first.expiresAt());
        assertThat(afterShown.remaining()).isEqualTo(first.remaining());
        assertThat(afterShown.repeated()).isTrue();

        Ask other = new Ask("platform", "other", "search", Some.CAMPAIGN, of(Some.cookie(1)));
        Allowed second = (Allowed) apply(other);
        store.nowMillis += 700_000;
        store.horizonMillis = store.nowMillis;
        assertThat(((Allowed) apply(other)).grant()).isEqualTo(second.grant());
    }

    @Test
    void answersARepeatedRequestTheSameWhenItsTouchIsNoLongerHot() {
        policies(campaign(Some.CAMPAIGN, 100, false, row("search", 999)));
        Ask expired = new Ask("platform", "expired", "search", Some.CAMPAIGN, of(Some.cookie(1)));
        Allowed first = (Allowed) apply(expired);
        store.nowMillis += 1;
        Ask seen = new Ask("platform", "seen", "search", Some.OTHER_CAMPAIGN, of(Some.cookie(1)));
        policies(
                campaign(Some.CAMPAIGN, 100, false, row("search", 999)),
                campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 1)));
        Allowed second = (Allowed) apply(seen);
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        apply(new Expose("platform", "e", Some.OTHER_CAMPAIGN, "search", of(), now, now, second.grant(), null));
        for (int i = 0; i < 2 * TouchHistory.DEAD_KEPT; i++) {
            ask(Some.CAMPAIGN, Some.cookie(1));
        }
        store.nowMillis += 700_000;
        store.horizonMillis = store.nowMillis;
        policies(campaign(Some.CAMPAIGN, 100, false, row("search", 80)));
        for (int i = 0; i < 80; i++) {
            shown("e" + i, Some.cookie(1));
            if (i == 0) {
                ask(Some.CAMPAIGN, Some.cookie(1));
            }
        }
        TouchHistory history = store.history(first.profileId());
        assertThat(history.find(first.grant().touchId())).isNull();
        assertThat(history.find(second.grant().touchId())).isNull();
        assertThat(store.archive)
                .extracting(archived -> archived.touch().touchId())
                .contains(second.grant().touchId());

        // The plan is reached, and one of the campaigns is gone: neither matters to what was granted before.
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);
        for (Ask ask : List.of(expired, seen)) {
            Allowed again = (Allowed) apply(ask);
            Allowed before = ask.equals(expired) ? first : second;
            assertThat(again.grant()).isEqualTo(before.grant());
            assertThat(again.expiresAt()).isEqualTo(before.expiresAt());
            assertThat(again.remaining()).isEqualTo(before.remaining());
            assertThat(again.repeated()).isTrue();
        }
    }

    @Test
    void answersARepeatedRequestTheSameWhileItsArchivedTouchFollowsItsIdentifier() {
        policies(
                campaign(Some.CAMPAIGN, 100, false, row("search", 80)),
                campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 1)));
        Ask ask = new Ask("platform", "seen", "search", Some.OTHER_CAMPAIGN, of(Some.cookie(1)));
        Allowed first = (Allowed) apply(ask);
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        apply(new Expose("platform", "e", Some.OTHER_CAMPAIGN, "search", of(), now, now, first.grant(), null));
        policies(campaign(Some.CAMPAIGN, 100, false, row("search", 80)));
        for (int i = 0; i < 70; i++) {
            shown("e" + i, Some.cookie(1));
        }
        assertThat(store.archive).hasSize(1);
        UUID owner = ProfileIds.foundedBy(Some.key(7));
        own(owner, false, 1, Some.cookie(1));
        assertThat(store.archiveMoves).hasSize(1);
        assertThat(store.history(owner).archived()).isZero();

        Allowed again = (Allowed) apply(ask);
        assertThat(again.grant()).isEqualTo(first.grant());
        assertThat(again.profileId()).isEqualTo(owner);
        moveArchives();
        assertThat(store.history(owner).archived()).isEqualTo(1);
        assertThat(apply(ask)).isEqualTo(again);
    }

    @Test
    void keepsWhatWasSaidOfAProfileIdWithThatProfileWhenItsIdentifierIsHandedDown() {
        UUID person = ProfileIds.foundedBy(Some.phone(1).key());
        apply(new MoveTenures("born", List.of(tenure(TenureChange.BEGINNING, TenureChange.END, person, 1))));
        Allowed allowed =
                (Allowed) apply(new Ask("platform", "x", "search", Some.CAMPAIGN, new Subject.Profile(person)));
        UUID newcomer = ProfileIds.foundedBy(Some.phone(1).key(), "opening");
        long cut = Some.T0 - 1;
        apply(new MoveTenures(
                "recycled",
                List.of(tenure(TenureChange.BEGINNING, cut, person, 2), tenure(cut, TenureChange.END, newcomer, 1))));
        assertThat(store.history(person).find(allowed.grant().touchId())).isNotNull();
        assertThat(store.history(newcomer).size()).isZero();
    }

    @Test
    void letsWhatWasSaidOfAProfileIdFollowItIntoABucketAndBack() {
        Hashed phone = Some.phone(1);
        UUID person = ProfileIds.foundedBy(phone.key());
        own(person, false, 1, phone);
        Allowed allowed =
                (Allowed) apply(new Ask("platform", "x", "search", Some.CAMPAIGN, new Subject.Profile(person)));
        own(null, true, 2, phone);
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        Counted counted = (Counted)
                apply(new Expose("platform", "e", Some.CAMPAIGN, "search", of(), now, now, allowed.grant(), null));
        assertThat(counted.touch().state()).isEqualTo(TouchState.CONFIRMED);
        assertThat(store.journals
                        .decode(store.journal.getLast().body(), store.nowMillis)
                        .getFirst()
                        .undetermined())
                .isTrue();
        own(person, false, 3, phone);
        assertThat(store.history(person).touches())
                .singleElement()
                .extracting(Touch::state)
                .isEqualTo(TouchState.CONFIRMED);
        store.journal.forEach(line -> assertThat(store.journals.decode(line.body(), line.nowMillis()))
                .allMatch(entry -> entry.undetermined() != entry.profileId().equals(person)));
    }

    @Test
    void bringsArchivedTouchesOfAProfileIdAlongWhenItIsJoined() {
        Hashed robot = Some.cookie(1);
        UUID person = ProfileIds.foundedBy(robot.key());
        own(person, false, 1, robot);
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        for (int i = 0; i < TouchHistory.HOT_MAX + 10; i++) {
            apply(new Expose(
                    "platform", "e" + i, Some.CAMPAIGN, "search", new Subject.Profile(person), now, now, null, null));
        }
        UUID joined = ProfileIds.foundedBy(Some.key(7));
        own(joined, false, 2, robot);
        moveArchives();
        assertThat(store.history(joined).size()).isEqualTo(TouchHistory.HOT_MAX);
        assertThat(store.history(joined).archived()).isEqualTo(10);
        assertThat(store.history(person).archived()).isZero();
        store.rows.forEach(
                (profile, row) -> assertThat(store.folded().get(profile)).isEqualTo(row.state()));
    }

    @Test
    void refusesARequestIdThatWasGrantedForSomethingElse() {
        apply(new Ask("platform", "same", "search", Some.CAMPAIGN, of(Some.cookie(1))));
        assertThat(apply(new Ask("platform", "same", "search", Some.OTHER_CAMPAIGN, of(Some.cookie(1)))))
                .isInstanceOf(Conflicting.class);
        assertThat(apply(new Ask("platform", "same", "search", Some.CAMPAIGN, of(Some.cookie(2)))))
                .isInstanceOf(Conflicting.class);
        assertThat(store.history(ProfileIds.foundedBy(Some.key(2))).size()).isZero();
        assertThat(apply(new Ask("partner:x", "same", "search", Some.CAMPAIGN, of(Some.cookie(2)))))
                .isInstanceOf(Allowed.class);
    }

    @Test
    void answersARepeatedRequestAlikeWhenNothingSaysAnyMoreWhoItIs() {
        Ask ask = new Ask("platform", "same", "search", Some.CAMPAIGN, of(Some.cookie(1)));
        Allowed first = (Allowed) apply(ask);
        Ask blocked = new Ask("platform", "same", "search", Some.CAMPAIGN, of());
        assertThat(apply(blocked)).isEqualTo(repeated(first));
        assertThat(apply(new Ask("platform", "same", "search", null, of()))).isEqualTo(repeated(first));
        assertThat(apply(new Ask("platform", "same", "wechat", Some.CAMPAIGN, of())))
                .isInstanceOf(Conflicting.class);
        assertThat(apply(new Ask("platform", "same", "search", Some.OTHER_CAMPAIGN, of())))
                .isInstanceOf(Conflicting.class);
        assertThat(reasonOf(apply(new Ask("partner:x", "same", "search", Some.CAMPAIGN, of()))))
                .isEqualTo(DenialReason.UNDETERMINED_IDENTITY);

        own(null, true, 1, Some.cookie(1));
        assertThat(apply(ask)).as("shared meanwhile").isEqualTo(repeated(first));
        assertThat(apply(blocked)).isEqualTo(repeated(first));

        UUID owner = ProfileIds.foundedBy(Some.key(5));
        own(owner, false, 2, Some.cookie(1));
        assertThat(((Allowed) apply(blocked)).profileId()).as("whose it is now").isEqualTo(owner);
    }

    private static Allowed repeated(Allowed first) {
        return new Allowed(
                first.grant(),
                first.campaignId(),
                first.profileId(),
                first.expiresAt(),
                first.remaining(),
                first.rule(),
                true);
    }

    @Test
    void grantsOnceWithinABatchWhoeverSaysWhoItIs() {
        Ask nobody = new Ask("platform", "same", "search", Some.CAMPAIGN, of());
        List<LedgerVerdict> verdicts = ledger.apply(
                List.of(nobody, new Ask("platform", "same", "search", Some.CAMPAIGN, of(Some.cookie(1))), nobody));
        Allowed granted = (Allowed) verdicts.get(1);
        assertThat(granted.repeated()).isFalse();
        assertThat(verdicts.get(0)).isEqualTo(repeated(granted));
        assertThat(verdicts.get(2)).isEqualTo(repeated(granted));
    }

    private static final DenialGround.StaleFeed STALE =
            new DenialGround.StaleFeed("a feed", Instant.ofEpochMilli(Some.T0 - 12_000));

    private DenialGround.Hold hold(int cookie, @Nullable Instant until) {
        DenialGround.Hold hold =
                new DenialGround.Hold(new UUID(7, cookie), 3L, Instant.ofEpochMilli(Some.T0 - 60_000), until, false);
        store.holds.put(Some.key(cookie), hold);
        return hold;
    }

    private static Denied deniedBy(DenialReason reason, LedgerVerdict verdict) {
        assertThat(reasonOf(verdict)).isEqualTo(reason);
        return (Denied) verdict;
    }

    @Test
    void tellsTheHoldThatEndsLastAndWhenItDoes() {
        Instant soon = Instant.ofEpochMilli(Some.T0 + 60_000);
        hold(1, soon);
        DenialGround.Hold longer = hold(2, soon.plusSeconds(1));
        Denied both = deniedBy(DenialReason.BRAND_HOLD, ask(Some.CAMPAIGN, Some.cookie(1), Some.cookie(2)));
        assertThat(both.ground()).isEqualTo(longer);
        assertThat(both.retryAt()).isEqualTo(longer.until());
        assertThat(deniedBy(DenialReason.BRAND_HOLD, ask(null, Some.cookie(2))).ground())
                .isEqualTo(longer);

        DenialGround.Hold open = hold(1, null);
        both = deniedBy(DenialReason.BRAND_HOLD, ask(Some.CAMPAIGN, Some.cookie(1), Some.cookie(2)));
        assertThat(both.ground()).isEqualTo(open);
        assertThat(both.retryAt()).isNull();

        hold(1, Instant.ofEpochMilli(Long.MAX_VALUE / 2));
        assertThat(deniedBy(DenialReason.BRAND_HOLD, ask(Some.CAMPAIGN, Some.cookie(1)))
                        .retryAt())
                .as("the campaign is over by then")
                .isNull();
    }

    @Test
    void tellsWhichFeedIsStale() {
        store.staleFeeds = List.of(STALE);
        Denied denied = deniedBy(DenialReason.FEED_STALE, ask(Some.CAMPAIGN, Some.cookie(1)));
        assertThat(denied.ground()).isEqualTo(STALE);
        assertThat(denied.retryAt()).isNull();
        assertThat(deniedBy(DenialReason.FEED_STALE, ask(null, Some.cookie(1))).ground())
                .isEqualTo(STALE);
    }

    @Test
    void tellsVersionsOfTheCampaignAndTheListThatSomebodyIsNotOn() {
        CampaignPolicy campaign = new CampaignPolicy(
                Some.CAMPAIGN,
                3,
                "c",
                CampaignPolicy.Status.ACTIVE,
                FLIGHT,
                new Audience.Listed(4),
                List.of(row("search", 2)),
                100,
                false,
                Exemption.NONE);
        policies(campaign);
        assertThat(deniedBy(DenialReason.NOT_IN_AUDIENCE, ask(Some.CAMPAIGN, Some.cookie(1)))
                        .ground())
                .isEqualTo(new DenialGround.Audience(Some.CAMPAIGN, campaign.version(), 4L, null));
        assertThat(deniedBy(
                                DenialReason.CHANNEL_NOT_PLANNED,
                                apply(new Ask("platform", "r", "wechat", Some.CAMPAIGN, of(Some.cookie(1)))))
                        .ground())
                .isEqualTo(new DenialGround.Campaign(
                        Some.CAMPAIGN,
                        campaign.version(),
                        "ACTIVE",
                        campaign.flight().from(),
                        campaign.flight().to(),
                        "wechat"));
    }

    @Test
    void tellsTheFlightOfACampaignThatDoesNotRunAndWhenItWill() {
        policies(campaign(Some.CAMPAIGN, 1, false, row("search", 2)));
        CampaignPolicy campaign = store.policies.campaign(Some.CAMPAIGN).orElseThrow();
        store.nowMillis = campaign.flight().from().toEpochMilli() - 1_000;
        Denied early = deniedBy(DenialReason.CAMPAIGN_NOT_ACTIVE, ask(Some.CAMPAIGN, Some.cookie(1)));
        assertThat(early.ground())
                .isEqualTo(new DenialGround.Campaign(
                        Some.CAMPAIGN,
                        campaign.version(),
                        "ACTIVE",
                        campaign.flight().from(),
                        campaign.flight().to(),
                        null));
        assertThat(early.retryAt()).isEqualTo(campaign.flight().from());
    }

    @Test
    void tellsHowManyIdentifiersToldOfNobody() {
        own(null, true, 1, Some.cookie(1), Some.cookie(2));
        assertThat(deniedBy(DenialReason.UNDETERMINED_IDENTITY, ask(Some.CAMPAIGN, Some.cookie(1), Some.cookie(2)))
                        .ground())
                .isEqualTo(new DenialGround.Identity(2));
    }

    @Test
    void decidesARepeatedDenialAnew() {
        own(ProfileIds.foundedBy(Some.key(1)), false, 1, Some.cookie(1));
        hold(1, null);
        Ask ask = new Ask("platform", "again", "search", Some.CAMPAIGN, of(Some.cookie(1)));
        assertThat(reasonOf(apply(ask))).isEqualTo(DenialReason.BRAND_HOLD);
        store.holds.clear();
        assertThat(apply(ask)).isInstanceOf(Allowed.class);
    }

    @Test
    void letsServiceMessagesPassAHoldAndStaleFeeds() {
        policies(campaign(Some.CAMPAIGN, 1, true, row("search", 2)));
        hold(1, null);
        store.staleFeeds = List.of(STALE);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void deniesMarketingWhenTheFeedsAreStale() {
        store.staleFeeds = List.of(STALE);
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.FEED_STALE);
        assertThat(reasonOf(ask(null, Some.cookie(1)))).isEqualTo(DenialReason.FEED_STALE);
    }

    @Test
    void deniesWhenAnyOfSeveralNamedPeopleIsHeld() {
        hold(2, null);
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1), Some.cookie(2)))).isEqualTo(DenialReason.BRAND_HOLD);
    }

    @Test
    void countsTheUnionOfAllNamedPeople() {
        ask(Some.CAMPAIGN, Some.cookie(1));
        ask(Some.CAMPAIGN, Some.cookie(2));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1), Some.cookie(2)))).isEqualTo(DenialReason.PLAN_REACHED);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void countsOnlyTheStrongestOfTwoPersonsNamedAtOnce() {
        ask(Some.CAMPAIGN, Some.login(1));
        ask(Some.CAMPAIGN, Some.login(1));
        // Two logins of one shop are two persons: login 0 files the touch, and what login 1 saw is not counted.
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.login(0), Some.login(1));
        assertThat(allowed.profileId())
                .isEqualTo(ProfileIds.foundedBy(Some.login(0).key()));
    }

    @Test
    void filesUnderTheStrongestIdentifier() {
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1), Some.phone(1), Some.login(9));
        assertThat(allowed.grant().filedUnder()).isEqualTo(Some.login(9).key());
    }

    @Test
    void dropsSharedIdentifiersAndDeniesWhereNoneIsLeft() {
        own(null, true, 1, Some.cookie(1));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.UNDETERMINED_IDENTITY);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1), Some.cookie(2))).isInstanceOf(Allowed.class);
    }

    @Test
    void keepsExposuresOfASharedIdentifierAsideUntilItIsSomebodys() {
        own(null, true, 1, Some.cookie(1));
        Counted counted = (Counted) shown("e1", Some.cookie(1));
        assertThat(counted.profileId()).isEqualTo(OwnerBook.bucketOf(Some.key(1)));
        UUID owner = ProfileIds.foundedBy(Some.key(5));
        own(owner, false, 2, Some.cookie(1));
        assertThat(store.history(owner).touches()).hasSize(1);
        assertThat(store.history(counted.profileId()).size()).isZero();
    }

    /** While identity settles whose an identifier is, it tells that it is nobody's, and then again whose. */
    @Test
    void deniesWhileNobodyKnowsWhoItIsAndThenCountsWhatWasShownMeanwhile() {
        UUID owner = ProfileIds.foundedBy(Some.key(5));
        own(owner, false, 1, Some.cookie(1));
        shown("e1", Some.cookie(1));
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);

        own(null, true, 2, Some.cookie(1));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.UNDETERMINED_IDENTITY);
        shown("e2", Some.cookie(1));

        own(owner, false, 3, Some.cookie(1));
        assertThat(store.history(owner).touches()).hasSize(3);
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);
    }

    @Test
    void sendsTouchesToTheOwnerOfTheirTime() {
        Counted early = (Counted) shown("e1", Some.phone(1));
        store.nowMillis += 1_000_000;
        store.horizonMillis = store.nowMillis;
        Counted late = (Counted) shown("e2", Some.phone(1));
        UUID newcomer = ProfileIds.foundedBy(Some.phone(1).key(), "opening");
        long cut = Some.T0 + 500_000;
        apply(new MoveTenures(
                "recycled",
                List.of(
                        tenure(TenureChange.BEGINNING, cut, early.profileId(), 1),
                        tenure(cut, TenureChange.END, newcomer, 1))));
        assertThat(store.history(early.profileId()).touches()).containsExactly(early.touch());
        assertThat(store.history(newcomer).touches())
                .extracting(Touch::touchId)
                .containsExactly(late.touch().touchId());
        // The older name still means the first owner, and the newcomer has a name too.
        Allowed byOldName = (Allowed)
                apply(new Ask("platform", "x", "search", Some.CAMPAIGN, new Subject.Profile(early.profileId())));
        assertThat(byOldName.profileId()).isEqualTo(early.profileId());
        assertThat(((Allowed) ask(Some.CAMPAIGN, Some.phone(1))).profileId()).isEqualTo(newcomer);
    }

    /** What is in whose history when a phone is handed on between a grant and its exposure, heard of in one order. */
    private Map<UUID, List<Touch>> handedOnBetween(TenureChange to, boolean confirmedBefore) {
        InMemoryLedgerStore own = new InMemoryLedgerStore();
        own.policies = store.policies;
        LockingLedger itsLedger = new LockingLedger(own, Clock.systemUTC(), 3, LedgerMetrics.NONE);
        Allowed allowed = (Allowed) itsLedger
                .apply(List.of(new Ask("platform", "r", "search", Some.CAMPAIGN, of(Some.phone(1)))))
                .getFirst();
        LedgerCommand handOn = new MoveTenures(
                "recycled", List.of(tenure(TenureChange.BEGINNING, to.fromMillis(), allowed.profileId(), 1), to));
        Instant shown = Instant.ofEpochMilli(Some.T0 + 2_000);
        LedgerCommand confirm =
                new Expose("platform", "e", Some.CAMPAIGN, "search", of(), shown, shown, allowed.grant(), null);
        own.nowMillis = Some.T0 + 3_000;
        (confirmedBefore ? List.of(confirm, handOn) : List.of(handOn, confirm))
                .forEach(command -> itsLedger.apply(List.of(command)));
        own.rows.forEach((profile, row) -> assertThat(own.folded().get(profile)).isEqualTo(row.state()));
        return own.rows.keySet().stream()
                .filter(profile -> own.history(profile).size() > 0)
                .collect(Collectors.toMap(
                        profile -> profile, profile -> own.history(profile).touches()));
    }

    @Test
    void sendsAConfirmedGrantToWhoeverHadTheIdentifierWhenItWasShown() {
        UUID newcomer = ProfileIds.foundedBy(Some.phone(1).key(), "opening");
        long cut = Some.T0 + 1_000;
        TenureChange handedOn = tenure(cut, TenureChange.END, newcomer, 1);
        Map<UUID, List<Touch>> confirmedAfter = handedOnBetween(handedOn, false);
        assertThat(confirmedAfter).containsOnlyKeys(newcomer);
        assertThat(Objects.requireNonNull(confirmedAfter.get(newcomer)))
                .extracting(Touch::state, Touch::atMillis)
                .containsExactly(tuple(TouchState.CONFIRMED, Some.T0 + 2_000));
        assertThat(confirmedAfter).isEqualTo(handedOnBetween(handedOn, true));

        TenureChange shared = new TenureChange(
                Some.phone(1).key(), Some.phone(1).type(), cut, TenureChange.END, null, null, true, 1, Some.T0, null);
        Map<UUID, List<Touch>> sharedThen = handedOnBetween(shared, false);
        assertThat(sharedThen).containsOnlyKeys(OwnerBook.bucketOf(Some.phone(1).key()));
        assertThat(sharedThen).isEqualTo(handedOnBetween(shared, true));
    }

    private Counted shownOn(GrantRef grant, String exposureId) {
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        return (Counted)
                apply(new Expose("platform", exposureId, Some.CAMPAIGN, "search", of(), now, now, grant, null));
    }

    @Test
    void knowsOfAGrantThatWasShownAndWentToTheArchiveThatItWasShown() {
        policies(campaign(Some.CAMPAIGN, 100, false, perMinute("search", 100)));
        GrantRef grant = ((Allowed) ask(Some.CAMPAIGN, Some.phone(1))).grant();
        shownOn(grant, "first");
        twoMinutesLater();
        List<Expose> batch = new ArrayList<>();
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        for (int i = 0; i < 2 * TouchHistory.TIDY_FROM; i++) {
            batch.add(
                    new Expose("platform", "e" + i, Some.CAMPAIGN, "search", of(Some.phone(1)), now, now, null, null));
        }
        ledger.apply(batch);
        assertThat(store.archive).extracting(one -> one.touch().touchId()).containsExactly(grant.touchId());

        assertThat(apply(new LedgerCommand.Release(grant))).isEqualTo(new LedgerVerdict.Released(TouchState.CONFIRMED));
        Touch second = shownOn(grant, "second").touch();
        assertThat(second.causes()).containsExactly(TouchCause.NEVER_GRANTED);
        assertThat(second.strength()).isEqualTo(Some.phone(1).type().strength());
        foldsToTheSameBytes();
    }

    @Test
    void knowsOfAGrantThatIsPutAwayInTheSameBatchThatItWasShown() {
        policies(campaign(Some.CAMPAIGN, 100, false, perMinute("search", 600)));
        GrantRef grant = ((Allowed) ask(Some.CAMPAIGN, Some.phone(1))).grant();
        shownOn(grant, "first");
        for (int i = 1; i < TouchHistory.HOT_MAX; i++) {
            shown("e" + i, Some.phone(1));
        }
        twoMinutesLater();
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        List<LedgerVerdict> verdicts = ledger.apply(List.of(
                new Ask("platform", "next", "search", Some.CAMPAIGN, of(Some.phone(1))),
                new Expose("platform", "second", Some.CAMPAIGN, "search", of(), now, now, grant, null),
                new LedgerCommand.Release(grant)));
        assertThat(store.archive).hasSize(TouchHistory.HOT_MAX);
        assertThat(((Counted) verdicts.get(1)).touch().causes()).containsExactly(TouchCause.NEVER_GRANTED);
        assertThat(verdicts.get(2)).isEqualTo(new LedgerVerdict.Released(TouchState.CONFIRMED));
    }

    @Test
    void knowsOfAGrantThatWasShownToTheNextOwnerThatItWasShown() {
        GrantRef grant = ((Allowed) ask(Some.CAMPAIGN, Some.phone(1))).grant();
        UUID first = ProfileIds.foundedBy(Some.phone(1).key());
        UUID second = ProfileIds.foundedBy(Some.phone(1).key(), "second");
        UUID third = ProfileIds.foundedBy(Some.phone(1).key(), "third");
        long toSecond = Some.T0 + 1_000;
        long toThird = Some.T0 + 3_000;
        store.nowMillis = Some.T0 + 2_000;
        shownOn(grant, "e1");
        store.nowMillis = Some.T0 + 4_000;
        apply(new MoveTenures(
                "recycled",
                List.of(
                        tenure(TenureChange.BEGINNING, toSecond, first, 1),
                        tenure(toSecond, toThird, second, 1),
                        tenure(toThird, TenureChange.END, third, 1))));
        assertThat(store.history(second).find(grant.touchId())).isNotNull();

        assertThat(apply(new LedgerCommand.Release(grant))).isEqualTo(new LedgerVerdict.Released(TouchState.CONFIRMED));
        Counted again = shownOn(grant, "e2");
        assertThat(again.profileId()).isEqualTo(third);
        assertThat(again.touch().causes()).containsExactly(TouchCause.NEVER_GRANTED);
        foldsToTheSameBytes();
    }

    @Test
    void letsAHandedDownPhoneAndItsNewOwnersFirstSightingComeTogether() {
        Counted early = (Counted) shown("e1", Some.phone(1));
        store.nowMillis += 1_000_000;
        store.horizonMillis = store.nowMillis;
        Counted late = (Counted) shown("e2", Some.phone(1));
        Hashed login = Some.login(7);
        UUID newcomer = ProfileIds.foundedBy(login.key());
        long cut = Some.T0 + 500_000;
        apply(new MoveTenures(
                "handed down",
                List.of(
                        tenure(TenureChange.BEGINNING, cut, early.profileId(), 1),
                        tenure(cut, TenureChange.END, newcomer, 1),
                        new TenureChange(
                                login.key(),
                                login.type(),
                                TenureChange.BEGINNING,
                                TenureChange.END,
                                null,
                                newcomer,
                                false,
                                1,
                                cut,
                                null))));
        assertThat(store.history(newcomer).touches())
                .extracting(Touch::touchId)
                .containsExactly(late.touch().touchId());
        assertThat(((Allowed) ask(Some.CAMPAIGN, login)).profileId()).isEqualTo(newcomer);
    }

    @Test
    void grantsARequestIdOnceWithinABatch() {
        List<LedgerVerdict> verdicts = ledger.apply(List.of(
                new Ask("platform", "twice", "search", Some.CAMPAIGN, new Subject.Identifiers(List.of(Some.cookie(1)))),
                new Ask(
                        "platform",
                        "twice",
                        "search",
                        Some.CAMPAIGN,
                        new Subject.Identifiers(List.of(Some.cookie(2))))));
        assertThat(verdicts.get(0)).isInstanceOf(Allowed.class);
        assertThat(verdicts.get(1)).isInstanceOf(Conflicting.class);
    }

    private static TenureChange tenure(long from, long to, UUID owner, long version) {
        return new TenureChange(
                Some.phone(1).key(),
                Some.phone(1).type(),
                from,
                to,
                null,
                owner,
                false,
                version,
                Math.max(from, Some.T0),
                null);
    }

    @Test
    void ignoresOlderVersionsOfATenure() {
        UUID first = ProfileIds.foundedBy(Some.key(8));
        UUID second = ProfileIds.foundedBy(Some.key(9));
        own(second, false, 7, Some.cookie(1));
        own(first, false, 6, Some.cookie(1));
        assertThat(((Allowed) ask(Some.CAMPAIGN, Some.cookie(1))).profileId()).isEqualTo(second);
    }

    @Test
    void startsAgainWhenIdentifiersChangeHandsBeforeItsLocks() {
        UUID owner = ProfileIds.foundedBy(Some.key(2));
        ask(Some.CAMPAIGN, Some.cookie(2));
        ask(Some.CAMPAIGN, Some.cookie(2));
        store.inBetween = () -> own(owner, false, 1, Some.cookie(1));
        // Decided with what cookie 1's new owner has seen.
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);
    }

    @Test
    void startsAgainWhenOnlyTheIdentifierToFileUnderChangesBeforeItsLocks() {
        UUID owner = ProfileIds.foundedBy(Some.key(1));
        own(owner, false, 1, Some.cookie(1));
        own(null, true, 1, Some.login(1));
        store.inBetween = () -> own(owner, false, 2, Some.login(1));
        assertThat(((Counted) shown("e1", Some.cookie(1), Some.login(1))).profileId())
                .isEqualTo(owner);
        assertThat(store.history(owner).touches())
                .extracting(Touch::filedUnder)
                .containsExactly(Some.login(1).key());
        assertThat(store.claims.values())
                .extracting(ExposureClaim::filedUnder)
                .containsExactly(Some.login(1).key());
    }

    @Test
    void givesUpWhenItNeverComesToRest() {
        Runnable[] disturb = new Runnable[1];
        int[] version = {0};
        disturb[0] = () -> {
            own(ProfileIds.foundedBy(Some.key(10 + version[0])), false, ++version[0], Some.cookie(1));
            store.inBetween = disturb[0];
        };
        Ask ask = new Ask("platform", "r", "search", Some.CAMPAIGN, of(Some.cookie(1)));
        store.inBetween = () -> {
            Runnable once = store.inBetween;
            store.inBetween = () -> {};
            own(ProfileIds.foundedBy(Some.key(10 + version[0])), false, ++version[0], Some.cookie(1));
            store.inBetween = once;
        };
        Runnable again = store.inBetween;
        LedgerStore restless = new Restless(store, again);
        assertThatThrownBy(
                        () -> new LockingLedger(restless, Clock.systemUTC(), 3, LedgerMetrics.NONE).apply(List.of(ask)))
                .isInstanceOf(LedgerUnavailableException.class);
        assertThat(store.grants).isEmpty();
    }

    /** Lets identifiers change hands in every transaction, between the first look and the locks. */
    private record Restless(InMemoryLedgerStore store, Runnable disturbance) implements LedgerStore {
        @Override
        public void intern(java.util.Collection<String> names, java.util.Collection<UUID> ids) {
            store.intern(names, ids);
        }

        @Override
        public <T> T inTransaction(java.util.function.Function<Session, T> work) {
            store.inBetween = disturbance;
            try {
                return store.inTransaction(work);
            } finally {
                store.inBetween = () -> {};
            }
        }
    }

    @Test
    void claimsAnExposureIdOnceAndTellsConflicts() {
        assertThat(shown("e1", Some.cookie(1))).isInstanceOf(Counted.class);
        assertThat(shown("e1", Some.cookie(1))).isEqualTo(new Duplicate(false));
        assertThat(shown("e1", Some.cookie(2))).isEqualTo(new Duplicate(true));
        own(ProfileIds.foundedBy(Some.key(1)), false, 1, Some.cookie(2));
        assertThat(shown("e1", Some.cookie(2))).isEqualTo(new Duplicate(false));
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        assertThat(apply(new Expose(
                        "platform", "e1", Some.CAMPAIGN, "wechat", of(Some.cookie(1)), now, now, null, null)))
                .isEqualTo(new Duplicate(true));
        assertThat(apply(new Expose(
                        "partner:x", "e1", Some.CAMPAIGN, "search", of(Some.cookie(1)), now, now, null, null)))
                .isInstanceOf(Counted.class);
    }

    /** Ten hours from 22:00; where {@code T0} is in them and where it is not. */
    private static Governance nights(ZoneId zone) {
        return new Governance(
                List.of(new QuietHours("night", 4, Set.of("search"), LocalTime.of(22, 0), LocalTime.of(8, 0), zone)));
    }

    private static final ZoneId AT_NOON = atHour(12);
    private static final ZoneId AT_MIDNIGHT = atHour(0);

    private static ZoneId atHour(int hour) {
        int utc = Instant.ofEpochMilli(Some.T0).atOffset(ZoneOffset.UTC).getHour();
        int ahead = Math.floorMod(hour - utc, 24);
        return ZoneOffset.ofHours(ahead > 12 ? ahead - 24 : ahead);
    }

    private void lives(Hashed identifier, ZoneId zone, long seconds) {
        store.zones.add(new Zones.Said(zone, Instant.ofEpochSecond(seconds), identifier.key()));
    }

    @Test
    void keepsQuietHoursWhereTheCustomerLives() {
        governed(nights(AT_NOON), campaign(Some.CAMPAIGN, 100, false, row("search", 9)));
        lives(Some.cookie(1), AT_MIDNIGHT, 1);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(2))).isInstanceOf(Allowed.class);
        Denied denied = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(denied.reason()).isEqualTo(DenialReason.QUIET_HOURS);
        assertThat(denied.rules().getFirst().window()).isEqualTo("22:00-08:00 " + AT_MIDNIGHT.getId());
        Instant morning = Instant.ofEpochMilli(Some.T0)
                .atZone(AT_MIDNIGHT)
                .toLocalDate()
                .atTime(8, 0)
                .atZone(AT_MIDNIGHT)
                .toInstant();
        assertThat(denied.retryAt()).isEqualTo(morning);

        governed(nights(AT_MIDNIGHT), campaign(Some.CAMPAIGN, 100, false, row("search", 9)));
        lives(Some.cookie(1), AT_NOON, 2);
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(2)))).isEqualTo(DenialReason.QUIET_HOURS);
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(Objects.requireNonNull(store.grants.get(allowed.grant().touchId()))
                        .rules())
                .extracting(RuleFinding::window)
                .as("the note says whose night it is not")
                .contains("22:00-08:00 " + AT_NOON.getId());
        store.rows.forEach(
                (profile, row) -> assertThat(store.folded().get(profile)).isEqualTo(row.state()));
    }

    @Test
    void takesTheZoneThatWasSaidLastOfAnyIdentifierThePersonOwnsNow() {
        governed(nights(AT_NOON), campaign(Some.CAMPAIGN, 100, false, row("search", 9)));
        lives(Some.cookie(1), AT_NOON, 5);
        lives(Some.cookie(2), AT_MIDNIGHT, 7);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        own(ProfileIds.foundedBy(Some.key(1)), false, 1, Some.cookie(2));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.QUIET_HOURS);
        own(ProfileIds.foundedBy(Some.key(2)), false, 2, Some.cookie(2));
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1), Some.cookie(2))))
                .as("both are asked for")
                .isEqualTo(DenialReason.QUIET_HOURS);
    }

    @Test
    void asksNobodysZoneWhereNoQuietHoursApplyAndDeniesWhereItIsNotHeardOf() {
        governed(nights(AT_NOON), campaign(Some.CAMPAIGN, 100, false, row("search", 9), row("wechat", 9)));
        store.zonesStale = STALE;
        assertThat(apply(new Ask("platform", "r", "wechat", Some.CAMPAIGN, of(Some.cookie(1)))))
                .isInstanceOf(Allowed.class);
        assertThat(store.zonesAsked).isZero();
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.FEED_STALE);
    }

    private void erase(long at, long version, Hashed... identifiers) {
        List<TenureChange> changes = new ArrayList<>();
        for (Hashed identifier : identifiers) {
            changes.add(new TenureChange(
                    identifier.key(),
                    identifier.type(),
                    TenureChange.BEGINNING,
                    TenureChange.END,
                    null,
                    null,
                    false,
                    version,
                    Some.T0,
                    null,
                    at));
        }
        apply(new MoveTenures("c", changes));
    }

    private LedgerVerdict shownAt(long at, String exposureId, @Nullable GrantRef grant, Hashed... identifiers) {
        Instant time = Instant.ofEpochMilli(at);
        return apply(new Expose(
                "platform",
                exposureId,
                Some.CAMPAIGN,
                "search",
                of(identifiers),
                time,
                Instant.ofEpochMilli(store.nowMillis),
                grant,
                null));
    }

    private void foldsToTheSameBytes() {
        GrantTally grants = new GrantTally(store.horizonMillis, (profile, kind) -> {
            throw new AssertionError("the journal says of a grant of " + profile + " that it is " + kind);
        });
        store.stays().values().forEach(grants::count);
        grants.settle(store.book());
        store.rows.forEach(
                (profile, row) -> assertThat(store.folded().get(profile)).isEqualTo(row.state()));
    }

    @Test
    void erasesWhatWasFiledUnderAnIdentifierUpToThenAndBeginsAnew() {
        UUID person = ProfileIds.foundedBy(Some.key(1));
        own(person, false, 1, Some.cookie(1), Some.cookie(2));
        own(person, false, 2, Some.cookie(3));
        apply(new Ask("platform", "again", "search", Some.CAMPAIGN, of(Some.cookie(1))));
        Allowed inFlight = (Allowed) ask(Some.CAMPAIGN, Some.cookie(2));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);
        store.nowMillis = Some.T0 + 1_000;
        shown("of the third", Some.cookie(3));
        store.nowMillis = Some.T0 + 2_000;
        shown("after", Some.cookie(1));

        erase(Some.T0 + 1_500, 3, Some.cookie(1), Some.cookie(2));

        assertThat(store.history(person).touches())
                .as("what is somebody else's stays, and what came later")
                .extracting(Touch::filedUnder)
                .containsExactly(Some.key(3), Some.key(1));
        assertThat(store.grants).isEmpty();
        foldsToTheSameBytes();
        // A repeat of a request that was granted to whoever was erased is a request of somebody new.
        Allowed anew = (Allowed) apply(new Ask("platform", "again", "search", Some.CAMPAIGN, of(Some.cookie(2))));
        assertThat(anew.repeated()).isFalse();
        assertThat(anew.remaining()).isEqualTo(1);
        // What was shown before, but comes late, is counted nowhere; what was shown later is.
        assertThat(shownAt(Some.T0 + 1_400, "late", null, Some.cookie(2))).isEqualTo(new LedgerVerdict.Erased());
        assertThat(shownAt(Some.T0 + 1_400, "late", null, Some.cookie(2))).isEqualTo(new Duplicate(false));
        assertThat(shownAt(Some.T0 + 1_500, "confirm", inFlight.grant(), Some.cookie(9)))
                .isEqualTo(new LedgerVerdict.Erased());
        assertThat(shownAt(Some.T0 + 1_501, "later", inFlight.grant(), Some.cookie(9)))
                .isInstanceOf(Counted.class);
        assertThat(store.claims.values())
                .filteredOn(claim -> claim.id().equals(TouchIds.claimOf("platform", "late")))
                .extracting(ExposureClaim::filedUnder)
                .containsOnlyNulls();
        List<byte[]> before =
                store.rows.values().stream().map(InMemoryLedgerStore.Row::state).toList();
        erase(Some.T0 + 1_500, 3, Some.cookie(1), Some.cookie(2));
        own(person, false, 1, Some.cookie(1), Some.cookie(2));
        assertThat(store.rows.values())
                .as("told again, together with what was before")
                .extracting(InMemoryLedgerStore.Row::state)
                .containsExactlyElementsOf(before);
        foldsToTheSameBytes();
    }

    @Test
    void erasesWhatWasSaidOfTheProfileIdAndLeavesAnothersTimeOfTheIdentifier() {
        UUID first = ProfileIds.foundedBy(Some.key(1));
        UUID second = ProfileIds.foundedBy(Some.key(2));
        long handed = Some.T0 + 5_000;
        own(second, false, 1, Some.cookie(2));
        apply(new MoveTenures(
                "c",
                List.of(
                        span(Some.cookie(1), TenureChange.BEGINNING, handed, first, 1, TenureChange.NOT_ERASED),
                        span(Some.cookie(1), handed, TenureChange.END, second, 1, TenureChange.NOT_ERASED))));
        store.nowMillis = Some.T0 + 1_000;
        shown("of the first", Some.cookie(1));
        apply(new Ask("platform", "by id", "search", Some.CAMPAIGN, new Subject.Profile(first)));
        store.nowMillis = Some.T0 + 6_000;
        shown("of the second", Some.cookie(1));

        apply(new MoveTenures(
                "c", List.of(span(Some.cookie(1), TenureChange.BEGINNING, handed, null, 2, Some.T0 + 7_000))));

        assertThat(store.history(first).size()).isZero();
        assertThat(store.history(second).size()).isEqualTo(1);
        assertThat(shownAt(Some.T0 + 2_000, "late of the first", null, Some.cookie(1)))
                .isEqualTo(new LedgerVerdict.Erased());
        assertThat(shownAt(Some.T0 + 5_500, "late of the second", null, Some.cookie(1)))
                .isInstanceOf(Counted.class);
        foldsToTheSameBytes();
    }

    private static TenureChange span(
            Hashed identifier, long from, long to, @Nullable UUID owner, long version, long erasedAt) {
        return new TenureChange(
                identifier.key(), identifier.type(), from, to, null, owner, false, version, from, null, erasedAt);
    }

    @Test
    void erasesArchivedTouchesAndThoseOfASharedIdentifier() {
        Hashed robot = Some.cookie(1);
        for (int i = 0; i < TouchHistory.HOT_MAX + 10; i++) {
            shown("e" + i, robot);
        }
        UUID owner = ProfileIds.foundedBy(Some.key(7));
        own(owner, false, 1, robot);
        own(null, true, 1, Some.cookie(5));
        shown("shared", Some.cookie(5));
        erase(Some.T0 + 1, 2, robot, Some.cookie(5));
        moveArchives();
        assertThat(store.archive).isEmpty();
        assertThat(store.claims.values())
                .as("whose exposures they were")
                .extracting(ExposureClaim::filedUnder)
                .containsOnlyNulls();
        assertThat(List.of(owner, ProfileIds.foundedBy(robot.key()), OwnerBook.bucketOf(Some.key(5))))
                .allSatisfy(profile -> {
                    assertThat(store.history(profile).size()).isZero();
                    assertThat(store.history(profile).archived()).isZero();
                });
        foldsToTheSameBytes();
    }

    @Test
    void countsNothingOfWhomWasErasedWhileTheExposureWaited() {
        long at = Some.T0 - 1_000;
        store.inBetween = () -> erase(Some.T0, 1, Some.cookie(1));
        assertThat(shownAt(at, "meanwhile", null, Some.cookie(1))).isEqualTo(new LedgerVerdict.Erased());
        assertThat(store.claims.values()).extracting(ExposureClaim::filedUnder).containsOnlyNulls();
    }

    @Test
    void deniesWhoeverHasTooManyTouchesAndStillCountsThem() {
        Hashed robot = Some.cookie(1);
        for (int i = 0; i < TouchHistory.HOT_MAX + 10; i++) {
            shown("e" + i, robot);
        }
        TouchHistory history = store.history(ProfileIds.foundedBy(robot.key()));
        assertThat(history.size()).isEqualTo(TouchHistory.HOT_MAX);
        assertThat(history.archived()).isEqualTo(10);
        assertThat(store.archive).hasSize(10);
        assertThat(reasonOf(ask(Some.CAMPAIGN, robot))).isEqualTo(DenialReason.HISTORY_BOUND);
        // Whoever the identifier goes to gets the archived ones too, and a replay knows.
        UUID owner = ProfileIds.foundedBy(Some.key(7));
        own(owner, false, 1, robot);
        moveArchives();
        assertThat(store.history(owner).archived()).isEqualTo(10);
        assertThat(store.history(ProfileIds.foundedBy(robot.key())).archived()).isZero();
        store.rows.forEach(
                (profile, row) -> assertThat(store.folded().get(profile)).isEqualTo(row.state()));
    }

    private static PlanRow perMinute(String channel, int target) {
        return new PlanRow(0, channel, target, target, new Window.Rolling(Duration.ofMinutes(1)));
    }

    private void twoMinutesLater() {
        store.nowMillis += 120_000;
        store.horizonMillis = store.nowMillis;
    }

    private Instant firstLeaves(UUID profile, Duration window) {
        return store.history(profile).touches().stream()
                .map(Touch::at)
                .min(Comparator.naturalOrder())
                .orElseThrow()
                .plus(window);
    }

    @Test
    void isBoundByTouchesNoLongerThanAWindowCoversThem() {
        policies(
                campaign(Some.CAMPAIGN, 100, false, perMinute("search", 0)),
                campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 5)));
        UUID robot = ProfileIds.foundedBy(Some.key(1));
        for (int i = 0; i < TouchHistory.HOT_MAX; i++) {
            shown("e" + i, Some.cookie(1));
        }
        Denied bound = deniedBy(DenialReason.HISTORY_BOUND, ask(Some.OTHER_CAMPAIGN, Some.cookie(1)));
        assertThat(bound.ground()).isEqualTo(new DenialGround.Crowd(512, 512));
        // One of them leaves its window when a minute is over.
        assertThat(bound.retryAt()).isEqualTo(firstLeaves(robot, Duration.ofMinutes(1)));
        int written = store.journal.size();
        assertThat(saysFull(written - 2)).isFalse();
        assertThat(saysFull(written - 1)).isTrue();
        assertThat(reasonOf(ask(Some.OTHER_CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.HISTORY_BOUND);
        assertThat(store.journal)
                .as("journal rows of a denial that changes nothing")
                .hasSize(written);

        twoMinutesLater();
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);
        assertThat(store.history(robot).size()).isZero();
        assertThat(store.history(robot).archived()).isEqualTo(TouchHistory.HOT_MAX);
        assertThat(store.archive).hasSize(TouchHistory.HOT_MAX);
        assertThat(store.journal)
                .as("journal rows of a denial that put touches away")
                .hasSize(written + 1);
        assertThat(saysFull(written)).isFalse();
        assertThat(ask(Some.OTHER_CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        foldsToTheSameBytes();
    }

    /** Whether a journal row of one person says that the history is full. */
    private boolean saysFull(int row) {
        InMemoryLedgerStore.JournalLine line = store.journal.get(row);
        return store.journals.decode(line.body(), line.nowMillis()).getFirst().full();
    }

    @Test
    void isNotBoundByGrantsThatHaveExpired() {
        policies(
                campaign(Some.CAMPAIGN, 100, false, row("search", 1_000)),
                campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 5)));
        for (int i = 0; i < TouchHistory.HOT_MAX; i++) {
            assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        }
        assertThat(deniedBy(DenialReason.HISTORY_BOUND, ask(Some.OTHER_CAMPAIGN, Some.cookie(1)))
                        .retryAt())
                .isEqualTo(Instant.ofEpochMilli(store.nowMillis + 600_000));
        store.nowMillis += 600_000;
        Denied behind = deniedBy(DenialReason.HISTORY_BOUND, ask(Some.OTHER_CAMPAIGN, Some.cookie(1)));
        assertThat(behind.ground())
                .as("while the feed has not passed their expiry")
                .isEqualTo(new DenialGround.Crowd(512, 512));
        assertThat(behind.retryAt()).as("nobody knows when it does").isNull();
        store.horizonMillis = store.nowMillis;
        assertThat(ask(Some.OTHER_CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        assertThat(store.history(ProfileIds.foundedBy(Some.key(1))).size()).isEqualTo(TouchHistory.DEAD_KEPT + 1);
        foldsToTheSameBytes();
    }

    @Test
    void isNotBoundByManyShortHistoriesThatNoWindowCovers() {
        policies(
                campaign(Some.CAMPAIGN, 100, false, perMinute("search", 0)),
                campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 5)));
        Hashed[] named = new Hashed[10];
        for (int i = 0; i < named.length; i++) {
            named[i] = Some.cookie(i + 1);
            for (int j = 0; j < 60; j++) {
                shown("e" + i + "." + j, named[i]);
            }
        }
        assertThat(reasonOf(ask(Some.OTHER_CAMPAIGN, named))).isEqualTo(DenialReason.HISTORY_BOUND);
        twoMinutesLater();
        assertThat(ask(Some.OTHER_CAMPAIGN, named)).isInstanceOf(Allowed.class);
        foldsToTheSameBytes();
    }

    @Test
    void countsAnExposureThatComesWhenSoManyOthersHaveLeftTheirWindows() {
        policies(campaign(Some.CAMPAIGN, 100, false, perMinute("search", 1)));
        for (int i = 0; i < TouchHistory.HOT_MAX; i++) {
            shown("e" + i, Some.cookie(1));
        }
        twoMinutesLater();
        shown("later", Some.cookie(1));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);
        foldsToTheSameBytes();
    }

    @Test
    void choosesByPriorityAndThenByWhatIsMissingForTheTimeLeft() {
        UUID third = new UUID(0, 3);
        policies(
                campaign(Some.CAMPAIGN, 100, false, row("search", 1)),
                campaign(Some.OTHER_CAMPAIGN, 50, false, row("search", 1)),
                campaign(third, 50, false, row("search", 3)));
        List<UUID> chosen = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            chosen.add(((Allowed) ask(null, Some.cookie(1))).campaignId());
        }
        assertThat(chosen.getFirst()).isEqualTo(Some.CAMPAIGN);
        assertThat(chosen.subList(1, 3)).containsExactly(third, third);
        assertThat(reasonOf(ask(null, Some.cookie(1)))).isEqualTo(DenialReason.NO_CANDIDATE);
    }

    @Test
    void tellsOfEveryCampaignWhyItWasNotChosen() {
        UUID equal = new UUID(0, 3);
        UUID lower = new UUID(0, 4);
        policies(
                campaign(Some.CAMPAIGN, 100, false, row("search", 2)),
                campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 1)),
                campaign(equal, 100, false, row("search", 2)),
                campaign(lower, 50, false, row("search", 9)));
        Allowed allowed = (Allowed) ask(null, Some.cookie(1));
        UUID drawn = allowed.campaignId().equals(equal) ? Some.CAMPAIGN : equal;
        assertThat(reasons(losers(allowed.considered())))
                .isEqualTo(Map.of(
                        drawn,
                        Candidate.LOST_THE_DRAW,
                        Some.OTHER_CAMPAIGN,
                        Candidate.LESS_URGENT,
                        lower,
                        Candidate.LOWER_PRIORITY));
        policies(
                campaign(Some.CAMPAIGN, 100, false, row("search", 0)),
                campaign(Some.OTHER_CAMPAIGN, 50, false, row("search", 0)));
        Denied denied = (Denied) ask(null, Some.cookie(1));
        List<Candidate> losers = losers(denied.considered());
        assertThat(reasons(losers))
                .isEqualTo(Map.of(Some.CAMPAIGN, "PLAN_REACHED", Some.OTHER_CAMPAIGN, "PLAN_REACHED"));
        assertThat(losers.getFirst().rules()).hasSize(1);
    }

    private List<Candidate> losers(@Nullable Considered considered) {
        return Losers.of(Objects.requireNonNull(considered), store.policies, Integer.MAX_VALUE);
    }

    private static Map<UUID, String> reasons(List<Candidate> candidates) {
        return candidates.stream().collect(Collectors.toMap(Candidate::campaignId, Candidate::reason));
    }

    @Test
    void givesTheOnlyContendersOwnReason() {
        ask(null, Some.cookie(1));
        ask(null, Some.cookie(1));
        assertThat(reasonOf(ask(null, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);
        policies();
        assertThat(reasonOf(ask(null, Some.cookie(1)))).isEqualTo(DenialReason.NO_CANDIDATE);
    }

    @Test
    void deniesOutsideTheFlightAndOnUnplannedChannels() {
        policies(campaign(Some.CAMPAIGN, 1, false, row("wechat", 1)));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.CHANNEL_NOT_PLANNED);
        store.nowMillis = FLIGHT.to().toEpochMilli();
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.CAMPAIGN_NOT_ACTIVE);
        store.nowMillis = FLIGHT.from().toEpochMilli() - 1;
        Denied early = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(early.retryAt()).isEqualTo(FLIGHT.from());
    }

    @Test
    void decidesABatchInOrder() {
        List<LedgerVerdict> verdicts = ledger.apply(List.of(
                new Ask("platform", "1", "search", Some.CAMPAIGN, of(Some.cookie(1))),
                new Ask("platform", "2", "search", Some.CAMPAIGN, of(Some.cookie(1))),
                new Ask("platform", "1", "search", Some.CAMPAIGN, of(Some.cookie(1))),
                new Ask("platform", "3", "search", Some.CAMPAIGN, of(Some.cookie(1)))));
        assertThat(verdicts.get(2)).isInstanceOf(Allowed.class);
        assertThat(((Allowed) verdicts.get(2)).grant()).isEqualTo(((Allowed) verdicts.get(0)).grant());
        assertThat(reasonOf(verdicts.get(3))).isEqualTo(DenialReason.PLAN_REACHED);
    }

    // ---- ceilings and quiet hours

    private static Ceiling ceiling(int count, String... channels) {
        return new Ceiling("brand-week", 4, Set.of(channels), count, new Window.Rolling(Duration.ofDays(7)), Map.of());
    }

    private static QuietHours quietHours(String from, String to) {
        return new QuietHours("night", 2, Set.of(), LocalTime.parse(from), LocalTime.parse(to), ZoneOffset.UTC);
    }

    private Denied askOn(String channel, UUID campaign, Hashed identifier) {
        return (Denied) apply(new Ask("platform", "r" + serial++, channel, campaign, of(identifier)));
    }

    @Test
    void deniesWhatACeilingOverChannelsAndCampaignsDoesNotLeave() {
        governed(
                new Governance(List.of(ceiling(2))),
                campaign(Some.CAMPAIGN, 100, false, row("search", 5), row("wechat", 5)),
                campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 5)));
        assertThat(((Allowed) ask(Some.CAMPAIGN, Some.cookie(1))).remaining()).isEqualTo(1);
        Allowed second = (Allowed) ask(Some.OTHER_CAMPAIGN, Some.cookie(1));
        assertThat(second.remaining()).isZero();
        assertThat(Objects.requireNonNull(second.rule()).rule())
                .isEqualTo(new RuleFinding.Rule.Ceiling("brand-week", 4, 0));
        Denied denied = askOn("wechat", Some.CAMPAIGN, Some.cookie(1));
        assertThat(denied.reason()).isEqualTo(DenialReason.CEILING_REACHED);
        assertThat(denied.rules()).hasSize(2);
        assertThat(denied.rules().getFirst().count()).isEqualTo(2);
        assertThat(denied.retryAt()).isEqualTo(Instant.ofEpochMilli(Some.T0).plus(Duration.ofMinutes(10)));
        // What the journal keeps of the grant names the ceiling as well.
        assertThat(store.grants.get(second.grant().touchId()).rules()).hasSize(2);
        // The ceiling is taken away.
        policies(campaign(Some.CAMPAIGN, 100, false, row("search", 5), row("wechat", 5)));
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void countsPeopleWhoAreNamedTogetherAgainstOneCeiling() {
        governed(new Governance(List.of(ceiling(2))), campaign(Some.CAMPAIGN, 100, false, row("search", 5)));
        ask(Some.CAMPAIGN, Some.cookie(1));
        ask(Some.CAMPAIGN, Some.cookie(2));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1), Some.cookie(2))))
                .isEqualTo(DenialReason.CEILING_REACHED);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void saysThatThePlanIsReachedWhereTheCeilingIsToo() {
        governed(new Governance(List.of(ceiling(1))), campaign(Some.CAMPAIGN, 100, false, row("search", 1)));
        shown("e1", Some.cookie(1));
        Denied denied = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(denied.reason()).isEqualTo(DenialReason.PLAN_REACHED);
        assertThat(denied.rules()).hasSize(2);
        assertThat(denied.retryAt()).isNull();
    }

    @Test
    void choosesACampaignThatTheCeilingLeavesAndTellsWhyNoOtherWasChosen() {
        UUID exempt = new UUID(0, 3);
        CampaignPolicy passing = new CampaignPolicy(
                exempt,
                1,
                "c",
                CampaignPolicy.Status.ACTIVE,
                FLIGHT,
                new Audience.Everyone(),
                List.of(row("search", 1)),
                1,
                false,
                new Exemption(true, true));
        governed(
                new Governance(List.of(ceiling(1))),
                campaign(Some.CAMPAIGN, 100, false, row("search", 5)),
                campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 5)),
                passing);
        ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(((Allowed) ask(null, Some.cookie(1))).campaignId()).isEqualTo(exempt);
        Denied none = (Denied) ask(null, Some.cookie(1));
        assertThat(none.reason()).isEqualTo(DenialReason.NO_CANDIDATE);
        assertThat(losers(none.considered()))
                .extracting(Candidate::campaignId, Candidate::reason)
                .containsExactly(
                        tuple(Some.CAMPAIGN, "CEILING_REACHED"),
                        tuple(Some.OTHER_CAMPAIGN, "CEILING_REACHED"),
                        tuple(exempt, "PLAN_REACHED"));
    }

    @Test
    void prefersWhoIsMissingMoreWhateverACeilingLeaves() {
        governed(
                new Governance(List.of(ceiling(2))),
                campaign(Some.CAMPAIGN, 100, false, row("search", 3)),
                campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 9)));
        assertThat(((Allowed) ask(null, Some.cookie(1))).campaignId()).isEqualTo(Some.OTHER_CAMPAIGN);
    }

    @Test
    void keepsTouchesThatACeilingStillCountsWhenTheirCampaignIsOver() {
        CampaignPolicy over = new CampaignPolicy(
                Some.CAMPAIGN,
                1,
                "c",
                CampaignPolicy.Status.COMPLETED,
                FLIGHT,
                new Audience.Everyone(),
                List.of(row("search", 1)),
                1,
                false,
                Exemption.NONE);
        CampaignPolicy running = campaign(Some.OTHER_CAMPAIGN, 100, false, row("search", 5));
        UUID person = ProfileIds.foundedBy(Some.key(1));
        governed(new Governance(List.of(ceiling(70, "search"))), over, running);
        for (int i = 0; i < TouchHistory.TIDY_FROM + 6; i++) {
            shown("e" + i, Some.cookie(1));
        }
        assertThat(store.archive).isEmpty();
        assertThat(reasonOf(ask(Some.OTHER_CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.CEILING_REACHED);
        store.nowMillis += Duration.ofDays(7).toMillis();
        shown("last", Some.cookie(1));
        assertThat(store.archive).hasSize(TouchHistory.TIDY_FROM + 6);
        assertThat(store.history(person).size()).isEqualTo(1);
    }

    // ---- rules that change while grants are in flight

    private void later(Duration time) {
        store.nowMillis += time.toMillis();
        store.horizonMillis = store.nowMillis;
    }

    private Touch shownOn(Allowed allowed, Hashed identifier) {
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        return ((Counted) apply(new Expose(
                        "platform",
                        "e" + serial++,
                        Some.CAMPAIGN,
                        "search",
                        of(identifier),
                        now,
                        now,
                        allowed.grant(),
                        null)))
                .touch();
    }

    @Test
    void letsGrantsInFlightLiveAsLongAsTheyWereTold() {
        Allowed told = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        grantTtl = Duration.ofMinutes(1);
        oneCampaign();
        Allowed shorter = (Allowed) ask(Some.CAMPAIGN, Some.cookie(2));
        assertThat(shorter.expiresAt()).isEqualTo(told.expiresAt().minus(Duration.ofMinutes(9)));
        grantTtl = Duration.ofHours(1);
        oneCampaign();

        later(Duration.ofMinutes(5));
        assertThat(shownOn(told, Some.cookie(1)).state()).isEqualTo(TouchState.CONFIRMED);
        Touch late = shownOn(shorter, Some.cookie(2));
        assertThat(late.state()).isEqualTo(TouchState.UNGRANTED);
        assertThat(late.causes()).contains(TouchCause.GRANT_EXPIRED).doesNotContain(TouchCause.REPORTED_LATE);
    }

    @Test
    void takesNoGrantBackWhereACeilingIsLoweredAndNamesTheVersionThatDecided() {
        CampaignPolicy campaign = campaign(Some.CAMPAIGN, 100, false, row("search", 9));
        governed(new Governance(List.of(ceiling(2))), campaign);
        Allowed first = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        Ceiling lowered = new Ceiling("brand-week", 5, Set.of(), 1, new Window.Rolling(Duration.ofDays(7)), Map.of());
        governed(new Governance(List.of(lowered)), campaign);

        RuleFinding denied = deniedBy(DenialReason.CEILING_REACHED, ask(Some.CAMPAIGN, Some.cookie(1)))
                .rules()
                .getFirst();
        assertThat(denied.rule()).isEqualTo(new RuleFinding.Rule.Ceiling("brand-week", 5, 0));
        assertThat(denied.count()).isEqualTo(2);
        assertThat(denied.target()).isEqualTo(1);
        assertThat(shownOn(first, Some.cookie(1)).state()).isEqualTo(TouchState.CONFIRMED);
        assertThat(store.history(first.profileId()).touches())
                .extracting(Touch::state)
                .containsExactlyInAnyOrder(TouchState.CONFIRMED, TouchState.GRANTED);
        assertThat(Objects.requireNonNull(store.grants.get(first.grant().touchId()))
                        .rules())
                .extracting(RuleFinding::rule)
                .contains(new RuleFinding.Rule.Ceiling("brand-week", 4, 0));

        governed(Governance.NONE, campaign);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void letsGrantsInFlightBeShownInQuietHoursThatWereSetSince() {
        CampaignPolicy campaign = campaign(Some.CAMPAIGN, 100, false, row("search", 9));
        governed(Governance.NONE, campaign);
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        governed(new Governance(List.of(quietHours("00:00", "23:59"))), campaign);

        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.QUIET_HOURS);
        assertThat(shownOn(allowed, Some.cookie(1)).state()).isEqualTo(TouchState.CONFIRMED);
    }

    @Test
    void countsWhatWasGrantedAndShownBeforeAgainstAPlanThatChanged() {
        Allowed first = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        shownOn(first, Some.cookie(1));
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        later(Duration.ofMinutes(2));

        policies(campaign(Some.CAMPAIGN, 100, false, row("search", 1)));
        RuleFinding lowered = deniedBy(DenialReason.PLAN_REACHED, ask(Some.CAMPAIGN, Some.cookie(1)))
                .rules()
                .getFirst();
        assertThat(lowered.count()).isEqualTo(2);
        assertThat(lowered.target()).isEqualTo(1);
        policies(campaign(Some.CAMPAIGN, 100, false, perMinute("search", 2)));
        assertThat(((Allowed) ask(Some.CAMPAIGN, Some.cookie(1))).remaining())
                .as("a grant waits, and what was shown has left the shorter window")
                .isZero();
    }

    @Test
    void letsGrantsInFlightBeShownToWhomTheAudienceNoLongerHas() {
        Allowed allowed = (Allowed) ask(Some.CAMPAIGN, Some.cookie(1));
        policies(new CampaignPolicy(
                Some.CAMPAIGN,
                4,
                "c",
                CampaignPolicy.Status.PAUSED,
                FLIGHT,
                new Audience.Listed(4),
                List.of(row("search", 2)),
                100,
                false,
                Exemption.NONE));

        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.CAMPAIGN_NOT_ACTIVE);
        assertThat(shownOn(allowed, Some.cookie(1)).state()).isEqualTo(TouchState.CONFIRMED);
    }

    @Test
    void deniesMarketingInQuietHoursUntilTheyAreOver() {
        // T0 is 2027-01-15T08:00Z.
        Instant now = Instant.ofEpochMilli(Some.T0);
        UUID service = new UUID(0, 3);
        governed(
                new Governance(List.of(quietHours("22:00", "09:00"))),
                campaign(Some.CAMPAIGN, 100, false, row("search", 2)),
                campaign(service, 100, true, row("search", 1)));
        Denied denied = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(denied.reason()).isEqualTo(DenialReason.QUIET_HOURS);
        assertThat(denied.retryAt()).isEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(denied.rules().getFirst().rule()).isEqualTo(new RuleFinding.Rule.QuietHours("night", 2));
        assertThat(ask(service, Some.cookie(1))).isInstanceOf(Allowed.class);
        assertThat(reasonOf(ask(null, Some.cookie(1)))).isEqualTo(DenialReason.QUIET_HOURS);
        store.nowMillis = Objects.requireNonNull(denied.retryAt()).toEpochMilli();
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void saysToRetryAfterTheQuietHoursThatAPlaceComesFreeIn() {
        governed(
                new Governance(List.of(ceiling(1), quietHours("08:05", "09:00"))),
                campaign(Some.CAMPAIGN, 100, false, row("search", 2)));
        ask(Some.CAMPAIGN, Some.cookie(1));
        Denied denied = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(denied.reason()).isEqualTo(DenialReason.CEILING_REACHED);
        assertThat(denied.retryAt()).isEqualTo(Instant.ofEpochMilli(Some.T0).plus(Duration.ofHours(1)));
    }

    @Test
    void saysToRetryAfterTheQuietHoursThatAHoldEndsInWhicheverCampaignIsMeant() {
        governed(
                new Governance(List.of(quietHours("08:05", "09:00"))),
                campaign(Some.CAMPAIGN, 100, false, row("search", 2)));
        hold(1, Instant.ofEpochMilli(Some.T0).plus(Duration.ofMinutes(6)));
        Instant over = Instant.ofEpochMilli(Some.T0).plus(Duration.ofHours(1));
        assertThat(deniedBy(DenialReason.BRAND_HOLD, ask(Some.CAMPAIGN, Some.cookie(1)))
                        .retryAt())
                .isEqualTo(over);
        assertThat(deniedBy(DenialReason.BRAND_HOLD, ask(null, Some.cookie(1))).retryAt())
                .isEqualTo(over);
    }

    // ---- service messages, by who is one person for them

    private static final UUID MARKETING = new UUID(0, 91);

    private void serviceMessages(int plan) {
        policies(
                campaign(Some.CAMPAIGN, 100, true, row("search", plan)),
                campaign(MARKETING, 10, false, row("search", plan)));
    }

    /** The identifiers are that owner's, for one purpose only. */
    private void ownFor(
            boolean service, @Nullable UUID owner, boolean quarantined, long version, Hashed... identifiers) {
        List<TenureChange> changes = new ArrayList<>();
        for (Hashed identifier : identifiers) {
            changes.add(new TenureChange(
                    identifier.key(),
                    identifier.type(),
                    TenureChange.BEGINNING,
                    TenureChange.END,
                    null,
                    owner,
                    quarantined,
                    version,
                    Some.T0,
                    null));
        }
        apply(new MoveTenures("s", service ? List.of() : changes, service ? changes : List.of()));
    }

    @Test
    void answersARepeatOfWhoeverIsOnePersonForServiceMessagesWithTheSameGrant() {
        serviceMessages(2);
        ownFor(true, ProfileIds.foundedBy(Some.key(1)), false, 1, Some.cookie(2));
        Ask ask = new Ask("platform", "once", "search", Some.CAMPAIGN, of(Some.cookie(1)));
        Ask other = new Ask("platform", "once", "search", Some.CAMPAIGN, of(Some.cookie(2)));
        Allowed first = (Allowed) apply(ask);
        Allowed second = (Allowed) apply(other);
        assertThat(second.repeated()).isTrue();
        assertThat(second.grant()).isEqualTo(first.grant());
        confirm(first);
        assertThat(((Allowed) apply(other)).grant()).isEqualTo(first.grant());

        ownFor(true, ProfileIds.foundedBy(Some.key(2)), false, 2, Some.cookie(2));
        assertThat(apply(other)).isInstanceOf(LedgerVerdict.Conflicting.class);
        assertThat(((Allowed) apply(ask)).grant()).isEqualTo(first.grant());
    }

    private void confirm(Allowed allowed) {
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        apply(new Expose(
                "platform",
                "shown" + serial++,
                Objects.requireNonNull(allowed.campaignId()),
                "search",
                of(Some.cookie(1)),
                now,
                now,
                allowed.grant(),
                null));
    }

    @Test
    void answersNoRepeatOfWhoeverIsOnePersonForAdvertisingOnly() {
        serviceMessages(2);
        ownFor(false, ProfileIds.foundedBy(Some.key(1)), false, 1, Some.cookie(2));
        assertThat(apply(new Ask("platform", "once", "search", Some.CAMPAIGN, of(Some.cookie(1)))))
                .isInstanceOf(Allowed.class);
        assertThat(apply(new Ask("platform", "once", "search", Some.CAMPAIGN, of(Some.cookie(2)))))
                .isInstanceOf(LedgerVerdict.Conflicting.class);
    }

    @Test
    void countsServiceMessagesOfWhoeverBecomesOnePersonForThemWhileWaitingForLocks() {
        serviceMessages(1);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        store.inBetween = () -> ownFor(true, ProfileIds.foundedBy(Some.key(1)), false, 1, Some.cookie(2));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(2)))).isEqualTo(DenialReason.PLAN_REACHED);

        store.inBetween = () -> ownFor(true, ProfileIds.foundedBy(Some.key(2)), false, 2, Some.cookie(2));
        assertThat(ask(Some.CAMPAIGN, Some.cookie(2))).isInstanceOf(Allowed.class);
    }

    @Test
    void countsServiceMessagesOfWhoeverGoesToSomebodyElseForAdvertisingWhileWaitingForLocks() {
        serviceMessages(1);
        ownFor(true, ProfileIds.foundedBy(Some.key(1)), false, 1, Some.cookie(2));
        assertThat(ask(Some.CAMPAIGN, Some.cookie(2))).isInstanceOf(Allowed.class);
        store.inBetween = () -> ownFor(false, ProfileIds.foundedBy(Some.key(3)), false, 2, Some.cookie(2));
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(3))).isInstanceOf(Allowed.class);
    }

    @Test
    void sendsNoServiceMessageUnderAnIdentifierThatIsSharedForThem() {
        serviceMessages(2);
        Ask before = new Ask("platform", "before", "search", null, of(Some.cookie(1)));
        Allowed granted = (Allowed) apply(before);
        assertThat(granted.campaignId()).isEqualTo(Some.CAMPAIGN);
        ownFor(true, null, true, 1, Some.cookie(1));
        assertThat(((Allowed) apply(before)).grant()).as("granted before").isEqualTo(granted.grant());
        Denied denied = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(denied.reason()).isEqualTo(DenialReason.UNDETERMINED_IDENTITY);
        Allowed chosen = (Allowed) ask(null, Some.cookie(1));
        assertThat(chosen.campaignId()).isEqualTo(MARKETING);
        assertThat(Losers.of(Objects.requireNonNull(chosen.considered()), store.policies, 9))
                .extracting(Candidate::reason)
                .containsExactly("UNDETERMINED_IDENTITY");
        policies(campaign(Some.CAMPAIGN, 100, true, row("search", 2)));
        Denied alone = (Denied) ask(null, Some.cookie(1));
        assertThat(alone.reason()).isEqualTo(DenialReason.UNDETERMINED_IDENTITY);
        assertThat(alone.ground()).isEqualTo(new DenialGround.Identity(1));

        ownFor(true, ProfileIds.foundedBy(Some.key(1)), false, 2, Some.cookie(1));
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void choosesByWhatWhoeverIsMeantHasOfEachClassOfMessages() {
        serviceMessages(1);
        UUID person = ProfileIds.foundedBy(Some.key(1));
        ownFor(true, person, false, 1, Some.cookie(2));
        ownFor(false, person, false, 2, Some.cookie(3));
        assertThat(((Allowed) ask(null, Some.cookie(2))).campaignId()).isEqualTo(Some.CAMPAIGN);
        assertThat(((Allowed) ask(null, Some.cookie(1))).campaignId())
                .as("had the service message")
                .isEqualTo(MARKETING);
        assertThat(((Allowed) ask(null, Some.cookie(3))).campaignId())
                .as("had the advertisement")
                .isEqualTo(Some.CAMPAIGN);
        assertThat(((Allowed) ask(null, Some.cookie(2))).campaignId()).isEqualTo(MARKETING);
        Denied none = (Denied) ask(null, Some.cookie(1));
        assertThat(none.reason()).isEqualTo(DenialReason.NO_CANDIDATE);
        assertThat(Losers.of(Objects.requireNonNull(none.considered()), store.policies, 9))
                .extracting(Candidate::reason)
                .containsExactly("PLAN_REACHED", "PLAN_REACHED");
    }

    @Test
    void countsServiceMessagesOfAProfileByWhoItIsForThem() {
        serviceMessages(2);
        UUID one = ProfileIds.foundedBy(Some.key(1));
        UUID other = ProfileIds.foundedBy(Some.key(2));
        own(one, false, 1, Some.cookie(1));
        own(other, false, 1, Some.cookie(2));
        assertThat(askFor(other)).isInstanceOf(Allowed.class);
        ownFor(true, one, false, 2, Some.cookie(2));
        assertThat(askFor(one)).isInstanceOf(Allowed.class);
        assertThat(reasonOf(askFor(other))).isEqualTo(DenialReason.PLAN_REACHED);
        assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(1)))).isEqualTo(DenialReason.PLAN_REACHED);

        ownFor(true, other, false, 3, Some.cookie(2));
        assertThat(askFor(other)).isInstanceOf(Allowed.class);
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        assertThat(store.differences).isEmpty();
    }

    private LedgerVerdict askFor(UUID profileId) {
        return apply(new Ask("platform", "r" + serial++, "search", Some.CAMPAIGN, new Subject.Profile(profileId)));
    }

    @Test
    void looksForDifferencesOncePerBatchAndNotForMarketing() {
        serviceMessages(2);
        store.differencesAsked = 0;
        ask(MARKETING, Some.cookie(1));
        assertThat(store.differencesAsked).isZero();
        ledger.apply(List.of(
                new Ask("platform", "a", "search", Some.CAMPAIGN, of(Some.cookie(1))),
                new Ask("platform", "b", "search", null, of(Some.cookie(2))),
                new Ask("platform", "c", "search", Some.CAMPAIGN, of(Some.cookie(3)))));
        assertThat(store.differencesAsked).isEqualTo(1);
        policies(campaign(MARKETING, 10, false, row("search", 2)));
        ask(null, Some.cookie(1));
        assertThat(store.differencesAsked).isEqualTo(1);
    }

    @Test
    void keepsNothingOfBirthsForOnePurpose() {
        ownFor(false, ProfileIds.foundedBy(Some.key(1)), false, 1, Some.cookie(1));
        ownFor(true, ProfileIds.foundedBy(Some.key(2)), false, 1, Some.cookie(2));
        ownFor(false, null, false, 2, Some.cookie(2));
        assertThat(store.differences).isEmpty();
    }

    @Test
    void takesWhoeverWithdrewAdvertisingLongAgoForWhoTheyAreOnceItIsAllowedAgain() {
        serviceMessages(1);
        Hashed one = Some.cookie(1);
        Hashed other = Some.cookie(2);
        UUID person = ProfileIds.foundedBy(one.key());
        own(person, false, 1, one);
        own(null, false, 1, other);
        store.tenures.get(other.key()).replaceAll((from, tenure) -> untold(tenure));
        ownFor(false, person, false, 2, other);
        assertThat(store.differences).isEmpty();
        assertThat(ask(Some.CAMPAIGN, one)).isInstanceOf(Allowed.class);
        assertThat(reasonOf(ask(Some.CAMPAIGN, other))).isEqualTo(DenialReason.PLAN_REACHED);

        ownFor(false, null, false, 3, other);
        assertThat(reasonOf(ask(Some.CAMPAIGN, other))).as("known by now").isEqualTo(DenialReason.PLAN_REACHED);
    }

    private static Tenure untold(Tenure tenure) {
        return new Tenure(
                tenure.key(),
                tenure.type(),
                tenure.fromMillis(),
                tenure.toMillis(),
                tenure.owner(),
                tenure.quarantined(),
                tenure.version(),
                tenure.founds(),
                tenure.firstSeenMillis(),
                tenure.dataSetId(),
                tenure.erasedAtMillis(),
                true);
    }

    private static final UUID PERSON = ProfileIds.foundedBy(Some.key(1));
    private static final UUID OVER = new UUID(0, 92);

    /** The identifier had a tenure that is no more, from before this service heard of service messages. */
    private void diedLongAgo(Hashed identifier) {
        TenureChange dead = new TenureChange(
                identifier.key(),
                identifier.type(),
                Some.T0 - 5_000,
                TenureChange.END,
                null,
                null,
                false,
                1,
                Some.T0,
                null);
        apply(new MoveTenures("dead", List.of(dead)));
        store.tenures
                .get(identifier.key())
                .replaceAll((from, tenure) -> tenure.owner() == null ? untold(tenure) : tenure);
    }

    @Test
    void countsOnceForServiceMessagesWhoeverWithdrawsAdvertisingWhateverIsNoMoreOfTheirIdentifiers() {
        serviceMessages(1);
        Hashed one = Some.cookie(1);
        Hashed other = Some.cookie(2);
        own(PERSON, false, 1, one, other);
        diedLongAgo(other);
        ownFor(false, null, false, 3, other);
        assertThat(ask(Some.CAMPAIGN, one)).isInstanceOf(Allowed.class);
        assertThat(reasonOf(ask(Some.CAMPAIGN, other))).isEqualTo(DenialReason.PLAN_REACHED);
        ownFor(false, PERSON, false, 4, other);
        ownFor(false, null, false, 5, other);
        assertThat(reasonOf(ask(Some.CAMPAIGN, other))).isEqualTo(DenialReason.PLAN_REACHED);
    }

    @Test
    void keepsWhoeverWithdrewAdvertisingTheirOwnForServiceMessagesWhenItIsAllowedAgain() {
        Hashed other = Some.cookie(2);
        own(ProfileIds.foundedBy(other.key()), false, 1, other);
        ownFor(false, null, false, 2, other);
        assertThat(store.differences).isEmpty();
        ownFor(false, PERSON, false, 3, other);
        assertThat(store.differences.get(other.key()).forService())
                .extracting(Tenure::owner)
                .containsExactly(ProfileIds.foundedBy(other.key()));
    }

    @Test
    void takesWhatAdvertisingSaysNextForServiceMessagesHoweverItFallsIntoBatches() {
        serviceMessages(1);
        Hashed one = Some.cookie(1);
        Hashed other = Some.cookie(2);
        own(PERSON, false, 1, one);
        own(null, false, 1, other);
        store.tenures.get(other.key()).replaceAll((from, tenure) -> untold(tenure));
        ownFor(false, null, false, 2, other);
        List<TenureChange> changes = new ArrayList<>();
        for (long version = 3; version <= 4; version++) {
            changes.add(new TenureChange(
                    other.key(),
                    other.type(),
                    TenureChange.BEGINNING,
                    TenureChange.END,
                    null,
                    version == 3 ? PERSON : null,
                    false,
                    version,
                    Some.T0,
                    null));
        }
        apply(new MoveTenures("returned and withdrawn", changes, List.of()));
        assertThat(ask(Some.CAMPAIGN, one)).isInstanceOf(Allowed.class);
        assertThat(reasonOf(ask(Some.CAMPAIGN, other))).isEqualTo(DenialReason.PLAN_REACHED);
    }

    @Test
    void countsServiceMessagesByEachIdentifierOfWhoeverWithdrewThose() {
        serviceMessages(1);
        own(PERSON, false, 1, Some.cookie(1), Some.cookie(2), Some.cookie(3));
        ownFor(true, null, false, 2, Some.cookie(1), Some.cookie(2), Some.cookie(3));
        for (int cookie = 1; cookie <= 3; cookie++) {
            assertThat(ask(Some.CAMPAIGN, Some.cookie(cookie))).isInstanceOf(Allowed.class);
            assertThat(reasonOf(ask(Some.CAMPAIGN, Some.cookie(cookie)))).isEqualTo(DenialReason.PLAN_REACHED);
        }
        assertThat(ask(MARKETING, Some.cookie(1))).isInstanceOf(Allowed.class);
        assertThat(reasonOf(ask(MARKETING, Some.cookie(2)))).isEqualTo(DenialReason.PLAN_REACHED);
        ownFor(true, PERSON, false, 3, Some.cookie(1), Some.cookie(2), Some.cookie(3));
        assertThat(store.differences).isEmpty();
    }

    private void shown(UUID campaign, Hashed identifier, int times) {
        Instant now = Instant.ofEpochMilli(store.nowMillis);
        for (int i = 0; i < times; i++) {
            apply(new Expose("platform", "f" + serial++, campaign, "search", of(identifier), now, now, null, null));
        }
    }

    @Test
    void boundsServiceMessagesByWhatRulesNeedOfBothTogether() {
        policies(
                campaign(Some.CAMPAIGN, 100, true, row("search", 5)),
                campaign(OVER, 100, true, perMinute("search", 1)),
                campaign(MARKETING, 10, false, perMinute("search", 1)));
        ownFor(true, PERSON, false, 1, Some.cookie(2));
        shown(MARKETING, Some.cookie(1), 300);
        shown(OVER, Some.cookie(2), 300);
        Denied crowd = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(crowd.reason()).isEqualTo(DenialReason.HISTORY_BOUND);
        assertThat(crowd.ground()).isEqualTo(new DenialGround.Crowd(TouchHistory.HOT_MAX, 600));
        twoMinutesLater();
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
    }

    @Test
    void sendsNoServiceMessageWhereTouchesOfTheirsMayBeAmongTooMany() {
        policies(
                campaign(Some.CAMPAIGN, 100, true, row("search", 1)), campaign(MARKETING, 10, false, row("search", 1)));
        ownFor(false, ProfileIds.foundedBy(Some.key(3)), false, 1, Some.cookie(2));
        ownFor(true, PERSON, false, 2, Some.cookie(2));
        shown(MARKETING, Some.cookie(3), TouchHistory.HOT_MAX);
        shown(Some.CAMPAIGN, Some.cookie(2), 1);
        Denied denied = (Denied) ask(Some.CAMPAIGN, Some.cookie(1));
        assertThat(denied.reason()).isEqualTo(DenialReason.HISTORY_BOUND);
        assertThat(denied.ground()).isEqualTo(new DenialGround.Crowd(TouchHistory.HOT_MAX, TouchHistory.HOT_MAX));
        Allowed chosen = (Allowed) ask(null, Some.cookie(1));
        assertThat(chosen.campaignId()).isEqualTo(MARKETING);
        assertThat(Losers.of(Objects.requireNonNull(chosen.considered()), store.policies, 9))
                .extracting(Candidate::reason)
                .containsExactly("HISTORY_BOUND");
    }

    @Test
    void journalsWhatIsNobodysForAdvertisingAsNobodysWhenServiceMessagesLookAtIt() {
        serviceMessages(2);
        ownFor(true, PERSON, false, 1, Some.cookie(2));
        assertThat(ask(Some.CAMPAIGN, Some.cookie(2))).isInstanceOf(Allowed.class);
        ownFor(false, null, true, 2, Some.cookie(2));
        store.nowMillis += 700_000;
        store.horizonMillis = store.nowMillis;
        assertThat(ask(Some.CAMPAIGN, Some.cookie(1))).isInstanceOf(Allowed.class);
        UUID bucket = OwnerBook.bucketOf(Some.key(2));
        assertThat(store.journal.stream()
                        .flatMap(line -> store.journals.decode(line.body(), line.nowMillis()).stream())
                        .filter(entry -> entry.profileId().equals(bucket))
                        .map(JournalEntry::undetermined))
                .hasSizeGreaterThan(1)
                .containsOnly(true);
    }

    @Test
    void answersARepeatOfAServiceMessageAlikeWhenItsCampaignIsOver() {
        serviceMessages(2);
        ownFor(true, PERSON, false, 1, Some.cookie(2));
        ownFor(false, PERSON, false, 2, Some.cookie(3));
        Ask ask = new Ask("platform", "once", "search", null, of(Some.cookie(1)));
        Allowed first = (Allowed) apply(ask);
        assertThat(first.campaignId()).isEqualTo(Some.CAMPAIGN);
        for (boolean over : List.of(false, true)) {
            if (over) {
                policies(
                        ended(campaign(Some.CAMPAIGN, 100, true, row("search", 2))),
                        campaign(MARKETING, 10, false, row("search", 2)));
            }
            for (int cookie = 1; cookie <= 2; cookie++) {
                Ask again = new Ask("platform", "once", "search", null, of(Some.cookie(cookie)));
                assertThat(((Allowed) apply(again)).grant()).isEqualTo(first.grant());
            }
            assertThat(apply(new Ask("platform", "once", "search", null, of(Some.cookie(3)))))
                    .isInstanceOf(Conflicting.class);
        }
    }

    private static CampaignPolicy ended(CampaignPolicy campaign) {
        return new CampaignPolicy(
                campaign.campaignId(),
                campaign.version() + 1,
                "c",
                CampaignPolicy.Status.COMPLETED,
                campaign.flight(),
                campaign.audience(),
                campaign.rowsOn("search"),
                campaign.priority(),
                campaign.isService(),
                Exemption.NONE);
    }
}
