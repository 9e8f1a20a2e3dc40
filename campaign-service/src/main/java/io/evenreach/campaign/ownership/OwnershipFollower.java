package io.evenreach.campaign.ownership;

import io.evenreach.identifiers.IdentifierKey;
import java.util.Set;
import java.util.UUID;

/** A feature that keeps something derived from who owns which identifier. */
public interface OwnershipFollower {

    /**
     * Derives anew what this can reach, in the caller's transaction, in which nobody else reads or changes ownership.
     *
     * @param people who owned the keys before, and who owns them now
     */
    void moved(Set<IdentifierKey> keys, Set<UUID> people);
}
