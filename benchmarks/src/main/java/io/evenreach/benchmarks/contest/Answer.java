package io.evenreach.benchmarks.contest;

import io.evenreach.benchmarks.work.Outcome;
import io.evenreach.frequency.ledger.GrantRef;
import org.jspecify.annotations.Nullable;

/**
 * What an ask was answered.
 *
 * @param grant what the ledger wants back with the exposure; null elsewhere and where denied
 */
record Answer(Outcome outcome, @Nullable GrantRef grant) {

    static final Answer DENIED = new Answer(Outcome.DENIED, null);

    static Answer of(Outcome outcome) {
        return new Answer(outcome, null);
    }

    boolean isAllowed() {
        return outcome != Outcome.DENIED;
    }
}
