package io.evenreach.frequency.ledger;

import java.util.List;

/**
 * Work that commits or rolls back together with a ledger batch: whatever it writes through Spring's JDBC support on the
 * calling thread is in the same transaction. It may run more than once, when the batch had to start again.
 */
@FunctionalInterface
public interface AlongsideWork {

    AlongsideWork NOTHING = verdicts -> {};

    void write(List<LedgerVerdict> verdicts);
}
