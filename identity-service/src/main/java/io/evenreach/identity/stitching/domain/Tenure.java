package io.evenreach.identity.stitching.domain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A span of time in which one profile owned a key.
 *
 * @param from inclusive; {@link #BEGINNING} for the first owner, who also owns the time before the key was first seen,
 *     or since it was erased
 * @param to exclusive; {@link #OPEN} until further notice
 * @param profileId null where the key is shared and identifies nobody, and where it is withdrawn
 * @param firstSeenAt the first sighting of the key in this span; of a withdrawn one, when it was withdrawn
 * @param withdrawn whether the purpose was withdrawn for the key, so that it is nobody's until that is allowed again
 */
public record Tenure(Instant from, Instant to, @Nullable UUID profileId, Instant firstSeenAt, boolean withdrawn) {

    public static final Instant BEGINNING = Instant.MIN;
    public static final Instant OPEN = Instant.MAX;

    Tenure(Instant from, Instant to, @Nullable UUID profileId, Instant firstSeenAt) {
        this(from, to, profileId, firstSeenAt, false);
    }

    static Tenure withdrawn(Instant from, Instant to, Instant at) {
        return new Tenure(from, to, null, at, true);
    }

    /** All of time. */
    static Tenure whole(@Nullable UUID profileId, Instant firstSeenAt) {
        return new Tenure(BEGINNING, OPEN, profileId, firstSeenAt);
    }

    Tenure nobodys() {
        return new Tenure(from, to, null, firstSeenAt, withdrawn);
    }

    /** Whether it has not ended. */
    boolean isNow() {
        return to.equals(OPEN);
    }

    public boolean covers(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }
}
