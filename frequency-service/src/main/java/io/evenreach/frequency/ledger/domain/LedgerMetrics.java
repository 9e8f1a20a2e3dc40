package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.LedgerVerdict;
import java.util.List;

/** What the ledger reports about itself. */
public interface LedgerMetrics {

    LedgerMetrics NONE = new LedgerMetrics() {
        @Override
        public void applied(int commands, long nanos, List<LedgerVerdict> verdicts) {}

        @Override
        public void startedAgain() {}
    };

    void applied(int commands, long nanos, List<LedgerVerdict> verdicts);

    void startedAgain();
}
