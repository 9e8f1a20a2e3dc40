package io.evenreach.frequency.ledger;

import io.evenreach.identifiers.IdentifierKey;

/**
 * What a grantId says once its signature was checked.
 *
 * @param grantedAtMillis the ledger's clock when it was granted; epoch milliseconds
 * @param owner to whom it was granted
 */
public record GrantRef(long touchId, long grantedAtMillis, IdentifierKey filedUnder, String owner) {

    private static final long NO_TOUCH = 0;

    /** Of what was allowed without the ledger, which reserved nothing. */
    public static GrantRef unchecked(long atMillis, IdentifierKey filedUnder, String owner) {
        return new GrantRef(NO_TOUCH, atMillis, filedUnder, owner);
    }

    public boolean isUnchecked() {
        return touchId == NO_TOUCH;
    }
}
