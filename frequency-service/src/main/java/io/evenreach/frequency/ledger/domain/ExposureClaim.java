package io.evenreach.frequency.ledger.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The claim to count an exposure id.
 *
 * @param content what the exposure says of campaign, channel and time, in a number
 * @param filedUnder whose exposure it is: the owner of this key; null where that was not kept
 * @param ofGrant whether the exposure names a grant: then its touch may be that of the grant, and else is found by
 *     the id of the claim
 */
public record ExposureClaim(UUID id, long content, @Nullable IdentifierKey filedUnder, boolean ofGrant) {}
