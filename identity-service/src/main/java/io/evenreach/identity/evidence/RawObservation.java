package io.evenreach.identity.evidence;

import io.evenreach.identity.vocabulary.ContactDomain;
import io.evenreach.identity.vocabulary.EvidenceKind;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An observation as somebody sent it.
 *
 * @param stated whether the sender named the purposes
 */
public record RawObservation(
        String observationId,
        Instant observedAt,
        String source,
        ContactDomain domain,
        EvidenceKind evidence,
        List<RawIdentifier> identifiers,
        Set<Purpose> purposes,
        boolean stated) {}
