package io.evenreach.platform.jdbc;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at the database for all who want one at a time. It takes seconds to find out that the database is away, and nobody
 * waits so long: whoever wants to know goes on a moment after the look began, whatever comes of it.
 */
public final class SharedLook {

    private static final Logger LOG = LoggerFactory.getLogger(SharedLook.class);

    private record Look(long beganNanos, CountDownLatch over) {}

    private final Duration moment;
    private final Runnable work;
    private final AtomicReference<@Nullable Look> running = new AtomicReference<>();

    /**
     * @param moment how old a look may become before nobody waits for it
     * @param work the look; keeps to itself what it found, and whether it found nothing
     */
    public SharedLook(Duration moment, Runnable work) {
        this.moment = moment;
        this.work = work;
    }

    /** Begins a look unless one is under way, and waits until it is over or a moment old. */
    public void join() {
        Look begun = new Look(System.nanoTime(), new CountDownLatch(1));
        Look other = running.compareAndExchange(null, begun);
        if (other == null) {
            Thread.startVirtualThread(() -> run(begun));
        }
        await(other == null ? begun : other);
    }

    private void run(Look look) {
        try {
            work.run();
        } catch (RuntimeException defect) {
            LOG.atError().setCause(defect).log("A look at the database failed");
        } finally {
            running.set(null);
            look.over().countDown();
        }
    }

    private void await(Look look) {
        try {
            boolean ignored =
                    look.over().await(look.beganNanos() + moment.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
