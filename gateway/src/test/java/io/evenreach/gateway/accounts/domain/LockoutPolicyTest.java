package io.evenreach.gateway.accounts.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LockoutPolicyTest {

    private static final Instant NOW = Instant.parse("2026-06-18T12:00:00Z");

    @Test
    void closesAnAccountAtTheBoundAndNotBelowIt() {
        LockoutPolicy policy = new LockoutPolicy(5, Duration.ofMinutes(5));

        assertThat(policy.closedUntil(4, NOW)).isEmpty();
        assertThat(policy.closedUntil(5, NOW)).hasValue(NOW.plus(Duration.ofMinutes(5)));
        assertThat(policy.closedUntil(6, NOW)).hasValue(NOW.plus(Duration.ofMinutes(5)));
    }
}
