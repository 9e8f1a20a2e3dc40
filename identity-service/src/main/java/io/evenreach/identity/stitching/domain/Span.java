package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;

/**
 * Some time of an identifier, for a purpose.
 *
 * @param from inclusive; {@link Tenure#BEGINNING} for all that was before {@code to}
 * @param to exclusive; {@link Tenure#OPEN} until further notice
 */
public record Span(IdentifierKey key, Purpose purpose, Instant from, Instant to) {}
