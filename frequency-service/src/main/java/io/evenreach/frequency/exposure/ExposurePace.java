package io.evenreach.frequency.exposure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Holds the answers to reports of exposures up a moment while those accepted before wait too long for the ledger. What was
 * reported is kept by then, as of when it came. So whoever sends one report after the other sends fewer while the ledger is
 * behind: {@link #FULL_REPORT} exposures in {@link ExposureProperties#heldUpMax} at most.
 *
 * <p>A bounded number is held up at a time, so that nobody else finds all connections taken, and none behind a ledger that
 * stands still: exposures are kept while PostgreSQL is away.
 */
@Component
public class ExposurePace {

    /** Exposures in the largest report, which is held up for the longest time. */
    public static final int FULL_REPORT = 1_000;

    /** A ledger that nothing was heard of for so long is not slow. */
    private static final Duration STANDS_STILL_AFTER = Duration.ofSeconds(2);

    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    private final ExposureProperties properties;
    private final LongSupplier nanos;
    private final Timer heldUp;
    private final Semaphore places;
    private volatile Told told;

    /** How long exposures that were applied at a time, of the clock in nanoseconds, had waited for it. */
    private record Told(Duration waited, long atNanos) {}

    @Autowired
    ExposurePace(ExposureProperties properties, MeterRegistry registry) {
        this(properties, registry, System::nanoTime);
    }

    ExposurePace(ExposureProperties properties, MeterRegistry registry, LongSupplier nanos) {
        this.properties = properties;
        this.nanos = nanos;
        this.heldUp = Timer.builder("evenreach.exposures.held.up")
                .description(
                        "Reports of exposures whose answers were held up while the ledger was behind, and for how long")
                .register(registry);
        this.places = new Semaphore(properties.heldUpAtOnce());
        this.told = new Told(Duration.ZERO, nanos.getAsLong());
    }

    /** Some were applied just now that had waited so long while more are left; nothing where none are left. */
    public void applied(Duration waited) {
        told = new Told(waited, nanos.getAsLong());
    }

    /**
     * Returns once the ledger keeps up, or after a while.
     *
     * @param exposures how many were kept; a report is held up in proportion to what it brings the ledger
     */
    public void await(int exposures) {
        long mostNanos = properties.heldUpMax().toNanos() / FULL_REPORT * Math.min(exposures, FULL_REPORT);
        long began = nanos.getAsLong();
        if (!isBehind(began) || !places.tryAcquire()) {
            return;
        }
        try {
            long now = began;
            while (isBehind(now) && now - began < mostNanos) {
                TimeUnit.NANOSECONDS.sleep(Math.min(LOOK_AGAIN_NANOS, mostNanos - (now - began)));
                now = nanos.getAsLong();
            }
            heldUp.record(now - began, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private boolean isBehind(long nowNanos) {
        Told last = told;
        return last.waited().compareTo(properties.behindMax()) > 0
                && nowNanos - last.atNanos() < STANDS_STILL_AFTER.toNanos();
    }
}
