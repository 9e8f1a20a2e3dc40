package io.evenreach.frequency.ledger;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** One thread that moves archived touches on, step by step. Every instance runs one; the store gives each its own move. */
@Component
class ArchiveMovesWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveMovesWorker.class);

    private final SteppingThread thread;

    ArchiveMovesWorker(ArchiveMoves moves, LedgerProperties properties) {
        this.thread = new SteppingThread(
                "archive-moves",
                moves::step,
                properties.archiveMovesEvery(),
                failure -> LOG.atWarn().setCause(failure).log("Archived touches wait where they are; trying again"));
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        thread.stop();
    }

    @Override
    public boolean isRunning() {
        return thread.isRunning();
    }
}
