package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the fold of some evidence came to.
 *
 * @param quarantined keys that identify nobody, those known before included
 * @param neighbours the persons each key was seen with
 */
record Folded(
        Set<IdentifierKey> quarantined, Map<IdentifierKey, Neighbours> neighbours, Map<Purpose, Partition> partitions) {

    Partition of(Purpose purpose) {
        Partition partition = partitions.get(purpose);
        if (partition == null) {
            throw new IllegalStateException("there is a partition for every purpose");
        }
        return partition;
    }

    /** Who owned a key, for every purpose. */
    Timeline timeline(IdentifierKey key, Instant firstSeenAt) {
        if (quarantined.contains(key)) {
            return Timeline.whole(null, firstSeenAt);
        }
        Map<Purpose, List<Tenure>> tenures = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            List<Tenure> ofPurpose = of(purpose).tenures().get(key);
            if (ofPurpose != null) {
                tenures.put(purpose, ofPurpose);
            }
        }
        return new Timeline(tenures);
    }
}
