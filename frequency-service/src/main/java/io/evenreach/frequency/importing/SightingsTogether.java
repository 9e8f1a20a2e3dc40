package io.evenreach.frequency.importing;

import io.evenreach.contracts.identity.KeyedIdentifier;
import io.evenreach.contracts.identity.ObservedHashed;
import io.evenreach.frequency.importing.domain.RowOutcome.Exposure;
import io.evenreach.frequency.importing.persistence.StoredSighting;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.kernel.Sha256;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which identifiers a log saw together, for identity to stitch. Each set is told once, as of its earliest sighting, so a
 * log of millions of rows becomes as many observations as it has people, and the same ones in whatever order its rows are.
 */
final class SightingsTogether {

    private SightingsTogether() {}

    /** What these exposures say, one for each set. */
    static Collection<StoredSighting> of(List<Exposure> exposures, JsonMapper json) {
        Map<IdentifierKey, StoredSighting> sightings = new HashMap<>();
        for (Exposure exposure : exposures) {
            if (exposure.identifiers().size() > 1) {
                List<Hashed> identifiers = exposure.identifiers().stream()
                        .sorted(Comparator.comparing(Hashed::key))
                        .toList();
                StoredSighting sighting = new StoredSighting(
                        setOf(identifiers),
                        exposure.occurredAt(),
                        json.writeValueAsString(identifiers.stream()
                                .map(SightingsTogether::keyed)
                                .toList()));
                sightings.merge(sighting.set(), sighting, StoredSighting::and);
            }
        }
        return sightings.values();
    }

    static ObservedHashed observation(
            UUID campaignId, @Nullable String dataSetId, String owner, StoredSighting sighting, JsonMapper json) {
        return new ObservedHashed(
                owner,
                "import:" + campaignId + ":" + sighting.set().hex().substring(0, 32) + ":"
                        + sighting.earliest().toEpochMilli(),
                sighting.earliest(),
                "import",
                "PUBLIC",
                "IMPORT",
                Arrays.asList(json.readValue(sighting.identifiers(), KeyedIdentifier[].class)),
                List.of("ADS", "SERVICE"),
                dataSetId);
    }

    /** An observation of one identifier that nobody else has: when it is known, everything before it is known. */
    static ObservedHashed marker(UUID jobId, Hashed marker, Instant at) {
        return new ObservedHashed(
                "import",
                "import-marker:" + jobId,
                at,
                "import",
                "PUBLIC",
                "IMPORT",
                List.of(keyed(marker)),
                List.of("ADS", "SERVICE"),
                markerDataSet(jobId));
    }

    /** Markers live apart, so that they are never counted as people. */
    static String markerDataSet(UUID jobId) {
        return "import-marker-" + jobId;
    }

    private static KeyedIdentifier keyed(Hashed hashed) {
        return new KeyedIdentifier(
                hashed.type().wireName(), hashed.scope(), hashed.key().hex(), hashed.mask());
    }

    /** @param identifiers in the order of their keys */
    private static IdentifierKey setOf(List<Hashed> identifiers) {
        MessageDigest digest = Sha256.digest();
        identifiers.forEach(identifier -> digest.update(identifier.key().bytes()));
        return IdentifierKey.of(digest.digest());
    }
}
