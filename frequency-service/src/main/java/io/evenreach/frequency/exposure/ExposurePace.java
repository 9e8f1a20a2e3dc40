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
 * Holds reports of exposures up a moment while those before them wait too long for the ledger. So whoever sends one report
 * after the other sends no faster than can be counted, and what is accepted is counted soon.
 *
 * <p>Few are held up at a time, so that nobody else finds all connections taken, and none behind a ledger that stands
 * still: exposures are kept while PostgreSQL is away.
 */
@Component
public class ExposurePace {

    /** A ledger that nothing was heard of for so long is not slow. */
    private static final Duration STANDS_STILL_AFTER = Duration.ofSeconds(2);

    private static final long LOOK_AGAIN_MILLIS = 5;

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
                .description("Reports of exposures that were held up while the ledger was behind, and for how long")
                .register(registry);
        this.places = new Semaphore(properties.heldUpAtOnce());
        this.told = new Told(Duration.ZERO, nanos.getAsLong());
    }

    /** Some were applied just now; nothing where none wait. */
    public void applied(Duration waited) {
        told = new Told(waited, nanos.getAsLong());
    }

    /** Returns once the ledger keeps up, or after a while. */
    public void await() {
        long began = nanos.getAsLong();
        if (!isBehind(began) || !places.tryAcquire()) {
            return;
        }
        try {
            long now = began;
            while (isBehind(now) && now - began < properties.heldUpMax().toNanos()) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
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
