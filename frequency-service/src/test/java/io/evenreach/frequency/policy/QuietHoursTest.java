package io.evenreach.frequency.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.kernel.Interval;
import io.evenreach.testkit.Chance;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuietHoursTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static QuietHours quiet(String from, String to, ZoneId zone, String... channels) {
        return new QuietHours(from, 1, Set.of(channels), LocalTime.parse(from), LocalTime.parse(to), zone);
    }

    private static Interval span(String from, String to) {
        return new Interval(Instant.parse(from), Instant.parse(to));
    }

    @Test
    void beginsWithFromAndEndsBeforeToOnTheNextDay() {
        QuietHours night = quiet("22:00", "08:00", ZoneId.of("Asia/Shanghai"));
        Interval expected = span("2026-06-10T14:00:00Z", "2026-06-11T00:00:00Z");
        assertThat(night.spanAt(Instant.parse("2026-06-10T13:59:59.999Z"))).isNull();
        assertThat(night.spanAt(expected.from())).isEqualTo(expected);
        assertThat(night.spanAt(Instant.parse("2026-06-10T16:30:00Z"))).isEqualTo(expected);
        assertThat(night.spanAt(expected.to().minusMillis(1))).isEqualTo(expected);
        assertThat(night.spanAt(expected.to())).isNull();
    }

    @Test
    void beginsAndEndsWhenTheClocksSkipItsTime() {
        // On 2026-03-08 the clocks go from 02:00 to 03:00, which is at 07:00 UTC.
        assertThat(quiet("02:30", "05:00", NEW_YORK).spanAt(Instant.parse("2026-03-08T07:00:00Z")))
                .isEqualTo(span("2026-03-08T07:00:00Z", "2026-03-08T09:00:00Z"));
        assertThat(quiet("22:00", "02:30", NEW_YORK).spanAt(Instant.parse("2026-03-08T06:59:59Z")))
                .isEqualTo(span("2026-03-08T03:00:00Z", "2026-03-08T07:00:00Z"));
        assertThat(quiet("02:10", "02:50", NEW_YORK).spanAt(Instant.parse("2026-03-08T07:00:00Z")))
                .isNull();
    }

    @Test
    void lastsFromTheFirstToTheLastTimeThatTheClocksShow() {
        // On 2026-11-01 the clocks show 01:00 to 02:00 twice: from 05:00 and from 06:00 UTC.
        assertThat(quiet("01:30", "05:00", NEW_YORK).spanAt(Instant.parse("2026-11-01T06:10:00Z")))
                .isEqualTo(span("2026-11-01T05:30:00Z", "2026-11-01T10:00:00Z"));
        assertThat(quiet("22:00", "01:30", NEW_YORK).spanAt(Instant.parse("2026-11-01T05:45:00Z")))
                .isEqualTo(span("2026-11-01T02:00:00Z", "2026-11-01T06:30:00Z"));
    }

    @Test
    void agreesWithTheClockOnTheWallMinuteByMinute() {
        Chance.forSeeds(200, chance -> {
            ZoneId zone = chance.pick(
                    List.of(NEW_YORK, ZoneId.of("Asia/Shanghai"), ZoneId.of("Australia/Lord_Howe"), ZoneOffset.UTC));
            LocalTime from = LocalTime.of(chance.below(24), chance.below(60));
            LocalTime to = LocalTime.of(chance.below(24), chance.below(60));
            if (from.equals(to)) {
                return;
            }
            QuietHours rule = quiet(from.toString(), to.toString(), zone);
            Instant start = Instant.parse("2026-06-01T00:00:00Z").plus(Duration.ofMinutes(chance.below(100_000)));
            for (int minute = 0; minute < 1_500; minute += 1 + chance.below(9)) {
                Instant time = start.plus(Duration.ofMinutes(minute));
                if (zone.getRules().getOffset(time.minus(Duration.ofHours(30)))
                        != zone.getRules().getOffset(time.plus(Duration.ofHours(30)))) {
                    continue;
                }
                LocalTime wall = time.atZone(zone).toLocalTime();
                boolean expected = from.isBefore(to)
                        ? !wall.isBefore(from) && wall.isBefore(to)
                        : !wall.isBefore(from) || wall.isBefore(to);
                assertThat(rule.spanAt(time) != null).as("%s at %s", rule, time).isEqualTo(expected);
            }
        });
    }

    @Test
    void isNotQuietWhenEverythingThatOverlapsIsOver() {
        Governance governance = new Governance(List.of(
                quiet("23:30", "07:00", ZoneOffset.UTC),
                quiet("22:00", "00:00", ZoneOffset.UTC, "sms"),
                quiet("06:00", "09:00", ZoneOffset.UTC, "sms")));
        Instant evening = Instant.parse("2026-06-10T22:15:00Z");
        assertThat(governance.notQuietFrom("sms", evening, null)).isEqualTo(Instant.parse("2026-06-11T09:00:00Z"));
        assertThat(governance.notQuietFrom("mail", evening, null)).isEqualTo(evening);
        assertThat(governance.notQuietFrom("mail", Instant.parse("2026-06-11T00:00:00Z"), null))
                .isEqualTo(Instant.parse("2026-06-11T07:00:00Z"));
    }

    @Test
    void isNeverFreeOfQuietHoursThatTakeTurns() {
        List<QuietHours> turns = new ArrayList<>();
        turns.add(quiet("00:00", "12:00", ZoneOffset.UTC));
        turns.add(quiet("12:00", "00:00", ZoneOffset.UTC));
        assertThat(new Governance(turns).notQuietFrom("sms", Instant.parse("2026-06-10T22:15:00Z"), null))
                .isNull();
    }

    @Test
    void keepsTheSameHoursWhereTheCustomerLives() {
        QuietHours night = quiet("22:00", "08:00", ZoneOffset.UTC, "sms");
        Instant evening = Instant.parse("2026-06-10T13:30:00Z");
        ZoneId tokyo = ZoneId.of("Asia/Tokyo");
        assertThat(night.spanAt(evening)).isNull();
        assertThat(night.in(tokyo).spanAt(evening))
                .isEqualTo(new Interval(Instant.parse("2026-06-10T13:00:00Z"), Instant.parse("2026-06-10T23:00:00Z")));
        assertThat(night.in(null)).isEqualTo(night);
        assertThat(night.spanFrom(evening).from()).isEqualTo(Instant.parse("2026-06-10T22:00:00Z"));
        assertThat(new Governance(List.of(night)).notQuietFrom("sms", evening, tokyo))
                .isEqualTo(Instant.parse("2026-06-10T23:00:00Z"));
    }

    @Test
    void refusesHoursThatAreNone() {
        assertThatThrownBy(() -> quiet("08:00", "08:00", ZoneOffset.UTC)).isInstanceOf(IllegalArgumentException.class);
    }
}
