package io.evenreach.frequency.importing.persistence;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;

/**
 * Identifiers that a log saw together.
 *
 * @param set names the set of them
 * @param earliest when they were first seen together
 * @param identifiers as JSON
 */
public record StoredSighting(IdentifierKey set, Instant earliest, String identifiers) {

    /** Of two sightings of one set: the earlier time and, as values may be written in several ways, the lesser text. */
    public StoredSighting and(StoredSighting other) {
        return new StoredSighting(
                set,
                other.earliest.isBefore(earliest) ? other.earliest : earliest,
                other.identifiers.compareTo(identifiers) < 0 ? other.identifiers : identifiers);
    }
}
