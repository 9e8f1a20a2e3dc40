package io.evenreach.campaign.erasure;

import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;

/**
 * Whoever had an identifier was erased, with all that was dated up to then.
 *
 * @param from since when they had it, inclusive; {@link Instant#MIN} from the beginning of time
 * @param to until when, exclusive; {@link Instant#MAX} until further notice
 * @param erasedAt inclusive
 */
public record ErasedSpan(IdentifierKey key, Instant from, Instant to, Instant erasedAt) {

    public boolean covers(Instant time) {
        return !time.isBefore(from) && time.isBefore(to) && !time.isAfter(erasedAt);
    }
}
