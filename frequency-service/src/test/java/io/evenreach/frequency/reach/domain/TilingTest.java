package io.evenreach.frequency.reach.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TilingTest {

    private static final Interval FLIGHT =
            new Interval(Instant.parse("2026-06-01T06:00:00Z"), Instant.parse("2026-06-04T12:00:00Z"));

    @Test
    void aWindowOverTheFlightCountsWhileItRuns() {
        Tiling tiling = Tiling.of(new Window.Campaign(), FLIGHT, Instant.parse("2026-06-02T00:00:00Z"), 10);
        assertThat(tiling.counted()).containsExactly(FLIGHT);
        assertThat(tiling.open()).isNull();
    }

    @Test
    void onlyEndedTilesCountAndTheRunningOneIsOpen() {
        Tiling tiling = Tiling.of(day(), FLIGHT, Instant.parse("2026-06-02T12:00:00Z"), 10);
        Instant midnight = Instant.parse("2026-06-01T16:00:00Z");
        assertThat(tiling.counted()).containsExactly(new Interval(FLIGHT.from(), midnight));
        assertThat(tiling.open()).isEqualTo(new Interval(midnight, midnight.plus(Duration.ofDays(1))));
    }

    @Test
    void aTileEndsAtItsEndAndNotBefore() {
        Instant end = Instant.parse("2026-06-02T06:00:00Z");
        Window window = new Window.Rolling(Duration.ofDays(1));
        assertThat(Tiling.of(window, FLIGHT, end.minusNanos(1), 10).counted()).isEmpty();
        assertThat(Tiling.of(window, FLIGHT, end, 10).counted()).hasSize(1);
    }

    @Test
    void theFlightsEndEndsItsLastTile() {
        Tiling tiling = Tiling.of(new Window.Rolling(Duration.ofDays(1)), FLIGHT, FLIGHT.to(), 10);
        assertThat(tiling.counted()).hasSize(4);
        assertThat(tiling.counted().getLast().to()).isEqualTo(FLIGHT.to());
        assertThat(tiling.open()).isNull();
    }

    @Test
    void keepsTheNewestTilesWithinTheBound() {
        Tiling tiling = Tiling.of(new Window.Rolling(Duration.ofHours(1)), FLIGHT, FLIGHT.to(), 5);
        assertThat(tiling.counted()).hasSize(5);
        assertThat(tiling.omitted()).isEqualTo(78 - 5);
        assertThat(tiling.counted().getLast().to()).isEqualTo(FLIGHT.to());
    }

    @Test
    void nothingCountsBeforeTheFlight() {
        assertThat(Tiling.of(day(), FLIGHT, FLIGHT.from(), 10).isEmpty()).isTrue();
        assertThat(Tiling.of(new Window.Campaign(), FLIGHT, FLIGHT.from(), 10).isEmpty())
                .isTrue();
    }

    private static Window day() {
        return new Window.Calendar(CalendarUnit.DAY, ZoneId.of("Asia/Shanghai"));
    }
}
