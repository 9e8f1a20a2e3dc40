package io.evenreach.frequency.importing;

import io.evenreach.contracts.identity.KeyedIdentifier;
import io.evenreach.contracts.identity.ObservedHashed;
import io.evenreach.frequency.importing.domain.RowOutcome.Exposure;
import io.evenreach.frequency.importing.persistence.ImportStore;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which identifiers a log saw together, for identity to stitch. A set is reported once, and again only when an earlier
 * sighting turns up, so that a log of millions of rows becomes as many observations as it has people.
 *
 * @param observations to publish with this batch
 * @param earliest the earliest time reported of each set, after this batch
 */
record SightingsTogether(List<ObservedHashed> observations, Map<IdentifierKey, Instant> earliest) {

    private record Sighting(Instant at, List<Hashed> identifiers) {}

    static SightingsTogether of(
            UUID jobId,
            UUID campaignId,
            @Nullable String dataSetId,
            String owner,
            List<Exposure> exposures,
            ImportStore store) {
        Map<IdentifierKey, Sighting> sightings = new HashMap<>();
        for (Exposure exposure : exposures) {
            if (exposure.identifiers().size() > 1) {
                sightings.merge(
                        setOf(exposure.identifiers()),
                        new Sighting(exposure.occurredAt(), exposure.identifiers()),
                        (one, other) -> other.at().isBefore(one.at()) ? other : one);
            }
        }
        if (sightings.isEmpty()) {
            return new SightingsTogether(List.of(), Map.of());
        }
        Map<IdentifierKey, Instant> reported = store.observed(jobId, List.copyOf(sightings.keySet()));
        List<ObservedHashed> observations = new ArrayList<>();
        Map<IdentifierKey, Instant> earliest = new HashMap<>();
        sightings.forEach((set, sighting) -> {
            Instant known = reported.get(set);
            if (known == null || sighting.at().isBefore(known)) {
                earliest.put(set, sighting.at());
                observations.add(observation(campaignId, dataSetId, owner, set, sighting));
            }
        });
        return new SightingsTogether(observations, earliest);
    }

    private static ObservedHashed observation(
            UUID campaignId, @Nullable String dataSetId, String owner, IdentifierKey set, Sighting sighting) {
        return new ObservedHashed(
                owner,
                "import:" + campaignId + ":" + set.hex().substring(0, 32) + ":"
                        + sighting.at().toEpochMilli(),
                sighting.at(),
                "import",
                "PUBLIC",
                "IMPORT",
                sighting.identifiers().stream().map(SightingsTogether::keyed).toList(),
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

    private static IdentifierKey setOf(List<Hashed> identifiers) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            identifiers.stream().map(Hashed::key).sorted().forEach(key -> digest.update(key.bytes()));
            return IdentifierKey.of(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
