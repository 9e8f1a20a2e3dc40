package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Some time of an identifier, for a purpose.
 *
 * @param from inclusive; {@link Tenure#BEGINNING} for all that was before {@code to}
 * @param to exclusive; {@link Tenure#OPEN} until further notice
 */
public record Span(IdentifierKey key, Purpose purpose, Instant from, Instant to) {

    /** The time that a profile had identifiers until it was erased. */
    public static List<Span> vacatedBy(UUID profileId, Map<IdentifierKey, Timeline> identifiers, Instant erasedAt) {
        List<Span> vacated = new ArrayList<>();
        identifiers.forEach((key, timeline) -> timeline.tenures().forEach((purpose, tenures) -> {
            for (Tenure tenure : tenures) {
                Instant to = tenure.to().isBefore(erasedAt) ? tenure.to() : erasedAt;
                if (profileId.equals(tenure.profileId()) && tenure.from().isBefore(to)) {
                    vacated.add(new Span(key, purpose, tenure.from(), to));
                }
            }
        }));
        return vacated;
    }
}
