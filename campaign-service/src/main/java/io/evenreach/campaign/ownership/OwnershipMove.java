package io.evenreach.campaign.ownership;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
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
 * @param nobodys whether nobody does because it is shared or withdrawn; else nothing is known of it in that time
 * @param firstSeenAt when the key was first seen in this tenure
 */
public record OwnershipMove(
        IdentifierKey key,
        String purpose,
        Instant from,
        Instant to,
        @Nullable UUID previous,
        @Nullable UUID owner,
        boolean nobodys,
        Instant firstSeenAt,
        long version) {

    /** What a tenure is known by; of several moves the highest version holds. */
    public record Tenure(IdentifierKey key, String purpose, Instant from) {}

    public Tenure tenure() {
        return new Tenure(key, purpose, from);
    }

    /** The id that the key founds, where its first tenure is somebody else's, for whom the id stands; else null. */
    public @Nullable UUID alias() {
        UUID founded = ProfileIds.foundedBy(key);
        return owner == null || owner.equals(founded) || !from.equals(Instant.MIN) ? null : founded;
    }
}
