package io.evenreach.frequency.ledger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** One thread that moves archived touches on, step by step. Every instance runs one; the store gives each its own move. */
@Component
class ArchiveMovesWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveMovesWorker.class);
    private static final int PAUSE_AFTER_FAILURE_FACTOR = 5;

    private final ArchiveMoves moves;
    private final LedgerProperties properties;
    private volatile boolean running;
    private volatile Thread thread = Thread.currentThread();

    ArchiveMovesWorker(ArchiveMoves moves, LedgerProperties properties) {
        this.moves = moves;
        this.properties = properties;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("archive-moves").daemon().start(this::work);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void work() {
        while (running) {
            try {
                if (!moves.step()) {
                    Thread.sleep(properties.archiveMovesEvery());
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException failure) {
                if (!running) {
                    return;
                }
                LOG.atWarn().setCause(failure).log("Archived touches wait where they are; trying again");
                try {
                    Thread.sleep(properties.archiveMovesEvery().multipliedBy(PAUSE_AFTER_FAILURE_FACTOR));
                } catch (InterruptedException stopped) {
                    return;
                }
            }
        }
    }
}
