package io.evenreach.frequency.job;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * One thread that takes up jobs of one kind, one after the other. Several instances of the service may each run one; the
 * queue gives every job to one of them.
 */
public final class JobWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);

    /**
     * The work itself. It must call {@link Jobs#renew} in every transaction that writes, and stop soon after its thread
     * is interrupted.
     */
    public interface Work {

        /** Does the whole job, from wherever it stands, up to and including {@link Jobs#complete}. */
        void run(JobLease lease) throws InterruptedException;
    }

    private final JobKind kind;
    private final Jobs jobs;
    private final JobProperties properties;
    private final Work work;
    private volatile boolean running;
    private volatile Thread thread = Thread.currentThread();

    public JobWorker(JobKind kind, Jobs jobs, JobProperties properties, Work work) {
        this.kind = kind;
        this.jobs = jobs;
        this.properties = properties;
        this.work = work;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform()
                .name("job-" + kind.name().toLowerCase(java.util.Locale.ROOT))
                .start(this::loop);
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join(properties.lease());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void loop() {
        while (running) {
            try {
                Optional<JobLease> lease = jobs.claim(kind);
                if (lease.isPresent()) {
                    workOn(lease.get());
                } else {
                    Thread.sleep(properties.poll());
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException failure) {
                LOG.atWarn().setCause(failure).log("Looking for {} jobs failed; trying again", kind);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private void workOn(JobLease lease) throws InterruptedException {
        Thread heartbeat = Thread.ofVirtual().name("job-heartbeat").start(() -> beat(lease));
        try {
            work.run(lease);
        } catch (LeaseLostException lost) {
            LOG.atInfo().log("Job {} goes on elsewhere", lease.jobId());
        } catch (RuntimeException failure) {
            if (!running) {
                // Interrupted somewhere inside the driver: not the job's fault, and the lease runs out by itself.
                throw new InterruptedException();
            }
            LOG.atWarn().setCause(failure).log("Job {} was interrupted and will be taken up again", lease.jobId());
            pause();
            jobs.giveBack(lease);
        } finally {
            heartbeat.interrupt();
        }
    }

    /** Shows that this process is alive while the work is busy with something long that writes nothing. */
    private void beat(JobLease lease) {
        while (running) {
            try {
                Thread.sleep(properties.lease().dividedBy(3));
                jobs.renew(lease, false);
            } catch (InterruptedException | LeaseLostException over) {
                return;
            } catch (RuntimeException failure) {
                LOG.atDebug()
                        .setCause(failure)
                        .log("The lease of job {} could not be renewed this time", lease.jobId());
            }
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(properties.poll().multipliedBy(4));
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }
}
