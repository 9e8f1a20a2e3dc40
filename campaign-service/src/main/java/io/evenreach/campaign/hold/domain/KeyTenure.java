package io.evenreach.campaign.hold.domain;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.UUID;

/**
 * Who owned an identifier from when to when, in one purpose's partition.
 *
 * @param from inclusive; {@link Instant#MIN} from the beginning of time
 * @param to exclusive; {@link Instant#MAX} until further notice
 */
public record KeyTenure(IdentifierKey key, String purpose, Instant from, Instant to, UUID profileId) {

    boolean contains(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    boolean current() {
        return to.equals(Instant.MAX);
    }
}
