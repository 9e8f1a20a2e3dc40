package io.evenreach.contracts.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers seen together, already hashed by the sender, who never passes clear values on.
 *
 * @param owner on whose behalf; observation ids are unique within it
 * @param domain {@code PUBLIC} or {@code PRIVATE}
 * @param evidence {@code LOGIN|FORM|ORDER|SDK|PARTNER|IMPORT}
 * @param purposes {@code ADS}, {@code SERVICE}
 * @param dataSetId the data set it belongs to; null for live customers
 */
public record ObservedHashed(
        String owner,
        String observationId,
        Instant observedAt,
        String source,
        String domain,
        String evidence,
        List<KeyedIdentifier> identifiers,
        List<String> purposes,
        @Nullable String dataSetId) {}
