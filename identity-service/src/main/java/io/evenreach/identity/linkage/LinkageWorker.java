package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.persistence.RunStore;
import io.evenreach.identity.linkage.persistence.RunStore.Lease;
import io.evenreach.platform.lifecycle.SteppingThread;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * One thread that takes up run after run. A run has
 * no effect before its last transaction, so one whose worker died is simply done again, by whoever finds its lease run out.
 */
@Component
class LinkageWorker extends SteppingThread {

    private static final Logger LOG = LoggerFactory.getLogger(LinkageWorker.class);

    private final RunStore runs;
    private final LinkageWork work;
    private final LinkageProperties properties;

    LinkageWorker(RunStore runs, LinkageWork work, LinkageProperties properties) {
        super(
                "linkage",
                properties.poll(),
                failure -> LOG.atWarn()
                        .setCause(failure)
                        .log("A step of linkage was interrupted and will be taken up again"));
        this.runs = runs;
        this.work = work;
        this.properties = properties;
    }

    @Override
    protected boolean step() {
        Optional<Lease> claimed = runs.claim(properties.lease());
        claimed.ifPresent(this::work);
        return claimed.isPresent();
    }

    private void work(Lease lease) {
        if (lease.attempts() > properties.attemptsMax()) {
            runs.fail(lease, "The run was taken up " + properties.attemptsMax() + " times and never ended.");
            return;
        }
        Thread heartbeat = Thread.ofVirtual().name("linkage-heartbeat").start(() -> beat(lease));
        try {
            work.run(lease);
        } finally {
            heartbeat.interrupt();
        }
    }

    private void beat(Lease lease) {
        try {
            do {
                Thread.sleep(properties.lease().dividedBy(3));
            } while (renewed(lease));
        } catch (InterruptedException over) {
            // The run has ended.
        }
    }

    private boolean renewed(Lease lease) {
        try {
            return runs.renew(lease, properties.lease());
        } catch (RuntimeException failure) {
            LOG.atDebug().setCause(failure).log("The lease of a linkage run could not be renewed this time");
            return true;
        }
    }
}
