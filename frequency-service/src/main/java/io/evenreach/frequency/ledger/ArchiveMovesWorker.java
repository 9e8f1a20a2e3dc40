package io.evenreach.frequency.ledger;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** One thread that moves archived touches on, step by step. Every instance runs one; the store gives each its own move. */
@Component
class ArchiveMovesWorker extends SteppingThread {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveMovesWorker.class);

    private final ArchiveMoves moves;

    ArchiveMovesWorker(ArchiveMoves moves, LedgerProperties properties) {
        super(
                "archive-moves",
                properties.archiveMovesEvery(),
                failure -> LOG.atWarn().setCause(failure).log("Archived touches wait where they are; trying again"));
        this.moves = moves;
    }

    @Override
    protected boolean step() {
        return moves.step();
    }
}
