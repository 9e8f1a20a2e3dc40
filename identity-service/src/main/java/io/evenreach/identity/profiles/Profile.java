package io.evenreach.identity.profiles;

import io.evenreach.identity.stitching.SeenAt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One person as far as the evidence goes, in parts. */
public final class Profile {

    private Profile() {}

    /**
     * An identifier the person has, or had.
     *
     * @param masked what may be shown of the value
     * @param hash its keyed hash
     * @param validFrom null from the beginning of time
     * @param validTo null until further notice
     */
    public record OwnedIdentifier(
            String type,
            String scope,
            String masked,
            String hash,
            @Nullable Instant validFrom,
            @Nullable Instant validTo,
            Instant firstSeenAt,
            @Nullable String dataSetId) {}

    /**
     * What was seen together while one of the set was the person's; of the same set others may have more.
     *
     * @param sightings how often; more than in {@code seen} where not all are kept, and without those that are not kept and
     *     may be somebody else's
     * @param seen each time that is kept one by one, the oldest first; of the whole set all up to 128
     * @param hashes the identifiers of the set
     * @param held why links of it are refused; empty where none is
     */
    public record EvidenceRow(
            UUID evidenceId,
            String source,
            String domain,
            String evidence,
            List<String> purposes,
            long sightings,
            List<SeenAt> seen,
            Instant firstAt,
            Instant lastAt,
            List<String> hashes,
            List<String> held) {}

    /**
     * Evidence that was removed.
     *
     * @param observationId the sighting that was; null where it was the whole of it
     */
    public record Removal(UUID evidenceId, @Nullable String observationId, String removedBy, Instant removedAt) {}
}
