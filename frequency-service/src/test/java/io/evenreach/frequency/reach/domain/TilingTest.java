package io.evenreach.frequency.reach.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import io.evenreach.testkit.Chance;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
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
    void customersCanBeReachedInTheTileThatRunsAlone() {
        Instant noon = Instant.parse("2026-06-02T12:00:00Z");
        Tiling days = Tiling.of(day(), FLIGHT, noon, 10);
        assertThat(days.running(noon).all()).containsExactly(days.all().getLast());
        assertThat(days.running(noon).open()).isEqualTo(days.open());
        Tiling flight = Tiling.of(new Window.Campaign(), FLIGHT, noon, 10);
        assertThat(flight.running(noon)).isEqualTo(flight);
        for (Window window : List.of(day(), new Window.Campaign())) {
            for (Instant without : List.of(FLIGHT.from(), FLIGHT.to())) {
                assertThat(Tiling.of(window, FLIGHT, without, 10)
                                .running(without)
                                .isEmpty())
                        .as(window + " at " + without)
                        .isTrue();
            }
        }
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

    @Test
    void agreesWithWalkingFromTileToTile() {
        // Clocks change in Paris twice a year, and the thirtieth of December 2011 did not take place in Samoa.
        List<Window> windows = List.of(
                new Window.Rolling(Duration.ofHours(7)),
                new Window.Calendar(CalendarUnit.DAY, ZoneId.of("Europe/Paris")),
                new Window.Calendar(CalendarUnit.DAY, ZoneId.of("Pacific/Apia")),
                new Window.Calendar(CalendarUnit.WEEK, ZoneId.of("Europe/Paris")),
                new Window.Calendar(CalendarUnit.MONTH, ZoneId.of("Pacific/Apia")));
        Chance.forSeeds(200, chance -> {
            Instant from = Instant.parse("2011-09-01T00:00:00Z").plusSeconds(chance.below(60 * 86_400));
            Interval flight = new Interval(from, from.plusSeconds(1 + chance.below(240 * 86_400)));
            Window window = chance.pick(windows);
            Instant asOf = from.plusSeconds(chance.below(260 * 86_400));
            if (chance.percent(30)) {
                asOf = chance.pick(window.tiles(flight)).to();
            }
            int countedMax = chance.pick(List.of(1, 3, 10_000));
            assertThat(Tiling.of(window, flight, asOf, countedMax)).isEqualTo(walked(window, flight, asOf, countedMax));
        });
    }

    private static Tiling walked(Window window, Interval flight, Instant asOf, int countedMax) {
        List<Interval> ended = new ArrayList<>();
        Interval open = null;
        for (Interval tile : window.tiles(flight)) {
            if (!tile.to().isAfter(asOf)) {
                ended.add(tile);
            } else if (tile.from().isBefore(asOf)) {
                open = tile;
            }
        }
        int omitted = Math.max(0, ended.size() - countedMax);
        return new Tiling(ended.subList(omitted, ended.size()), open, omitted);
    }

    @Test
    void doesNotWalkThroughMillionsOfTiles() {
        Instant from = Instant.parse("2016-01-01T00:00:00Z");
        Interval flight = new Interval(from, from.plus(Duration.ofDays(3_650)));
        Window window = new Window.Rolling(Duration.ofNanos(1));
        Tiling tiling =
                assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Tiling.of(window, flight, flight.to(), 1_000));
        assertThat(tiling.counted()).hasSize(1_000);
        assertThat(tiling.omitted()).isEqualTo(Duration.ofDays(3_650).toNanos() - 1_000);
    }

    private static Window day() {
        return new Window.Calendar(CalendarUnit.DAY, ZoneId.of("Asia/Shanghai"));
    }
}
