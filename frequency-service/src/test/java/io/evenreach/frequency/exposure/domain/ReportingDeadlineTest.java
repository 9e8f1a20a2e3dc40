package io.evenreach.frequency.exposure.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReportingDeadlineTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant END = START.plus(Duration.ofDays(20));
    private static final Duration GRACE = Duration.ofDays(30);
    private static final Window WEEK = new Window.Rolling(Duration.ofDays(7));

    private static Instant earliest(Instant now, Window... windows) {
        List<PlanRow> plan = Stream.of(windows)
                .map(window -> new PlanRow(0, "search", 3, 3, window))
                .toList();
        CampaignPolicy campaign = new CampaignPolicy(
                new UUID(0, 1),
                1,
                "c",
                CampaignPolicy.Status.ACTIVE,
                new Interval(START, END),
                new CampaignPolicy.Audience.Everyone(),
                plan,
                1,
                false,
                CampaignPolicy.Exemption.NONE);
        return new ReportingDeadline(GRACE).earliest(campaign, now);
    }

    @Test
    void reachesBackAsFarAsTheLongestWindowAndTheGrace() {
        Instant now = START.plus(Duration.ofDays(10));
        assertThat(earliest(now, WEEK)).isEqualTo(now.minus(Duration.ofDays(37)));
        assertThat(earliest(now, WEEK, new Window.Calendar(CalendarUnit.MONTH, ZoneOffset.UTC)))
                .isEqualTo(now.minus(Duration.ofDays(61)).minus(Duration.ofHours(1)));
    }

    @Test
    void reachesBackToTheStartOfAFlightThatIsCountedAsAWhole() {
        Instant now = START.plus(Duration.ofDays(10));
        assertThat(earliest(now, new Window.Campaign())).isEqualTo(START.minus(GRACE));
        assertThat(earliest(END, new Window.Campaign())).isEqualTo(START.minus(GRACE));
    }

    @Test
    void takesLessEveryDayOnceTheFlightIsOverAndNothingInTheEnd() {
        Instant tenDaysAfter = END.plus(Duration.ofDays(10));
        assertThat(earliest(tenDaysAfter, WEEK)).isEqualTo(START.minus(Duration.ofDays(7)));
        assertThat(earliest(tenDaysAfter, new Window.Campaign())).isEqualTo(START.minus(Duration.ofDays(20)));
        Instant sixtyDaysAfter = END.plus(Duration.ofDays(60));
        assertThat(earliest(sixtyDaysAfter, WEEK)).isAfter(END);
        assertThat(earliest(sixtyDaysAfter, WEEK, new Window.Campaign())).isAfter(END);
    }
}
