package io.evenreach.frequency.ledger;

import java.util.concurrent.CompletableFuture;

/** Takes single commands and lets the ledger decide whatever is waiting together. */
public interface AskQueue {

    /**
     * The verdict, as soon as there is one. It never fails: what could not be decided is
     * {@link LedgerVerdict.Unavailable}.
     */
    CompletableFuture<LedgerVerdict> submit(LedgerCommand command);
}
