package io.evenreach.frequency.ledger;

import io.evenreach.identifiers.IdentifierKey;

/**
 * What a grantId says once its signature was checked.
 *
 * @param grantedAtMillis the ledger's clock when it was granted; epoch milliseconds
 * @param owner to whom it was granted
 */
public record GrantRef(long touchId, long grantedAtMillis, IdentifierKey filedUnder, String owner) {}
