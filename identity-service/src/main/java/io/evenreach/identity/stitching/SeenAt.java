package io.evenreach.identity.stitching;

import io.evenreach.identity.stitching.persistence.EvidenceCodec;
import java.time.Instant;
import java.util.List;

/** One time that a set of identifiers was seen together. */
public record SeenAt(String observationId, Instant at) {

    /** Reads the packed column of evidence: the sightings that are kept one by one, in order of time. */
    public static List<SeenAt> unpack(byte[] sightings, long count) {
        return EvidenceCodec.readSightings(sightings, count).kept().stream()
                .map(sighting -> new SeenAt(sighting.observationId(), sighting.at()))
                .toList();
    }
}
