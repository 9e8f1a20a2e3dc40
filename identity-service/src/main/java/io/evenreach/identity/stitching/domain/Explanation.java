package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Why two identifiers are one person's, or the one reason why they are not. */
public sealed interface Explanation {

    /**
     * They are.
     *
     * @param path the fewest sightings that link them, from one to the other; empty where both are the same identifier
     */
    record Together(UUID profileId, List<Step> path) implements Explanation {}

    /** One sighting that links two identifiers. */
    record Step(TypedKey from, TypedKey to, Evidence evidence, Sighting sighting) {}

    /**
     * They are not.
     *
     * @param identifier what the reason is about; null where it is about both
     * @param evidenceId the evidence or the split that the reason is about; null where there is none
     */
    record Apart(
            Reason reason,
            @Nullable IdentifierKey identifier,
            @Nullable UUID evidenceId) implements Explanation {}

    /** The closed catalogue of what keeps two identifiers apart. */
    enum Reason {
        /** One of them was never seen for this purpose. */
        NEVER_SEEN,
        /** One of them was erased and not seen since, or what was seen was of somebody who was erased. */
        ERASED,
        /** Nothing that was seen leads from one to the other. */
        NEVER_SEEN_TOGETHER,
        /** What leads from one to the other was not given for this purpose. */
        DIFFERENT_PURPOSE,
        /** What leads from one to the other is seen with too many persons. */
        QUARANTINED,
        /** The purpose was withdrawn for one of them, or for something between them. */
        WITHDRAWN,
        /** A person split them, or something between them. */
        SPLIT,
        /** Something between them belongs to two people by turns, and so to nobody. */
        SHARED,
        /** Something between them belongs to somebody else now. */
        CHANGED_HANDS,
        /** Each names another person. */
        PERSON_CONFLICT,
        /** The profile has as many identifiers as it may. */
        PROFILE_LIMIT,
        /** They are one person's, but only by identifiers that are weaker than asked for. */
        WEAKER_LINK;

        static Reason of(Verdict verdict) {
            return switch (verdict) {
                case CHANGED_HANDS -> CHANGED_HANDS;
                case QUARANTINED -> QUARANTINED;
                case SHARED -> SHARED;
                case PERSON_CONFLICT -> PERSON_CONFLICT;
                case SPLIT -> SPLIT;
                case WITHDRAWN -> WITHDRAWN;
                case ERASED -> ERASED;
                case PROFILE_LIMIT -> PROFILE_LIMIT;
                case DEFERRED -> throw new IllegalStateException("a fold leaves nothing to the background");
            };
        }
    }
}
