package io.evenreach.identity.stitching.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept about a key besides its evidence and tenures.
 *
 * @param firstAt its first sighting
 * @param componentId the component of evidence it belongs to; {@link #NO_COMPONENT} for a quarantined key, which
 *     connects nothing, and for a key of which no evidence is left
 * @param version rises with every change of its tenures, so that readers can keep the newest
 */
public record KnownKey(
        TypedKey id,
        @Nullable String dataSetId,
        Instant firstAt,
        long componentId,
        boolean quarantined,
        Neighbours neighbours,
        long version) {

    public static final long NO_COMPONENT = 0;

    /** The same in another component. */
    KnownKey in(long component) {
        return new KnownKey(id, dataSetId, firstAt, component, quarantined, neighbours, version);
    }

    /** The same with other tenures. */
    KnownKey told() {
        return new KnownKey(id, dataSetId, firstAt, componentId, quarantined, neighbours, version + 1);
    }

    /** Whether no evidence is left of it: only its version stays, which may never fall. */
    public boolean isForgotten() {
        return componentId == NO_COMPONENT && !quarantined;
    }
}
