package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.UUID;

/**
 * The people of one purpose, as the fold of some evidence.
 *
 * @param tenures per key, in order of time
 * @param held per evidence, the identifiers whose link is refused as things stand, with the reason
 * @param verdicts per sighting that was asked about, what was decided about its identifiers
 * @param secondHand profiles whose every identifier belonged to somebody else at some time, and what founded them
 * @param handovers per key that is closed at some time, when it was taken over: tenures that begin in between go on after
 *     time in which it was nobody's
 */
record Partition(
        Map<IdentifierKey, List<Tenure>> tenures,
        Map<UUID, Map<IdentifierKey, Verdict>> held,
        Map<SightingRef, Map<IdentifierKey, Verdict>> verdicts,
        Map<UUID, Founding> secondHand,
        Map<IdentifierKey, NavigableSet<Instant>> handovers) {

    /** When whoever owns a key in a tenure took it over. */
    Instant takenOver(IdentifierKey key, Tenure tenure) {
        NavigableSet<Instant> ofKey = handovers.get(key);
        Instant takenOver = ofKey == null ? null : ofKey.floor(tenure.from());
        return takenOver == null ? tenure.from() : takenOver;
    }
}
