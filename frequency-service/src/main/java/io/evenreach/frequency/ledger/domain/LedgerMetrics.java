package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.LedgerVerdict;
import java.util.List;

/** What the ledger reports about itself. */
public interface LedgerMetrics {

    LedgerMetrics NONE = new LedgerMetrics() {
        @Override
        public void applied(int commands, long nanos, List<LedgerVerdict> verdicts) {}

        @Override
        public void locked(long nanos) {}

        @Override
        public void startedAgain() {}
    };

    void applied(int commands, long nanos, List<LedgerVerdict> verdicts);

    /** How long it took to lock and load the histories of a batch, waiting for others included. */
    void locked(long nanos);

    void startedAgain();
}
