package io.evenreach.frequency.ledger;

import io.evenreach.platform.lifecycle.SteppingThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** One thread that takes out what is left of erased people. Every instance runs one; twice does no harm. */
@Component
class ErasedTracesWorker extends SteppingThread {

    private static final Logger LOG = LoggerFactory.getLogger(ErasedTracesWorker.class);

    private final ErasedTraces traces;

    ErasedTracesWorker(ErasedTraces traces, LedgerProperties properties) {
        super(
                "erased-traces",
                properties.erasedTracesEvery(),
                failure -> LOG.atWarn().setCause(failure).log("Traces of erased people stay a while; trying again"));
        this.traces = traces;
    }

    @Override
    protected boolean step() {
        return traces.sweep();
    }
}
