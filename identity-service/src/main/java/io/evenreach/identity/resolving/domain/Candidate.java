package io.evenreach.identity.resolving.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.UUID;

/** One identifier of a lookup and what is known of its owner. */
public sealed interface Candidate {

    IdentifierKey key();

    int priority();

    /**
     * Somebody owned it at that time.
     *
     * @param namesPerson whether its type names a person, and not a device or a browser
     */
    record Owned(IdentifierKey key, int priority, boolean namesPerson, UUID profileId) implements Candidate {}

    /** It is shared or quarantined and identifies nobody. */
    record Nobody(IdentifierKey key, int priority) implements Candidate {}

    /**
     * Nobody knows whose it is until the background settled it.
     *
     * @param namesPerson whether its type names a person, and not a device or a browser
     */
    record Unsettled(IdentifierKey key, int priority, boolean namesPerson) implements Candidate {}

    /**
     * It was never seen, or not since it was erased; it is a profile of its own.
     *
     * @param unique whether a person has only one of its type, so that a new one is a new person
     */
    record Unseen(IdentifierKey key, int priority, boolean unique, UUID profileId) implements Candidate {}
}
