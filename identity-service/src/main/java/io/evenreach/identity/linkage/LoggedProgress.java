package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.Progress;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each step of a run with what it took, so that somebody who waits for a run over very many records sees that it goes on,
 * and what takes long. Processor time is that of the thread that runs; beside other work it is far less than what passed.
 */
final class LoggedProgress implements Progress {

    private static final Logger LOG = LoggerFactory.getLogger(LoggedProgress.class);

    private final UUID runId;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long beganNanos = System.nanoTime();
    private long processorNanos = threads.getCurrentThreadCpuTime();

    LoggedProgress(UUID runId) {
        this.runId = runId;
    }

    @Override
    public void done(Step step, long count) {
        log(step.name(), count);
    }

    /** The records are read. */
    void read(int records) {
        log("READ", records);
    }

    /** What was found is kept. */
    void written(int persons) {
        log("WRITTEN", persons);
    }

    private void log(String step, long count) {
        long now = System.nanoTime();
        long processorNow = threads.getCurrentThreadCpuTime();
        LOG.info(
                "Linkage run {}: {} {} in {} ms, of which {} ms on a processor",
                runId,
                step,
                count,
                Duration.ofNanos(now - beganNanos).toMillis(),
                Duration.ofNanos(processorNow - processorNanos).toMillis());
        beganNanos = now;
        processorNanos = processorNow;
    }
}
