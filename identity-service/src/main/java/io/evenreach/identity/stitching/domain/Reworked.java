package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.Map;
import java.util.Set;

/**
 * What folding anew came to.
 *
 * @param components all that were folded
 * @param judged quarantined keys of which it was decided whether they stay so
 * @param flows how many identifiers went from whom to whom; those that stay with whom they were with are flows too
 * @param deferred whether it was too much to be folded at once, so that the background has to and {@code flows} says nothing
 */
public record Reworked(
        Changes changes, Set<Long> components, Set<IdentifierKey> judged, Map<Flow, Integer> flows, boolean deferred) {}
