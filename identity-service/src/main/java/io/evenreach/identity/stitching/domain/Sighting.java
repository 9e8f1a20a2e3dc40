package io.evenreach.identity.stitching.domain;

import java.time.Instant;

/** One time a set of identifiers was seen together. */
public record Sighting(Instant at, String observationId) implements Comparable<Sighting> {

    @Override
    public int compareTo(Sighting other) {
        int byTime = at.compareTo(other.at);
        return byTime != 0 ? byTime : observationId.compareTo(other.observationId);
    }
}
