package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.PlanCheck.Answer;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.CampaignPolicy.Audience;
import io.evenreach.frequency.policy.CampaignPolicy.Exemption;
import io.evenreach.frequency.policy.CampaignPolicy.Status;
import io.evenreach.frequency.policy.Ceiling;
import io.evenreach.frequency.policy.ChannelPolicy;
import io.evenreach.frequency.policy.Governance;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.frequency.policy.PolicySnapshot;
import io.evenreach.identifiers.Strength;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.testkit.Chance;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CeilingCheckTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Instant NOON = Instant.parse("2026-06-15T12:00:00Z");
    private static final Interval YEAR =
            new Interval(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));
    private static final Window WEEK = new Window.Rolling(Duration.ofDays(7));
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    /** What a plan leaves that is in nobody's way. */
    private static final Answer PLENTY = new Answer.Within(1_000, List.of());

    private static CampaignPolicy campaign(UUID id, Status status, Interval flight, boolean service, Exemption exempt) {
        return campaign(id, status, flight, service, exempt, new Audience.Everyone(), Some.CHANNELS);
    }

    private static CampaignPolicy campaign(
            UUID id,
            Status status,
            Interval flight,
            boolean service,
            Exemption exempt,
            Audience audience,
            List<String> channels) {
        List<PlanRow> plan = channels.stream()
                .map(channel -> new PlanRow(0, channel, 9, 9, new Window.Campaign()))
                .toList();
        return new CampaignPolicy(id, 1, "c", status, flight, audience, plan, 1, service, exempt);
    }

    private static CampaignPolicy campaign(UUID id) {
        return campaign(id, Status.ACTIVE, YEAR, false, Exemption.NONE);
    }

    private static PolicySnapshot policies(Ceiling ceiling, CampaignPolicy... campaigns) {
        List<ChannelPolicy> channels = Some.CHANNELS.stream()
                .map(id -> new ChannelPolicy(id, id, null, Duration.ofMinutes(10), false))
                .toList();
        return new PolicySnapshot(1, channels, List.of(campaigns), new Governance(List.of(ceiling)));
    }

    private static Ceiling ceiling(int count, Window window, Map<UUID, Integer> shares, String... channels) {
        return new Ceiling("brand", 7, Set.of(channels), count, window, shares);
    }

    private static Touch touch(long id, UUID campaign, String channel, TouchState state, Instant at) {
        boolean shown = state.isExposure();
        return new Touch(
                id,
                campaign,
                channel,
                Some.key(1),
                Strength.COOKIE,
                at.toEpochMilli(),
                state,
                shown ? 0 : at.toEpochMilli() + 600_000,
                0,
                "platform",
                0,
                null);
    }

    private static TouchHistory history(List<Touch> touches) {
        TouchHistory history = TouchHistory.EMPTY;
        for (Touch touch : touches) {
            history = history.put(touch);
        }
        return history;
    }

    private static Answer check(
            PolicySnapshot policies, UUID asking, String channel, TouchHistory history, Instant at) {
        return new CeilingCheck(
                        channel,
                        policies,
                        history,
                        at.toEpochMilli(),
                        at.toEpochMilli(),
                        campaign -> campaign.audience() instanceof Audience.Everyone)
                .with(PLENTY, policies.campaign(asking).orElseThrow(), Optional::of);
    }

    private static boolean isWithin(PolicySnapshot policies, UUID asking, List<Touch> touches, Instant at) {
        return check(policies, asking, "search", history(touches), at) instanceof Answer.Within;
    }

    @Test
    void addsUpAllCampaignsOnItsChannelsAndNoOthers() {
        PolicySnapshot policies = policies(ceiling(2, WEEK, Map.of(), "search", "video"), campaign(A), campaign(B));
        Touch search = touch(1, A, "search", TouchState.CONFIRMED, NOON.minusSeconds(60));
        Touch video = touch(2, B, "video", TouchState.GRANTED, NOON.minusSeconds(30));
        Touch wechat = touch(3, B, "wechat", TouchState.CONFIRMED, NOON.minusSeconds(20));
        assertThat(check(policies, A, "search", history(List.of(search, wechat)), NOON))
                .isInstanceOfSatisfying(
                        Answer.Within.class,
                        within -> assertThat(within.remaining()).isZero());
        assertThat(check(policies, A, "search", history(List.of(search, video, wechat)), NOON))
                .isInstanceOfSatisfying(Answer.Reached.class, reached -> {
                    RuleFinding finding = reached.rules().getFirst();
                    assertThat(finding.rule()).isEqualTo(new RuleFinding.Rule.Ceiling("brand", 7, 0));
                    assertThat(finding.count()).isEqualTo(2);
                    assertThat(finding.target()).isEqualTo(2);
                    assertThat(finding.window()).isEqualTo("P7D");
                    assertThat(reached.retryAtMillis()).isEqualTo(video.expiresAtMillis());
                });
        assertThat(check(policies, A, "wechat", history(List.of(search, video, wechat)), NOON))
                .isEqualTo(PLENTY);
    }

    @Test
    void letsExposuresNobodyAskedForUseUpTheirChannelsEvenPartOnly() {
        PolicySnapshot policies = policies(ceiling(5, WEEK, Map.of()), campaign(A), campaign(B));
        // Three channels: 5 / 3 rounded up.
        List<Touch> flood = IntStream.range(0, 100)
                .mapToObj(i -> touch(i, B, "video", TouchState.UNGRANTED, NOON.minusSeconds(1 + i)))
                .toList();
        assertThat(check(policies, A, "search", history(flood), NOON))
                .isInstanceOfSatisfying(
                        Answer.Within.class,
                        within -> assertThat(within.remaining()).isEqualTo(2));
    }

    @Test
    void keepsPlacesForWhoeverHasAShareAndMayStillUseIt() {
        Ceiling ceiling = ceiling(3, WEEK, Map.of(A, 2));
        List<Touch> oneOfB = List.of(touch(1, B, "search", TouchState.CONFIRMED, NOON.minusSeconds(60)));
        PolicySnapshot policies = policies(ceiling, campaign(A), campaign(B));
        assertThat(check(policies, B, "search", history(oneOfB), NOON))
                .isInstanceOfSatisfying(
                        Answer.Reached.class,
                        reached -> assertThat(reached.rules().getFirst().rule())
                                .isEqualTo(new RuleFinding.Rule.Ceiling("brand", 7, 2)));
        assertThat(isWithin(policies, A, oneOfB, NOON)).isTrue();
        for (CampaignPolicy idle : List.of(
                campaign(A, Status.PAUSED, YEAR, false, Exemption.NONE),
                campaign(A, Status.ACTIVE, new Interval(YEAR.from(), NOON), false, Exemption.NONE),
                campaign(A, Status.ACTIVE, YEAR, true, Exemption.NONE),
                campaign(A, Status.ACTIVE, YEAR, false, new Exemption(true, true)),
                campaign(A, Status.ACTIVE, YEAR, false, new Exemption(false, false)))) {
            assertThat(isWithin(policies(ceiling, idle, campaign(B)), B, oneOfB, NOON))
                    .isTrue();
        }
    }

    @Test
    void keepsNoPlaceForWhoeverCannotReachThePersonUnderTheCeiling() {
        Ceiling ceiling = ceiling(3, WEEK, Map.of(A, 2), "search", "video");
        List<Touch> oneOfB = List.of(touch(1, B, "search", TouchState.CONFIRMED, NOON.minusSeconds(60)));
        CampaignPolicy elsewhere =
                campaign(A, Status.ACTIVE, YEAR, false, Exemption.NONE, new Audience.Everyone(), List.of("wechat"));
        CampaignPolicy forOthers =
                campaign(A, Status.ACTIVE, YEAR, false, Exemption.NONE, new Audience.Listed(1), Some.CHANNELS);
        CampaignPolicy onOneChannel =
                campaign(A, Status.ACTIVE, YEAR, false, Exemption.NONE, new Audience.Everyone(), List.of("video"));
        for (CampaignPolicy idle : List.of(elsewhere, forOthers)) {
            assertThat(check(policies(ceiling, idle, campaign(B)), B, "search", history(oneOfB), NOON))
                    .isInstanceOfSatisfying(Answer.Within.class, within -> {
                        assertThat(within.remaining()).isEqualTo(1);
                        assertThat(within.rules().getFirst().rule())
                                .isEqualTo(new RuleFinding.Rule.Ceiling("brand", 7, 0));
                    });
        }
        assertThat(isWithin(policies(ceiling, onOneChannel, campaign(B)), B, oneOfB, NOON))
                .isFalse();
    }

    @Test
    void freesAPlaceWhenTheFlightOfWhoeverItIsKeptForIsOver() {
        Instant over = NOON.plusSeconds(3_600);
        PolicySnapshot policies = policies(
                ceiling(1, WEEK, Map.of(A, 1)),
                campaign(A, Status.ACTIVE, new Interval(YEAR.from(), over), false, Exemption.NONE),
                campaign(B));
        assertThat(check(policies, B, "search", TouchHistory.EMPTY, NOON))
                .isInstanceOfSatisfying(
                        Answer.Reached.class,
                        reached -> assertThat(reached.retryAtMillis()).isEqualTo(over.toEpochMilli()));
    }

    @Test
    void neverFreesACeilingOfNothing() {
        PolicySnapshot policies = policies(ceiling(0, WEEK, Map.of()), campaign(A));
        assertThat(check(policies, A, "search", TouchHistory.EMPTY, NOON))
                .isInstanceOfSatisfying(
                        Answer.Reached.class,
                        reached -> assertThat(reached.retryAtMillis()).isNull());
    }

    @Test
    void letsServiceMessagesAndExemptCampaignsPassAndCountsThemOrNot() {
        Ceiling ceiling = ceiling(1, WEEK, Map.of());
        List<Touch> oneOfB = List.of(touch(1, B, "search", TouchState.CONFIRMED, NOON.minusSeconds(60)));
        CampaignPolicy service = campaign(B, Status.ACTIVE, YEAR, true, Exemption.NONE);
        CampaignPolicy exempt = campaign(B, Status.ACTIVE, YEAR, false, new Exemption(true, true));
        CampaignPolicy uncounted = campaign(B, Status.ACTIVE, YEAR, true, new Exemption(false, false));
        assertThat(isWithin(policies(ceiling, service, campaign(A)), B, oneOfB, NOON))
                .isTrue();
        assertThat(isWithin(policies(ceiling, exempt, campaign(A)), B, oneOfB, NOON))
                .isTrue();
        assertThat(isWithin(policies(ceiling, service, campaign(A)), A, oneOfB, NOON))
                .isFalse();
        assertThat(isWithin(policies(ceiling, uncounted, campaign(A)), A, oneOfB, NOON))
                .isTrue();
    }

    @Test
    void countsADayOfTwentyThreeHoursInItsZone() {
        Window day = new Window.Calendar(CalendarUnit.DAY, NEW_YORK);
        PolicySnapshot policies = policies(ceiling(1, day, Map.of()), campaign(A));
        Instant begins = LocalDate.parse("2026-03-08").atStartOfDay(NEW_YORK).toInstant();
        Instant next = begins.plus(Duration.ofHours(23));
        List<Touch> shown = List.of(touch(1, A, "search", TouchState.CONFIRMED, begins));
        assertThat(isWithin(policies, A, shown, next.minusMillis(1))).isFalse();
        assertThat(isWithin(policies, A, shown, next)).isTrue();
    }

    @Test
    void agreesWithARecountByBruteForce() {
        Chance.forSeeds(2_000, chance -> {
            List<CampaignPolicy> campaigns = anyCampaigns(chance);
            Ceiling ceiling = anyCeiling(chance);
            PolicySnapshot policies = policies(ceiling, campaigns.toArray(CampaignPolicy[]::new));
            Instant around = chance.pick(List.of(
                    Instant.parse("2026-03-08T06:30:00Z"),
                    Instant.parse("2026-11-01T05:30:00Z"),
                    Instant.parse("2026-06-15T12:00:00Z")));
            List<Touch> touches = anyTouches(chance, around);
            // The same touches, some of them known of two people who are named together.
            TouchHistory one =
                    history(touches.stream().filter(any -> chance.percent(60)).toList());
            TouchHistory union = one.merge(history(touches.stream()
                    .filter(touch -> one.find(touch.touchId()) == null)
                    .toList()));
            Instant now = around.plusMillis(chance.below(5_000_000));
            UUID asking = chance.pick(campaigns).campaignId();
            String channel = chance.pick(Some.CHANNELS);
            Recount recount = new Recount(policies, ceiling, asking, touches);
            Answer answer = check(policies, asking, channel, union, now);
            if (!ceiling.covers(channel)
                    || policies.campaign(asking).orElseThrow().passesCeilings()) {
                assertThat(answer).isEqualTo(PLENTY);
                return;
            }
            assertThat(answer.rules().getFirst().count()).isEqualTo(recount.countedAt(now));
            switch (answer) {
                case Answer.Within(int remaining, var rules) -> {
                    assertThat(rules).hasSize(1);
                    assertThat(recount.placesAt(now)).isEqualTo(remaining + 1);
                }
                case Answer.Reached(var rules, Long retryAt) -> {
                    assertThat(rules).hasSize(1);
                    assertThat(recount.placesAt(now)).isLessThanOrEqualTo(0);
                    Instant until = retryAt == null ? now.plus(Duration.ofDays(40)) : Instant.ofEpochMilli(retryAt);
                    for (int i = 0; i < 50; i++) {
                        long wait = Duration.between(now, until).toMillis();
                        Instant before = now.plusMillis(wait <= 0 ? 0 : Math.floorMod(chance.nextLong(), wait));
                        assertThat(wait <= 0 || recount.placesAt(before) <= 0)
                                .as("at %s, between %s and %s", before, now, until)
                                .isTrue();
                    }
                    if (retryAt != null) {
                        assertThat(recount.placesAt(until)).isPositive();
                        assertThat(until.equals(now) || recount.placesAt(until.minusMillis(1)) <= 0)
                                .isTrue();
                    }
                }
            }
        });
    }

    private static List<CampaignPolicy> anyCampaigns(Chance chance) {
        List<CampaignPolicy> campaigns = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            campaigns.add(campaign(
                    new UUID(0, i),
                    chance.percent(85) ? Status.ACTIVE : Status.PAUSED,
                    YEAR,
                    chance.percent(10),
                    new Exemption(chance.percent(15), chance.percent(85)),
                    chance.percent(85) ? new Audience.Everyone() : new Audience.Listed(1),
                    Some.CHANNELS.stream().filter(any -> chance.percent(60)).toList()));
        }
        return campaigns;
    }

    private static Ceiling anyCeiling(Chance chance) {
        Map<UUID, Integer> shares = new HashMap<>();
        for (int i = chance.below(3); i > 0; i--) {
            shares.put(new UUID(0, 1 + chance.below(4)), 1 + chance.below(3));
        }
        Window window = chance.percent(50)
                ? new Window.Rolling(Duration.ofMinutes(1 + chance.below(6_000)))
                : new Window.Calendar(chance.pick(List.of(CalendarUnit.values())), NEW_YORK);
        String[] channels =
                Some.CHANNELS.stream().filter(any -> chance.percent(50)).toArray(String[]::new);
        return ceiling(chance.below(7), window, shares, channels);
    }

    private static List<Touch> anyTouches(Chance chance, Instant around) {
        List<Touch> touches = new ArrayList<>();
        for (int i = chance.below(14); i > 0; i--) {
            touches.add(touch(
                    i,
                    // The fifth is a campaign that nobody has heard of.
                    new UUID(0, 1 + chance.below(5)),
                    chance.pick(Some.CHANNELS),
                    chance.pick(List.of(TouchState.values())),
                    around.plusSeconds(chance.between(-400_000, 300))));
        }
        return touches;
    }

    /** The documented arithmetic, written down as plainly as can be. */
    private record Recount(PolicySnapshot policies, Ceiling ceiling, UUID asking, List<Touch> touches) {

        int countedAt(Instant at) {
            return counted(at).size();
        }

        /** One more is within when this is above 0. */
        int placesAt(Instant at) {
            List<Touch> counted = counted(at);
            int reserved = 0;
            for (UUID holder : ceiling.shares().keySet()) {
                if (!holder.equals(asking)) {
                    reserved += unused(holder, counted, at);
                }
            }
            int common = ceiling.count() - counted.size() - reserved;
            int granted = (int) counted.stream()
                    .filter(touch -> touch.state() != TouchState.UNGRANTED)
                    .count();
            int share = unused(asking, counted, at);
            return share == 0 ? common : Math.max(common, Math.min(share, ceiling.count() - granted));
        }

        private int unused(UUID holder, List<Touch> counted, Instant at) {
            CampaignPolicy campaign = policies.campaign(holder).orElse(null);
            if (campaign == null
                    || campaign.passesCeilings()
                    || !campaign.isCountedByCeilings()
                    || !campaign.isRunningAt(at)
                    || campaign.audience() instanceof Audience.Listed
                    || campaign.plan().stream()
                            .noneMatch(row -> ceiling.channels().isEmpty()
                                    || ceiling.channels().contains(row.channel()))) {
                return 0;
            }
            int used = (int) counted.stream()
                    .filter(touch -> touch.campaignId().equals(holder))
                    .count();
            return Math.max(0, ceiling.shares().getOrDefault(holder, 0) - used);
        }

        private List<Touch> counted(Instant at) {
            List<Touch> candidates = touches.stream()
                    .filter(touch ->
                            ceiling.channels().isEmpty() || ceiling.channels().contains(touch.channel()))
                    .filter(touch -> policies.campaign(touch.campaignId())
                            .map(CampaignPolicy::isCountedByCeilings)
                            .orElse(true))
                    .filter(touch -> switch (touch.state()) {
                        case GRANTED -> touch.expiresAtMillis() > at.toEpochMilli();
                        case CONFIRMED, UNGRANTED -> inWindow(touch.at(), at);
                        case EXPIRED, RELEASED -> false;
                    })
                    .sorted(TouchHistory.BY_TIME)
                    .toList();
            int channels = ceiling.channels().isEmpty()
                    ? Some.CHANNELS.size()
                    : ceiling.channels().size();
            int part = (int) Math.ceil((double) ceiling.count() / channels);
            List<Touch> counted = new ArrayList<>();
            for (Touch touch : candidates) {
                long before = counted.stream()
                        .filter(earlier -> earlier.state() == TouchState.UNGRANTED
                                && earlier.channel().equals(touch.channel()))
                        .count();
                if (touch.state() != TouchState.UNGRANTED || before < part) {
                    counted.add(touch);
                }
            }
            return counted;
        }

        private boolean inWindow(Instant touched, Instant at) {
            return switch (ceiling.window()) {
                case Window.Campaign ignored -> throw new AssertionError("no ceiling has it");
                case Window.Rolling(Duration duration) ->
                    Duration.between(touched, at).compareTo(duration) < 0;
                case Window.Calendar(CalendarUnit unit, ZoneId zone) ->
                    !firstDay(unit, touched.atZone(zone).toLocalDate())
                            .isBefore(firstDay(unit, at.atZone(zone).toLocalDate()));
            };
        }

        private static LocalDate firstDay(CalendarUnit unit, LocalDate day) {
            return switch (unit) {
                case DAY -> day;
                case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTH -> day.withDayOfMonth(1);
            };
        }
    }

    /** R7: whatever others ask for and whatever is shown unasked, nobody takes a share, and grants keep to the ceiling. */
    @Test
    void givesEveryShareWhateverFloodOfOthersThereIs() {
        Chance.forSeeds(1_000, chance -> {
            int shareOfA = 1 + chance.below(3);
            int shareOfB = chance.below(3);
            int count = shareOfA + shareOfB + chance.below(3);
            Window window = chance.percent(50)
                    ? new Window.Rolling(Duration.ofMinutes(30 + chance.below(120)))
                    : new Window.Calendar(CalendarUnit.DAY, NEW_YORK);
            UUID c = new UUID(0, 3);
            UUID d = new UUID(0, 4);
            PolicySnapshot policies = policies(
                    ceiling(count, window, Map.of(A, shareOfA, B, shareOfB)),
                    campaign(A),
                    campaign(B),
                    campaign(c),
                    campaign(d));
            Map<UUID, Integer> shares = Map.of(A, shareOfA, B, shareOfB);
            Instant now = Instant.parse("2026-03-08T03:00:00Z");
            TouchHistory history = TouchHistory.EMPTY;
            for (int step = 1; step <= 80; step++) {
                now = now.plusSeconds(chance.below(1_500));
                history = history.advance(now.toEpochMilli(), now.toEpochMilli());
                String channel = chance.pick(Some.CHANNELS);
                switch (chance.below(6)) {
                    case 0 ->
                        history = history.put(
                                touch(step, chance.pick(List.of(c, d)), channel, TouchState.UNGRANTED, now));
                    case 1 -> {
                        Touch waiting = waiting(chance, history);
                        history = waiting == null
                                ? history
                                : history.confirm(waiting, now.toEpochMilli() - chance.below(100_000));
                    }
                    default -> {
                        UUID asking = chance.percent(25) ? A : chance.percent(20) ? B : chance.pick(List.of(c, d));
                        boolean within = check(policies, asking, channel, history, now) instanceof Answer.Within;
                        int had = granted(history, asking, window, now);
                        if (had < shares.getOrDefault(asking, 0)) {
                            assertThat(within)
                                    .as("%s has had %s of its share", asking, had)
                                    .isTrue();
                        }
                        if (within) {
                            history = history.put(touch(step, asking, channel, TouchState.GRANTED, now));
                        }
                    }
                }
                assertThat(granted(history, null, window, now)).isLessThanOrEqualTo(count);
            }
        });
    }

    private static @Nullable Touch waiting(Chance chance, TouchHistory history) {
        List<Touch> waiting = history.touches().stream()
                .filter(touch -> touch.state() == TouchState.GRANTED)
                .toList();
        return waiting.isEmpty() ? null : chance.pick(waiting);
    }

    private static int granted(TouchHistory history, @Nullable UUID campaign, Window window, Instant now) {
        return (int) history.touches().stream()
                .filter(touch -> campaign == null || touch.campaignId().equals(campaign))
                .filter(touch -> touch.state() == TouchState.GRANTED
                        || touch.state() == TouchState.CONFIRMED
                                && window.countedAt(now, CeilingCheck.ALWAYS).contains(touch.at()))
                .count();
    }
}
