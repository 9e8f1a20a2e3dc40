package io.evenreach.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

class RememberedTokensTest {

    private static final Instant NOW = Instant.parse("2026-06-18T12:00:00Z");

    private final MovableClock clock = new MovableClock(NOW);
    private final List<String> verified = new ArrayList<>();
    private final JwtDecoder tokens = new RememberedTokens(this::verify, clock);

    private Jwt verify(String token) {
        verified.add(token);
        if (!token.equals("good")) {
            throw new BadJwtException("not ours");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "RS256")
                .expiresAt(NOW.plusSeconds(300))
                .claim("sub", "anna")
                .build();
    }

    @Test
    void verifiesATokenOnceAndAgainWhenItHasExpired() {
        assertThat(tokens.decode("good").getSubject()).isEqualTo("anna");
        assertThat(tokens.decode("good").getSubject()).isEqualTo("anna");
        assertThat(verified).containsExactly("good");

        clock.advance(Duration.ofSeconds(300));

        tokens.decode("good");
        assertThat(verified).containsExactly("good", "good");
    }

    @Test
    void remembersNoTokenThatWasRefused() {
        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
        assertThat(verified).containsExactly("forged", "forged");
    }
}
