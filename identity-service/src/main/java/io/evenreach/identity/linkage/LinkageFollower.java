package io.evenreach.identity.linkage;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * One thread that erases records and has evidence follow what runs found, in steps of a moment each. Runs take minutes and
 * have a thread of their own ({@link LinkageWorker}), so that nobody's erasure waits for somebody else's run.
 */
@Component
class LinkageFollower extends SteppingThread {

    private static final Logger LOG = LoggerFactory.getLogger(LinkageFollower.class);

    private final LinkedEvidence evidence;
    private final ErasedRecords erased;

    LinkageFollower(LinkedEvidence evidence, ErasedRecords erased, LinkageProperties properties) {
        super(
                "linkage-follower",
                properties.poll(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("Erasing records, or having evidence follow, was interrupted and will be taken up again"));
        this.evidence = evidence;
        this.erased = erased;
    }

    @Override
    protected boolean step() {
        return erased.step() || evidence.step();
    }
}
