package io.evenreach.identity.linkage;

import io.evenreach.identity.linkage.domain.Linked.FieldEvidence;
import io.evenreach.identity.linkage.domain.PersonRecord;
import java.util.List;

/**
 * Two records that are, or may be, one person.
 *
 * @param state {@code LINKED} (for which records were joined), {@code REVIEW}, or what a person decided: {@code SAME} or
 *     {@code DIFFERENT}
 * @param probability that they are one person
 * @param evidence field by field, in bits
 */
public record ReviewPair(
        long pairId,
        PersonRecord first,
        PersonRecord second,
        double probability,
        String state,
        List<FieldEvidence> evidence) {

    /** What the two records say themselves, in bits: the sum over their fields. */
    public double weightBits() {
        return evidence.stream().mapToDouble(FieldEvidence::bits).sum();
    }
}
