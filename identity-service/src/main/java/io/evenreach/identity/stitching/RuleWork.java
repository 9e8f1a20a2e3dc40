package io.evenreach.identity.stitching;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Settles in the background what changed rules and a bound have left to it; every instance does, one at a time. */
@Component
class RuleWork implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RuleWork.class);

    private final SteppingThread thread;

    RuleWork(RuleChanges changes, Deferred deferred, StitchingProperties properties) {
        this.thread = new SteppingThread(
                "rule-changes",
                () -> {
                    deferred.step();
                    return changes.step();
                },
                properties.rulePollEvery(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("People could not be settled in the background; trying again"));
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
