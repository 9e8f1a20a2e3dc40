package io.evenreach.identity.linkage;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * One thread that erases records and has evidence follow what runs found, in steps of a moment each. Runs take minutes and
 * have a thread of their own ({@link LinkageWorker}), so that nobody's erasure waits for somebody else's run.
 */
@Component
class LinkageFollower implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LinkageFollower.class);

    private final LinkedEvidence evidence;
    private final ErasedRecords erased;
    private final SteppingThread thread;

    LinkageFollower(LinkedEvidence evidence, ErasedRecords erased, LinkageProperties properties) {
        this.evidence = evidence;
        this.erased = erased;
        this.thread = new SteppingThread(
                "linkage-follower",
                this::step,
                properties.poll(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("Erasing records, or having evidence follow, was interrupted and will be taken up again"));
    }

    private boolean step() {
        return erased.step() || evidence.step();
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
