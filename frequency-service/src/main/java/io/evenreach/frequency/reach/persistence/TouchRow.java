package io.evenreach.frequency.reach.persistence;

import io.evenreach.frequency.ledger.TouchState;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One touch of the read model.
 *
 * @param causes {@link io.evenreach.frequency.ledger.TouchCause} as bits
 * @param filedUnder the key that the touch follows when identities change; null where that was not written down
 */
public record TouchRow(
        long touchId,
        UUID campaignId,
        String channel,
        Instant occurredAt,
        TouchState state,
        int causes,
        String reporter,
        @Nullable Instant expiresAt,
        @Nullable UUID importId,
        @Nullable IdentifierKey filedUnder) {}
