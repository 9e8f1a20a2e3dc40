package io.evenreach.frequency.exposure;

import io.evenreach.contracts.frequency.ExposureReported;
import java.util.List;

/** Where exposures are kept until the ledger has counted them. */
public interface ExposureLog {

    /**
     * Keeps all of them.
     *
     * @throws ExposuresNotKeptException where that is not certain; they may be sent again
     */
    void append(List<Keyed> exposures);

    /**
     * An exposure and what keeps its person's exposures in order.
     *
     * @param key the strongest identifier's key, or the profile id
     */
    record Keyed(String key, ExposureReported exposure) {}

    /** Some exposures may not have been kept. */
    final class ExposuresNotKeptException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ExposuresNotKeptException(Throwable cause) {
            super("exposures may not have been kept", cause);
        }
    }
}
