package io.evenreach.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Interval FLIGHT =
            new Interval(Instant.parse("2026-03-28T00:00:00Z"), Instant.parse("2026-04-10T00:00:00Z"));

    @Test
    void forgetsATouchExactlyOneRollingDurationOld() {
        Window week = new Window.Rolling(Duration.ofDays(2));
        Instant now = Instant.parse("2026-04-02T12:00:00Z");

        Interval counted = week.countedAt(now, FLIGHT);

        assertThat(counted.contains(now.minus(Duration.ofDays(2)))).isFalse();
        assertThat(counted.contains(now.minus(Duration.ofDays(2)).plusNanos(1))).isTrue();
    }

    @Test
    void givesTheShortDayOfDaylightSavingTwentyThreeHours() {
        Window day = new Window.Calendar(CalendarUnit.DAY, BERLIN);

        Interval changeOver = day.countedAt(Instant.parse("2026-03-29T10:00:00Z"), FLIGHT);

        assertThat(changeOver.from()).isEqualTo("2026-03-28T23:00:00Z");
        assertThat(Duration.between(changeOver.from(), changeOver.to())).isEqualTo(Duration.ofHours(23));
    }

    @Test
    void beginsTheWeekOnMonday() {
        Window week = new Window.Calendar(CalendarUnit.WEEK, ZoneId.of("UTC"));

        assertThat(week.countedAt(Instant.parse("2026-04-05T23:59:59Z"), FLIGHT).from())
                .isEqualTo("2026-03-30T00:00:00Z");
        assertThat(week.countedAt(Instant.parse("2026-04-06T00:00:00Z"), FLIGHT).from())
                .isEqualTo("2026-04-06T00:00:00Z");
    }

    @Test
    void tilesAFlightWithoutGapsOrOverlaps() {
        List<Window> windows = List.of(
                new Window.Campaign(),
                new Window.Rolling(Duration.ofHours(37)),
                new Window.Calendar(CalendarUnit.DAY, BERLIN),
                new Window.Calendar(CalendarUnit.WEEK, BERLIN),
                new Window.Calendar(CalendarUnit.MONTH, ZoneId.of("Asia/Shanghai")));
        for (Window window : windows) {
            List<Interval> tiles = window.tiles(FLIGHT);

            assertThat(tiles.getFirst().from()).isEqualTo(FLIGHT.from());
            assertThat(tiles.getLast().to()).isEqualTo(FLIGHT.to());
            for (int i = 1; i < tiles.size(); i++) {
                assertThat(tiles.get(i).from()).isEqualTo(tiles.get(i - 1).to());
            }
            for (Interval tile : tiles) {
                assertThat(window.tileContaining(tile.from(), FLIGHT)).isEqualTo(tile);
                assertThat(window.tileContaining(tile.to().minusNanos(1), FLIGHT))
                        .isEqualTo(tile);
            }
        }
    }

    @Test
    void freesATouchWhenItsWindowEndsAndNeverAfterTheFlight() {
        Instant touchedAt = Instant.parse("2026-04-09T20:00:00Z");

        assertThat(new Window.Rolling(Duration.ofDays(7)).freedAt(touchedAt, FLIGHT))
                .isEqualTo(FLIGHT.to());
        assertThat(new Window.Calendar(CalendarUnit.DAY, BERLIN).freedAt(touchedAt, FLIGHT))
                .isEqualTo("2026-04-09T22:00:00Z");
        assertThat(new Window.Campaign().freedAt(touchedAt, FLIGHT)).isEqualTo(FLIGHT.to());
    }

    @Test
    void saysHowLongARollingWindowIsInDaysWhereTheyAreWhole() {
        assertThat(new Window.Rolling(Duration.ofHours(168)).text()).isEqualTo("P7D");
        assertThat(new Window.Rolling(Duration.ofHours(36)).text()).isEqualTo("PT36H");
        assertThat(new Window.Rolling(Duration.ofDays(1).plusSeconds(1)).text()).isEqualTo("PT24H1S");
    }

    @Test
    void refusesARollingWindowWithoutLength() {
        assertThatThrownBy(() -> new Window.Rolling(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
