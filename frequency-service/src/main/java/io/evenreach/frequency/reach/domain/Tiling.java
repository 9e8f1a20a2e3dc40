package io.evenreach.frequency.reach.domain;

import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
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

    /** @param countedMax the newest that many tiles are counted */
    public static Tiling of(Window window, Interval flight, Instant asOf, int countedMax) {
        if (window instanceof Window.Campaign) {
            return new Tiling(flight.from().isBefore(asOf) ? List.of(flight) : List.of(), null, 0);
        }
        List<Interval> counted = new ArrayList<>();
        long omitted = 0;
        Interval open = null;
        Instant start = flight.from();
        while (start.isBefore(flight.to()) && start.isBefore(asOf)) {
            Interval tile = window.tileContaining(start, flight);
            if (tile.to().isAfter(asOf)) {
                open = tile;
                break;
            }
            counted.add(tile);
            if (counted.size() > countedMax) {
                counted.removeFirst();
                omitted++;
            }
            start = tile.to();
        }
        return new Tiling(List.copyOf(counted), open, omitted);
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

    /** Whether there is nothing to report on yet. */
    public boolean isEmpty() {
        return counted.isEmpty() && open == null;
    }
}
