package io.evenreach.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Tokens that were verified a moment ago, so that not every request of a caller costs a signature. A key that is withdrawn
 * ends its tokens a minute later; a token that expires ends at once.
 */
public final class RememberedTokens implements JwtDecoder {

    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);
    private static final long TOKENS_MAX = 10_000;

    private final JwtDecoder decoder;
    private final Clock clock;
    private final Cache<String, Jwt> verified = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED_FOR)
            .maximumSize(TOKENS_MAX)
            .build();

    public RememberedTokens(JwtDecoder decoder) {
        this(decoder, Clock.systemUTC());
    }

    RememberedTokens(JwtDecoder decoder, Clock clock) {
        this.decoder = decoder;
        this.clock = clock;
    }

    @Override
    public Jwt decode(String token) {
        Jwt known = verified.getIfPresent(token);
        if (known != null && !hasExpired(known)) {
            return known;
        }
        Jwt decoded = decoder.decode(token);
        verified.put(token, decoded);
        return decoded;
    }

    private boolean hasExpired(Jwt token) {
        Instant expiry = token.getExpiresAt();
        return expiry != null && !clock.instant().isBefore(expiry);
    }
}
