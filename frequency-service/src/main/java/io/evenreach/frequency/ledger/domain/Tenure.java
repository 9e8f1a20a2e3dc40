package io.evenreach.frequency.ledger.domain;

import io.evenreach.frequency.ledger.TenureChange;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who owns an identifier over a span of time, as this service knows it.
 *
 * @param owner null where the key identifies nobody in this span, or the tenure was withdrawn
 * @param founds the profile id that resolves as this tenure does, if it founded one
 * @param erasedAtMillis where its owner was erased: up to when, inclusive; else {@link TenureChange#NOT_ERASED}
 * @param untold whether advertising was withdrawn before this service heard what identity says for service messages, so
 *     that it does not know whose the identifier is for them
 */
public record Tenure(
        IdentifierKey key,
        IdentifierType type,
        long fromMillis,
        long toMillis,
        @Nullable UUID owner,
        boolean quarantined,
        long version,
        @Nullable UUID founds,
        long firstSeenMillis,
        @Nullable String dataSetId,
        long erasedAtMillis,
        boolean untold) {

    public boolean isErased() {
        return erasedAtMillis != TenureChange.NOT_ERASED;
    }

    /** Whether it says whose the identifier is, or that it is nobody's. */
    boolean says() {
        return owner != null || quarantined;
    }

    /** The same, of somebody else; null for nobody. */
    Tenure ownedBy(@Nullable UUID another) {
        return new Tenure(
                key,
                type,
                fromMillis,
                toMillis,
                another,
                another == null,
                version,
                founds,
                firstSeenMillis,
                dataSetId,
                erasedAtMillis,
                untold);
    }

    boolean covers(long atMillis) {
        return atMillis >= fromMillis && (atMillis < toMillis || toMillis == TenureChange.END);
    }
}
