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
 */
public record Reworked(Changes changes, Set<Long> components, Set<IdentifierKey> judged, Map<Flow, Integer> flows) {}
