package io.evenreach.identity.stitching;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Applies changed rules in the background; every instance does, one at a time. */
@Component
class RuleWork implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RuleWork.class);

    private final SteppingThread thread;

    RuleWork(RuleChanges changes, StitchingProperties properties) {
        this.thread = new SteppingThread(
                "rule-changes",
                changes::step,
                properties.rulePollEvery(),
                failure -> LOG.atWarn().setCause(failure).log("Changed rules could not be applied; trying again"));
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
