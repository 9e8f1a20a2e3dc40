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
 * @param rulesVersion the rules it was settled by; {@link #DEFERRED}, {@link #UNDETERMINED} or {@link #TOLD} where the
 *     background has to settle it
 * @param settledUntil the last sighting that it was folded with; {@link #ANY_TIME} for a clean component, in which nothing
 *     depends on it
 */
public record Component(
        long id,
        boolean clean,
        IdentifierKey founder,
        Instant foundedAt,
        Counts counts,
        int evidenceRows,
        long rulesVersion,
        Instant settledUntil) {

    /**
     * Older than any rules: what belongs to it is folded as if the rules had changed. All that it was not folded with was
     * seen later than what it was folded with, so that who owned what stands.
     */
    public static final long DEFERRED = 0;

    /** Deferred, and nobody knows any more who owned what: evidence came late, went, or counts otherwise now. */
    public static final long UNDETERMINED = -2;

    /** Undetermined, and the tenures of its keys say so, as does the feed. */
    public static final long TOLD = -3;

    /** What the heap has to have for every row of evidence that is folded together; see RefoldMemoryIT. */
    public static final int HEAP_BYTES_PER_ROW = 4_000;

    /** No row of evidence, with all that it may keep and name, takes more than this. */
    static final long HEAP_BYTES_PER_ROW_MAX = 1_000_000;

    public static final Instant ANY_TIME = Tenure.OPEN;

    boolean isUndetermined() {
        return rulesVersion <= UNDETERMINED;
    }

    /** The same with nobody knowing who owns what, until it is folded. */
    Component undetermined() {
        return isUndetermined()
                ? this
                : new Component(id, clean, founder, foundedAt, counts, evidenceRows, UNDETERMINED, settledUntil);
    }

    UUID profileId() {
        return ProfileIds.foundedBy(founder);
    }
}
