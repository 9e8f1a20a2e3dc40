package io.evenreach.launcher.supervision;

import java.time.Duration;

/**
 * How long to wait before something that ended is started again: twice as long each time, up to a bound, and from the
 * beginning after a run that was long enough to call it healthy.
 */
final class BackOff {

    private final Duration first;
    private final Duration longest;
    private final Duration healthyAfter;
    private Duration next;

    BackOff(Duration first, Duration longest, Duration healthyAfter) {
        this.first = first;
        this.longest = longest;
        this.healthyAfter = healthyAfter;
        this.next = first;
    }

    /** From a quarter of a second to fifteen, so that a crash costs little and a crash loop does not burn a core. */
    static BackOff standard() {
        return new BackOff(Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofMinutes(1));
    }

    /** The pause after a run of this length. */
    Duration after(Duration run) {
        if (run.compareTo(healthyAfter) >= 0) {
            next = first;
        }
        var pause = next;
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return pause;
    }
}
