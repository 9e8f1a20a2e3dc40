package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** One observation of a test scenario. */
record Seen(Instant at, String observationId, List<TypedKey> keys, Set<Purpose> purposes, boolean stated) {

    Seen(Instant at, String observationId, List<TypedKey> keys, Set<Purpose> purposes) {
        this(at, observationId, keys, purposes, false);
    }

    Evidence evidence() {
        Provenance provenance = new Provenance("platform", "test", "PRIVATE", "LOGIN", null);
        return Evidence.of(provenance, keys, purposes, stated, new Sighting(at, observationId));
    }
}
