package io.evenreach.frequency.ledger;

import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Instant;

/**
 * One person's exposures on one plan row, replayed as asks: each allowed ask is shown at once. Uses the same counting as
 * the ledger, without a database; it knows no ceilings and no quiet hours. Feed it in event time.
 */
public final class PlanReplay {

    private final int target;
    private final Window window;
    private final Interval flight;
    private Instant[] shown = new Instant[4];
    private int size;

    public PlanReplay(int target, Window window, Interval flight) {
        this.target = target;
        this.window = window;
        this.flight = flight;
    }

    /** Whether an ask at this time would be allowed; nothing is counted yet. */
    public boolean wouldAllow(Instant at) {
        return flight.contains(at) && countedAt(at) < target;
    }

    /** Whether an ask at this time would have been allowed; if so, it counts from now on. */
    public boolean ask(Instant at) {
        if (!wouldAllow(at)) {
            return false;
        }
        if (size == shown.length) {
            shown = java.util.Arrays.copyOf(shown, size * 2);
        }
        shown[size++] = at;
        return true;
    }

    private int countedAt(Instant at) {
        Interval counted = window.countedAt(at, flight);
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (counted.contains(shown[i])) {
                count++;
            }
        }
        return count;
    }
}
