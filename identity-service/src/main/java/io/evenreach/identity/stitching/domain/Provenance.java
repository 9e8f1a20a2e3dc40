package io.evenreach.identity.stitching.domain;

import org.jspecify.annotations.Nullable;

/**
 * Where and how a set was seen.
 *
 * @param owner within whom observation ids are unique
 * @param source as the sender names it
 * @param contactDomain {@code PUBLIC} or {@code PRIVATE}
 * @param kind such as {@code LOGIN}
 * @param dataSetId the data set it belongs to; null for live customers
 */
public record Provenance(
        String owner,
        String source,
        String contactDomain,
        String kind,
        @Nullable String dataSetId) {}
