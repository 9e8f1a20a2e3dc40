package io.evenreach.identity.stitching;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Settles in the background what changed rules and a bound have left to it; every instance does, one at a time. */
@Component
class RuleWork extends SteppingThread {

    private static final Logger LOG = LoggerFactory.getLogger(RuleWork.class);

    private final RuleChanges changes;
    private final Deferred deferred;

    RuleWork(RuleChanges changes, Deferred deferred, StitchingProperties properties) {
        super(
                "rule-changes",
                properties.rulePollEvery(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("People could not be settled in the background; trying again"));
        this.changes = changes;
        this.deferred = deferred;
    }

    @Override
    protected boolean step() {
        deferred.step();
        return changes.step();
    }
}
