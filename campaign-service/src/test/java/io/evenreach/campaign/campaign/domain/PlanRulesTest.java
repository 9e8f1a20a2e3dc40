package io.evenreach.campaign.campaign.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanRulesTest {

    private static final Set<String> CHANNELS = Set.of("paid-search", "wechat");
    private static final PlanRules RULES = new PlanRules(
            3,
            1000,
            100_000,
            Duration.ofMinutes(1),
            Duration.ofDays(366),
            Duration.ofDays(3660),
            Duration.ofDays(36_600));
    private static final CampaignDefinition GOOD = Definitions.onChannels("paid-search", "wechat");

    @Test
    void keepsAGoodDefinition() {
        assertThat(violations(GOOD)).isEmpty();
    }

    @Test
    void pointsAtAnUnknownChannel() {
        assertThat(violations(Definitions.onChannels("paid-search", "nowhere")))
                .containsExactly(new Violation("/plan/1/channel", "UNKNOWN_CHANNEL", "no channel 'nowhere'"));
    }

    @Test
    void holdsTheTargetBetweenOneAndItsBound() {
        assertThat(pointers(target(0, 0))).containsExactly("/plan/0/target");
        assertThat(violations(target(1, 1))).isEmpty();
        assertThat(violations(target(1000, 1000))).isEmpty();
        assertThat(pointers(target(1001, 1))).containsExactly("/plan/0/target");
    }

    @Test
    void holdsTheMinimumBelowTheTarget() {
        assertThat(violations(target(3, 0))).isEmpty();
        assertThat(violations(target(3, 3))).isEmpty();
        assertThat(pointers(target(3, 4))).containsExactly("/plan/0/minimum");
        assertThat(pointers(target(3, -1))).containsExactly("/plan/0/minimum");
    }

    @Test
    void refusesTheSameRuleTwiceButNotTwoWindowsOfOneChannel() {
        PlanRow inAll = new PlanRow("wechat", 3, 3, new Window.Campaign());
        PlanRow perDay = new PlanRow("wechat", 1, 1, new Window.Calendar(CalendarUnit.DAY, ZoneId.of("Asia/Shanghai")));

        assertThat(violations(Definitions.with(GOOD, List.of(inAll, perDay)))).isEmpty();
        assertThat(violations(Definitions.with(GOOD, List.of(inAll, perDay, inAll))))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(org.assertj.core.api.Assertions.tuple("/plan/2", "DUPLICATE_PLAN_ROW"));
    }

    @Test
    void holdsRollingWindowsBetweenTheirBounds() {
        assertThat(violations(rolling(Duration.ofMinutes(1)))).isEmpty();
        assertThat(violations(rolling(Duration.ofDays(366)))).isEmpty();
        assertThat(pointers(rolling(Duration.ofSeconds(59)))).containsExactly("/plan/0/window/duration");
        assertThat(pointers(rolling(Duration.ofDays(367)))).containsExactly("/plan/0/window/duration");
    }

    @Test
    void needsAFlightThatLasts() {
        assertThat(pointers(Definitions.with(GOOD, new Interval(Definitions.START, Definitions.START))))
                .containsExactly("/endsAt");
        assertThat(pointers(Definitions.with(
                        GOOD, new Interval(Definitions.START, Definitions.START.plus(Duration.ofDays(3661))))))
                .containsExactly("/endsAt");
    }

    @Test
    void letsAFlightOverADataSetSpanAWholeLog() {
        CampaignDefinition ofLog = Definitions.with(GOOD, new Audience.DataSet("audit-1"));
        Instant longAgo = Instant.EPOCH;

        assertThat(violations(Definitions.with(ofLog, new Interval(longAgo, Definitions.END))))
                .isEmpty();
        assertThat(violations(Definitions.with(ofLog, new Interval(longAgo, longAgo.plus(Duration.ofDays(36_600))))))
                .isEmpty();
        assertThat(pointers(Definitions.with(ofLog, new Interval(longAgo, longAgo.plus(Duration.ofDays(36_601))))))
                .containsExactly("/endsAt");
        assertThat(pointers(Definitions.with(GOOD, new Interval(longAgo, Definitions.END))))
                .as("a campaign of live customers")
                .containsExactly("/endsAt");
    }

    @Test
    void boundsThePlanAndTheList() {
        assertThat(pointers(Definitions.with(GOOD, List.of()))).containsExactly("/plan");
        List<PlanRow> four = IntStream.rangeClosed(1, 4)
                .mapToObj(days -> new PlanRow("wechat", 1, 1, new Window.Rolling(Duration.ofDays(days))))
                .toList();
        assertThat(pointers(Definitions.with(GOOD, four))).containsExactly("/plan");
        assertThat(violations(Definitions.with(GOOD, four.subList(0, 3)))).isEmpty();
        assertThat(pointers(Definitions.with(GOOD, new Audience.Listed("00", 100_001))))
                .containsExactly("/audience/profileIds");
        assertThat(violations(Definitions.with(GOOD, new Audience.Listed("00", 100_000))))
                .isEmpty();
        assertThat(pointers(Definitions.with(GOOD, new Audience.Listed("00", 0))))
                .containsExactly("/audience/profileIds");
    }

    private static CampaignDefinition target(int target, int minimum) {
        return Definitions.with(GOOD, List.of(new PlanRow("paid-search", target, minimum, new Window.Campaign())));
    }

    private static CampaignDefinition rolling(Duration duration) {
        return Definitions.with(GOOD, List.of(new PlanRow("wechat", 2, 2, new Window.Rolling(duration))));
    }

    private static List<Violation> violations(CampaignDefinition definition) {
        return RULES.violations(definition, CHANNELS::contains);
    }

    private static List<String> pointers(CampaignDefinition definition) {
        return violations(definition).stream().map(Violation::pointer).toList();
    }
}
