package io.evenreach.systemtests;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what the platform promises to become true within a time. */
final class Eventually {

    private static final Duration POLL = Duration.ofMillis(100);

    private Eventually() {}

    /** Returns how long it took; what throws meanwhile is not true yet. */
    static Duration within(Duration patience, String what, Callable<Boolean> check) {
        long started = System.nanoTime();
        Throwable last = null;
        while (true) {
            try {
                if (check.call()) {
                    return Duration.ofNanos(System.nanoTime() - started);
                }
                last = null;
            } catch (Exception | AssertionError notYet) {
                last = notYet;
            }
            if (System.nanoTime() - started > patience.toNanos()) {
                throw new AssertionError("not within " + patience + ": " + what, last);
            }
            pause();
        }
    }

    static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
