package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import java.time.Instant;
import java.util.UUID;

/**
 * Keys that evidence connects, linked or held; what is locked and refolded as one.
 *
 * @param clean whether nothing in it was held, changed hands, was decided about or is meant for some purposes only. Then
 *     the component is one profile, and the order of its evidence does not matter: the limits hold for the whole, so they hold at every
 *     step on the way
 * @param founder for a clean component, the key that founded its profile
 * @param evidenceRows how much a refold would have to read
 * @param rulesVersion the rules it was settled by; {@link #DEFERRED} where the background has to settle it
 */
public record Component(
        long id,
        boolean clean,
        IdentifierKey founder,
        Instant foundedAt,
        Counts counts,
        int evidenceRows,
        long rulesVersion) {

    /** Older than any rules: what belongs to it is folded as if the rules had changed. */
    public static final long DEFERRED = 0;

    UUID profileId() {
        return ProfileIds.foundedBy(founder);
    }
}
