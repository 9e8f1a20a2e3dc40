package io.evenreach.frequency.ledger.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.RuleFinding;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.frequency.ledger.domain.PlanCheck.Answer;
import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.PlanRow;
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
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanCheckTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    /** Both changes of New York's clocks in 2026 lie within. */
    private static final Interval YEAR =
            new Interval(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));

    private static CampaignPolicy campaign(int target, Window window) {
        return new CampaignPolicy(
                Some.CAMPAIGN,
                1,
                "c",
                CampaignPolicy.Status.ACTIVE,
                YEAR,
                new CampaignPolicy.Audience.Everyone(),
                List.of(new PlanRow(0, "search", target, target, window)),
                1,
                false,
                CampaignPolicy.Exemption.NONE);
    }

    private static Answer check(CampaignPolicy campaign, TouchHistory history, Instant now) {
        return PlanCheck.check(campaign, campaign.rowsOn("search"), history, now.toEpochMilli(), now.toEpochMilli());
    }

    private static TouchHistory shown(Instant... times) {
        TouchHistory history = TouchHistory.EMPTY;
        for (int i = 0; i < times.length; i++) {
            history = history.put(Some.touch(i + 1, TouchState.CONFIRMED, times[i].toEpochMilli()));
        }
        return history;
    }

    @Test
    void freesARollingWindowExactlyWhenItHasPassed() {
        CampaignPolicy campaign = campaign(1, new Window.Rolling(Duration.ofDays(7)));
        Instant shown = Instant.parse("2026-03-03T10:00:00Z");
        Instant free = shown.plus(Duration.ofDays(7));
        assertThat(check(campaign, shown(shown), free.minusMillis(1)))
                .isInstanceOfSatisfying(
                        Answer.Reached.class,
                        reached -> assertThat(reached.retryAtMillis()).isEqualTo(free.toEpochMilli()));
        assertThat(check(campaign, shown(shown), free)).isInstanceOf(Answer.Within.class);
    }

    @Test
    void beginsACalendarDayAtMidnightOfItsZone() {
        CampaignPolicy campaign = campaign(1, new Window.Calendar(CalendarUnit.DAY, ZoneId.of("Asia/Shanghai")));
        Instant shown = Instant.parse("2026-06-10T15:59:59.999Z");
        Instant midnight = Instant.parse("2026-06-10T16:00:00Z");
        assertThat(check(campaign, shown(shown), midnight.minusMillis(1))).isInstanceOf(Answer.Reached.class);
        assertThat(check(campaign, shown(shown), midnight)).isInstanceOf(Answer.Within.class);
        assertThat(check(campaign, shown(midnight), midnight.plusSeconds(1)))
                .isInstanceOfSatisfying(
                        Answer.Reached.class,
                        reached -> assertThat(reached.retryAtMillis())
                                .isEqualTo(midnight.plus(Duration.ofDays(1)).toEpochMilli()));
    }

    @Test
    void letsADayLastTwentyThreeHoursWhenTheClocksGoForward() {
        CampaignPolicy campaign = campaign(1, new Window.Calendar(CalendarUnit.DAY, NEW_YORK));
        Instant begins = LocalDate.parse("2026-03-08").atStartOfDay(NEW_YORK).toInstant();
        Instant next = begins.plus(Duration.ofHours(23));
        assertThat(check(campaign, shown(begins), next.minusMillis(1))).isInstanceOf(Answer.Reached.class);
        assertThat(check(campaign, shown(begins), next)).isInstanceOf(Answer.Within.class);
    }

    @Test
    void countsAWaitingGrantInEveryWindow() {
        CampaignPolicy campaign = campaign(1, new Window.Calendar(CalendarUnit.DAY, NEW_YORK));
        Instant midnight = LocalDate.parse("2026-05-02").atStartOfDay(NEW_YORK).toInstant();
        TouchHistory waiting = TouchHistory.EMPTY.put(
                Some.touch(1, TouchState.GRANTED, midnight.minusSeconds(1).toEpochMilli()));
        // It may still be shown on the new day, and would then be the day's first.
        assertThat(check(campaign, waiting, midnight)).isInstanceOf(Answer.Reached.class);
    }

    @Test
    void saysWhenThePlaceOfAWaitingGrantMayComeFree() {
        CampaignPolicy campaign = campaign(1, new Window.Campaign());
        Instant now = Instant.parse("2026-05-02T00:00:00Z");
        Touch waiting = Some.touch(1, TouchState.GRANTED, now.toEpochMilli());
        assertThat(check(campaign, TouchHistory.EMPTY.put(waiting), now))
                .isInstanceOfSatisfying(
                        Answer.Reached.class,
                        reached -> assertThat(reached.retryAtMillis()).isEqualTo(waiting.expiresAtMillis()));
        assertThat(check(campaign, shown(now), now))
                .isInstanceOfSatisfying(
                        Answer.Reached.class,
                        reached -> assertThat(reached.retryAtMillis()).isNull());
    }

    @Test
    void ignoresTouchesOutsideTheFlight() {
        CampaignPolicy campaign = campaign(1, new Window.Rolling(Duration.ofDays(30)));
        Instant before = YEAR.from().minusMillis(1);
        assertThat(check(campaign, shown(before), YEAR.from().plusSeconds(5))).isInstanceOf(Answer.Within.class);
    }

    @Test
    void agreesWithARecountByBruteForce() {
        Chance.forSeeds(1_000, chance -> {
            Window window = anyWindow(chance);
            CampaignPolicy campaign = campaign(1 + chance.below(4), window);
            // Around the days on which clocks change, where mistakes hide.
            Instant around = chance.pick(List.of(
                    Instant.parse("2026-03-08T06:30:00Z"),
                    Instant.parse("2026-11-01T05:30:00Z"),
                    Instant.parse("2026-01-03T00:00:00Z"),
                    Instant.parse("2026-06-15T12:00:00Z")));
            TouchHistory history = TouchHistory.EMPTY;
            for (int i = chance.below(12); i > 0; i--) {
                long at = around.plusSeconds(chance.between(-400_000, 0)).toEpochMilli();
                history = history.put(
                        Some.touch(i, chance.percent(50) ? TouchState.CONFIRMED : TouchState.UNGRANTED, at));
            }
            Instant now = around.plusMillis(chance.below(50_000_000));
            long expected = history.touches().stream()
                    .filter(touch -> countsByBruteForce(window, touch.at(), now))
                    .count();
            switch (check(campaign, history, now)) {
                case Answer.Within(int remaining, var rules) -> {
                    RuleFinding rule = rules.getFirst();
                    assertThat(rule.count()).isEqualTo((int) expected);
                    assertThat(remaining).isEqualTo(rule.target() - rule.count() - 1);
                }
                case Answer.Reached(var rules, Long retryAt) -> {
                    RuleFinding rule = rules.getFirst();
                    assertThat(rule.count()).isEqualTo((int) expected);
                    assertThat(rule.count()).isGreaterThanOrEqualTo(rule.target());
                    if (retryAt != null) {
                        Instant retry = Instant.ofEpochMilli(retryAt);
                        assertThat(check(campaign, history, retry)).isInstanceOf(Answer.Within.class);
                        assertThat(check(campaign, history, retry.minusMillis(1)))
                                .isInstanceOf(Answer.Reached.class);
                    }
                }
            }
        });
    }

    private static Window anyWindow(Chance chance) {
        return switch (chance.below(3)) {
            case 0 -> new Window.Campaign();
            case 1 -> new Window.Rolling(Duration.ofMinutes(1 + chance.below(6_000)));
            default -> new Window.Calendar(chance.pick(List.of(CalendarUnit.values())), NEW_YORK);
        };
    }

    private static boolean countsByBruteForce(Window window, Instant touched, Instant now) {
        if (touched.isBefore(YEAR.from()) || !touched.isBefore(YEAR.to())) {
            return false;
        }
        return switch (window) {
            case Window.Campaign ignored -> true;
            case Window.Rolling(Duration duration) ->
                Duration.between(touched, now).compareTo(duration) < 0;
            case Window.Calendar(CalendarUnit unit, ZoneId zone) -> {
                LocalDate one = touched.atZone(zone).toLocalDate();
                LocalDate other = now.atZone(zone).toLocalDate();
                yield switch (unit) {
                    case DAY -> one.equals(other);
                    case WEEK ->
                        one.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                                .equals(other.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
                    case MONTH -> one.getYear() == other.getYear() && one.getMonth() == other.getMonth();
                };
            }
        };
    }
}
