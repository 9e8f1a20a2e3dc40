package io.evenreach.frequency.ledger.domain;

import java.util.UUID;

/**
 * The claim to count an exposure id.
 *
 * @param content what the exposure says, in a number
 */
public record ExposureClaim(UUID id, long content) {}
