package io.evenreach.identity.stitching.domain;

/** What the fold decided about one identifier of a sighting, where it is more than a plain link. */
public enum Verdict {
    /** The identifier belonged to somebody else before and belongs to this person from this sighting on. */
    CHANGED_HANDS,
    /** Seen with more persons than its type allows: it links nobody until a person releases it. */
    QUARANTINED,
    /** Its former owner was seen with it again: from here on it belongs to nobody. */
    SHARED,
    /** It names a person, and the others of the sighting name another; it stays where it was. */
    PERSON_CONFLICT,
    /** A person split it from the others of the sighting. */
    SPLIT,
    /** Its person withdrew the purpose, and nothing that was seen since says that it is allowed again. */
    WITHDRAWN,
    /** It was somebody's then who was erased. */
    ERASED,
    /** So much was seen of its person that the background settles whose it is. */
    DEFERRED,
    /** The profile has no room for it; it stays where it was. */
    PROFILE_LIMIT;

    /** Whether the link was refused, so that the evidence is held. */
    public boolean holds() {
        return this != CHANGED_HANDS;
    }
}
