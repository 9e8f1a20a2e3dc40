package io.evenreach.identity.stitching;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Settles in the background what changed rules and a bound have left to it; every instance does, one at a time. */
@Component
class RuleWork extends SteppingThread {

    private static final Logger LOG = LoggerFactory.getLogger(RuleWork.class);

    private static final int PAUSE_AFTER_FAILURE_FACTOR = 5;

    private final RuleChanges changes;
    private final Deferred deferred;
    private final long pauseAfterFailureNanos;
    private long deferredFromNanos = System.nanoTime();

    RuleWork(RuleChanges changes, Deferred deferred, StitchingProperties properties) {
        super(
                "rule-changes",
                properties.rulePollEvery(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("People could not be settled by changed rules in the background; trying again"));
        this.changes = changes;
        this.deferred = deferred;
        this.pauseAfterFailureNanos = properties
                .rulePollEvery()
                .multipliedBy(PAUSE_AFTER_FAILURE_FACTOR)
                .toNanos();
    }

    @Override
    protected boolean step() {
        boolean more = settleDeferred();
        return changes.step() || more;
    }

    /** Whoever cannot be settled does not keep changed rules from everybody else. */
    private boolean settleDeferred() {
        if (System.nanoTime() - deferredFromNanos < 0) {
            return false;
        }
        try {
            return deferred.step();
        } catch (RuntimeException failure) {
            if (isRunning()) {
                LOG.atWarn().setCause(failure).log("Somebody could not be settled in the background; trying again");
            }
            deferredFromNanos = System.nanoTime() + pauseAfterFailureNanos;
            return false;
        }
    }
}
