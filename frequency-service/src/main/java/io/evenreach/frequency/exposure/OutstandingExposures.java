package io.evenreach.frequency.exposure;

import java.time.Duration;
import java.time.InstantSource;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * When the exposures were accepted that this instance took responsibility for and that may not be in the topic yet. Gives
 * acceptance times too, so that none lies before what was said to be settled, whatever the clock does.
 */
@Component
public class OutstandingExposures {

    private final InstantSource clock;
    private final TreeMap<Long, Integer> waiting = new TreeMap<>();
    private long latestMillis;
    private volatile long toldAtNanos;

    OutstandingExposures() {
        this(InstantSource.system());
    }

    public OutstandingExposures(InstantSource clock) {
        this.clock = clock;
    }

    /** Exposures under way. Closing it twice is harmless. */
    public final class Hold implements AutoCloseable {
        private final long acceptedMillis;
        private boolean open = true;

        private Hold(long acceptedMillis) {
            this.acceptedMillis = acceptedMillis;
        }

        /** When they were accepted; epoch milliseconds. */
        public long acceptedMillis() {
            return acceptedMillis;
        }

        @Override
        public void close() {
            synchronized (OutstandingExposures.this) {
                if (open) {
                    open = false;
                    waiting.merge(
                            acceptedMillis, -1, (known, less) -> known + less == 0 ? null : (Integer) (known + less));
                }
            }
        }
    }

    /** Exposures are accepted now. */
    public synchronized Hold accept() {
        return hold(now());
    }

    /** Exposures are under way that were accepted at a time which is still held. */
    public synchronized Hold hold(long acceptedMillis) {
        waiting.merge(acceptedMillis, 1, Integer::sum);
        return new Hold(acceptedMillis);
    }

    /** Nothing accepted before this time, epoch milliseconds, is under way any more. */
    public synchronized long settledThrough() {
        long now = now();
        return waiting.isEmpty() ? now : waiting.firstKey();
    }

    public synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** All instances have been told what was settled at {@code nanos}, of {@link System#nanoTime}. */
    public void told(long nanos) {
        toldAtNanos = nanos;
    }

    /** Whether they were told within this time; they are several times a second, unless the database does not answer. */
    public boolean wasToldWithin(Duration time) {
        return System.nanoTime() - toldAtNanos < time.toNanos();
    }

    private long now() {
        latestMillis = Math.max(latestMillis, clock.millis());
        return latestMillis;
    }
}
