package io.evenreach.frequency.ledger;

import java.util.List;

/** Decides and counts, atomically for every person a batch names. */
public interface TouchLedger {

    /** The most commands one batch may have. */
    int BATCH_MAX = 2_000;

    /**
     * Applies a batch in one transaction; when it returns, everything in it is durable.
     *
     * @param batch at most {@link #BATCH_MAX} commands
     * @param alongside is written in the same transaction
     * @return one verdict per command, in the same order
     * @throws LedgerUnavailableException where the batch could not be applied; nothing was changed
     */
    List<LedgerVerdict> apply(List<? extends LedgerCommand> batch, AlongsideWork alongside);

    default List<LedgerVerdict> apply(List<? extends LedgerCommand> batch) {
        return apply(batch, AlongsideWork.NOTHING);
    }
}
