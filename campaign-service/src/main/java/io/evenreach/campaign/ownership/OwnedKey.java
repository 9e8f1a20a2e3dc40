package io.evenreach.campaign.ownership;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.UUID;

/**
 * Who owns an identifier from when to when, in one purpose's partition.
 *
 * @param from inclusive; {@link Instant#MIN} from the beginning of time
 * @param to exclusive; {@link Instant#MAX} until further notice
 */
public record OwnedKey(IdentifierKey key, String purpose, Instant from, Instant to, UUID profileId) {}
