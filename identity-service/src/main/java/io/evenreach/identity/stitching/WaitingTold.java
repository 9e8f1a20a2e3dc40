package io.evenreach.identity.stitching;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells of people who are not settled for long that nobody knows who they are, also while somebody else is being folded
 * for minutes; followers of the feed, which is fresh meanwhile, would go by who they were.
 */
@Component
class WaitingTold extends SteppingThread {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingTold.class);

    private final Deferred deferred;

    WaitingTold(Deferred deferred, StitchingProperties properties) {
        super(
                "who-waits",
                properties.rulePollEvery(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("It could not be told who waits to be settled; trying again"));
        this.deferred = deferred;
    }

    @Override
    protected boolean step() {
        deferred.tellWhoWaits();
        return false;
    }
}
