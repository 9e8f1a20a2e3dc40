package io.evenreach.frequency.ledger;

import org.jspecify.annotations.Nullable;

/** The ledger could not be reached or did not come to rest; nothing was changed. */
public final class LedgerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
