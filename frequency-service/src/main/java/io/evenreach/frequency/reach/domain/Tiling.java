package io.evenreach.frequency.reach.domain;

import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tiles of a flight as they stand at one time: those that are over, and the one that is running.
 *
 * <p>A window over the whole flight is one tile that counts from the start. Of any other window only tiles that have
 * ended count, because a customer may still be reached in the running one.
 *
 * @param counted the tiles that count, in order
 * @param open the running tile, where it does not count yet
 * @param omitted how many of the oldest tiles were left out to keep to the bound
 */
public record Tiling(List<Interval> counted, @Nullable Interval open, long omitted) {

    public Tiling {
        counted = List.copyOf(counted);
    }

    /** @param countedMax the newest that many tiles are counted */
    public static Tiling of(Window window, Interval flight, Instant asOf, int countedMax) {
        if (window instanceof Window.Campaign) {
            return new Tiling(flight.from().isBefore(asOf) ? List.of(flight) : List.of(), null, 0);
        }
        Instant end = flight.to().isBefore(asOf) ? flight.to() : asOf;
        if (!flight.from().isBefore(end)) {
            return new Tiling(List.of(), null, 0);
        }
        // From the newest back: a long flight may have millions of tiles, of which only the newest are wanted.
        Interval newest = window.tileContaining(end.minusNanos(1), flight);
        Interval open = newest.to().isAfter(asOf) ? newest : null;
        Interval tile = open == null ? newest : before(newest, window, flight);
        List<Interval> counted = new ArrayList<>();
        while (tile != null && counted.size() < countedMax) {
            counted.add(tile);
            tile = before(tile, window, flight);
        }
        return new Tiling(counted.reversed(), open, tile == null ? 0 : tilesThrough(tile, window, flight));
    }

    private static @Nullable Interval before(Interval tile, Window window, Interval flight) {
        return flight.from().isBefore(tile.from())
                ? window.tileContaining(tile.from().minusNanos(1), flight)
                : null;
    }

    /** How many tiles there are from the flight's start through this one. */
    private static long tilesThrough(Interval last, Window window, Interval flight) {
        if (window instanceof Window.Rolling(Duration duration)) {
            return Duration.between(flight.from(), last.from()).dividedBy(duration) + 1;
        }
        // No more than a flight has days. They are not subtracted, because there are zones that left out a day.
        long tiles = 0;
        for (Interval tile = last; tile != null; tile = before(tile, window, flight)) {
            tiles++;
        }
        return tiles;
    }

    /** Every tile there are touches for: the counted ones and the running one. */
    public List<Interval> all() {
        if (open == null) {
            return counted;
        }
        List<Interval> all = new ArrayList<>(counted);
        all.add(open);
        return List.copyOf(all);
    }

    /**
     * The tile in which a customer may still be reached, alone: the running one, and of a window over the whole flight that
     * one while the flight lasts. Empty where there is none.
     */
    public Tiling running(Instant asOf) {
        List<Interval> all = all();
        if (all.isEmpty() || !all.getLast().to().isAfter(asOf)) {
            return new Tiling(List.of(), null, omitted + all.size());
        }
        return open == null ? this : new Tiling(List.of(), open, omitted + counted.size());
    }

    /** Whether there is nothing to report on yet. */
    public boolean isEmpty() {
        return counted.isEmpty() && open == null;
    }
}
