package io.evenreach.frequency.ledger;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.Strength;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One contact of one person on one channel for one campaign.
 *
 * @param touchId hash of the request or exposure that brought it about; the same touch has the same id in every history
 * @param filedUnder the strongest identifier it came with; when identities change, the touch goes where this key goes
 * @param strength of that identifier
 * @param atMillis when it was granted or, once shown, when it was shown; epoch milliseconds
 * @param expiresAtMillis when its grant expires; 0 where it never had one or no longer waits
 * @param remaining what the plan had left after this grant; 0 where it no longer waits
 * @param reporter the partner that asked or reported, or {@code platform}
 * @param causeFlags {@link TouchCause} as bits
 * @param importId the import that brought it; null for live touches
 */
public record Touch(
        long touchId,
        UUID campaignId,
        String channel,
        IdentifierKey filedUnder,
        Strength strength,
        long atMillis,
        TouchState state,
        long expiresAtMillis,
        int remaining,
        String reporter,
        int causeFlags,
        @Nullable UUID importId) {

    public Instant at() {
        return Instant.ofEpochMilli(atMillis);
    }

    public @Nullable Instant grantExpiresAt() {
        return expiresAtMillis == 0 ? null : Instant.ofEpochMilli(expiresAtMillis);
    }

    public Set<TouchCause> causes() {
        return TouchCause.ofFlags(causeFlags);
    }

    public boolean isExposure() {
        return state.isExposure();
    }
}
