package io.evenreach.identity.stitching.domain;

import io.evenreach.identity.vocabulary.Purpose;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who owns identifiers after a change that somebody else, or nobody, owned before it.
 *
 * @param from null for nobody
 * @param to null for nobody
 */
public record Flow(
        Purpose purpose, @Nullable UUID from, @Nullable UUID to) {}
