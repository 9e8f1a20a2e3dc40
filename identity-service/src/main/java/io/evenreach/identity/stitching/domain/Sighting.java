package io.evenreach.identity.stitching.domain;

import java.time.Instant;
import java.util.Comparator;

/** One time a set of identifiers was seen together. */
public record Sighting(Instant at, String observationId) implements Comparable<Sighting> {

    private static final Comparator<Sighting> ORDER =
            Comparator.comparing(Sighting::at).thenComparing(Sighting::observationId);

    @Override
    public int compareTo(Sighting other) {
        return ORDER.compare(this, other);
    }
}
