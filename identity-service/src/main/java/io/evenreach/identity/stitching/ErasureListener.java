package io.evenreach.identity.stitching;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.Set;

/** Hears of erasures, in their transaction and under the lock of stitching: it must wait for nobody. */
public interface ErasureListener {

    /** Identifiers were erased; what is kept of them elsewhere has to go. */
    void erased(Set<IdentifierKey> keys, Instant at);
}
