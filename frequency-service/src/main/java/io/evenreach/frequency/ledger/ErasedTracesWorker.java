package io.evenreach.frequency.ledger;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** One thread that takes out what is left of erased people. Every instance runs one; twice does no harm. */
@Component
class ErasedTracesWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ErasedTracesWorker.class);

    private final SteppingThread thread;

    ErasedTracesWorker(ErasedTraces traces, LedgerProperties properties) {
        this.thread = new SteppingThread(
                "erased-traces",
                traces::sweep,
                properties.erasedTracesEvery(),
                failure -> LOG.atWarn().setCause(failure).log("Traces of erased people stay a while; trying again"));
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
