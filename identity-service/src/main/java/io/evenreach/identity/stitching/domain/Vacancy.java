package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Instant;

/**
 * Time in which somebody who was erased had an identifier that others have or had too: it is nobody's now, and what was seen
 * of the identifier in it links nothing.
 *
 * @param from inclusive; {@link Tenure#BEGINNING} for all that was before {@code to}
 * @param to exclusive; when the time ended, or when the person was erased
 * @param untilSeen whether the person had it when they were erased. Then it is not whose it had been before: it is nobody's
 *     until it is seen again after {@code to}, and whoever has it then has it newly. No ads are for it until somebody says
 *     so
 */
public record Vacancy(IdentifierKey key, Purpose purpose, Instant from, Instant to, boolean untilSeen) {}
