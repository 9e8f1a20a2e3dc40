package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The people of one purpose, as the fold of some evidence.
 *
 * @param tenures per key, in order of time
 * @param held per evidence, the identifiers whose link is refused as things stand, with the reason
 * @param verdicts per sighting that was asked about, what was decided about its identifiers
 * @param secondHand profiles whose every identifier belonged to somebody else at some time, and what founded them
 */
record Partition(
        Map<IdentifierKey, List<Tenure>> tenures,
        Map<UUID, Map<IdentifierKey, Verdict>> held,
        Map<SightingRef, Map<IdentifierKey, Verdict>> verdicts,
        Map<UUID, Founding> secondHand) {}
