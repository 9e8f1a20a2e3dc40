package io.evenreach.gateway.clients.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeldSecretsTest {

    private static final Instant UNTIL = Instant.parse("2026-06-18T12:00:00Z");

    @Test
    void holdsTheSecretBeforeUntilTheOverlapEnds() {
        HeldSecrets secrets = new HeldSecrets("new", "old", UNTIL);

        assertThat(secrets.validAt(UNTIL.minusMillis(1))).containsExactly("new", "old");
        assertThat(secrets.validAt(UNTIL)).containsExactly("new");
    }

    @Test
    void holdsOneSecretWithoutARotation() {
        assertThat(new HeldSecrets("only", null, null).validAt(UNTIL)).containsExactly("only");
    }
}
