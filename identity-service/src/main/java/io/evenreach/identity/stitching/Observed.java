package io.evenreach.identity.stitching;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identity.vocabulary.ContactDomain;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers that were seen together, judged and hashed.
 *
 * @param owner within whom observation ids are unique
 * @param observedAt event time; taken to the millisecond
 * @param evidence how they came to be seen together, such as {@code LOGIN}
 * @param identifiers at least one
 * @param purposes at least one
 * @param stated whether the sender named the purposes
 * @param dataSetId the data set it belongs to; null for live customers
 */
public record Observed(
        String owner,
        String observationId,
        Instant observedAt,
        String source,
        ContactDomain domain,
        String evidence,
        List<Hashed> identifiers,
        Set<Purpose> purposes,
        boolean stated,
        @Nullable String dataSetId) {

    public Observed {
        identifiers = List.copyOf(identifiers);
        purposes = Set.copyOf(purposes);
    }
}
