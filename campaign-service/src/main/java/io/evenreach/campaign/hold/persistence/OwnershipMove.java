package io.evenreach.campaign.hold.persistence;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One tenure as identity last told it.
 *
 * @param from inclusive; {@link Instant#MIN} from the beginning of time
 * @param to exclusive; {@link Instant#MAX} until further notice
 * @param previous who owned it before, or null
 * @param owner who owns it now, or null where nobody does
 * @param quarantined whether nobody does because it is shared
 */
public record OwnershipMove(
        IdentifierKey key,
        String purpose,
        Instant from,
        Instant to,
        @Nullable UUID previous,
        @Nullable UUID owner,
        boolean quarantined,
        long version) {

    /** What a tenure is known by; of several moves the highest version holds. */
    public record Tenure(IdentifierKey key, String purpose, Instant from) {}

    public Tenure tenure() {
        return new Tenure(key, purpose, from);
    }
}
