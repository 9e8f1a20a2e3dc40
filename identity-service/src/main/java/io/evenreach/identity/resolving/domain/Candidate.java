package io.evenreach.identity.resolving.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.UUID;

/** One identifier of a lookup and what is known of its owner. */
public sealed interface Candidate {

    IdentifierKey key();

    int priority();

    /** Somebody owned it at that time. */
    record Owned(IdentifierKey key, int priority, UUID profileId) implements Candidate {}

    /** It is shared or quarantined and identifies nobody. */
    record Nobody(IdentifierKey key, int priority) implements Candidate {}

    /** It was never seen, or not since it was erased; it is a profile of its own. */
    record Unseen(IdentifierKey key, int priority, UUID profileId) implements Candidate {}
}
