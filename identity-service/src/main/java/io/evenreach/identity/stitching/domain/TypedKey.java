package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;

/** An identifier as stitching sees it: its keyed hash, its canonical type and where it is unique. */
public record TypedKey(IdentifierKey key, IdentifierType type, String scope) {

    /** All identifiers of this type and scope. */
    Kind kind() {
        return new Kind(type, scope);
    }
}
