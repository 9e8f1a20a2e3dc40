package io.evenreach.platform.lifecycle;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * A daemon thread that takes one step after the other from when its context has started until it stops; it pauses when
 * there is nothing to do. Nothing that a step throws ends it: a service whose work stands still without a word looks well.
 */
public abstract class SteppingThread implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SteppingThread.class);

    private static final int PAUSE_AFTER_FAILURE_FACTOR = 5;
    private static final long STOP_MILLIS = 5_000;

    private final String name;
    private final Duration pause;
    private final Consumer<RuntimeException> failed;
    private volatile boolean running;
    private volatile Thread thread = Thread.currentThread();

    /**
     * @param pause after a step that found no more to do; five times as long after one that failed
     * @param failed is told why a step failed; the next one is taken all the same, as it is after an error, which is logged
     */
    protected SteppingThread(String name, Duration pause, Consumer<RuntimeException> failed) {
        this.name = name;
        this.pause = pause;
        this.failed = failed;
    }

    /** @return whether there may be more to do at once */
    protected abstract boolean step();

    @Override
    public final void start() {
        running = true;
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** Interrupts the step under way and waits for it, at most some seconds. */
    @Override
    public final void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final boolean isRunning() {
        return running;
    }

    private void run() {
        try {
            while (running) {
                Duration rest = rest();
                if (rest.isPositive()) {
                    Thread.sleep(rest);
                }
            }
        } catch (InterruptedException stopped) {
            // Only stop() interrupts.
        }
    }

    private Duration rest() {
        try {
            return step() ? Duration.ZERO : pause;
        } catch (RuntimeException failure) {
            if (!running) {
                // The interruption that stops it reaches a step as whatever its drivers make of it.
                return Duration.ZERO;
            }
            failed.accept(failure);
        } catch (Error defect) {
            LOG.atError().setCause(defect).addKeyValue("thread", name).log("A step ended in an error; trying again");
        }
        return pause.multipliedBy(PAUSE_AFTER_FAILURE_FACTOR);
    }
}
