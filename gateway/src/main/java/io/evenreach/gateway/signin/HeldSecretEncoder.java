package io.evenreach.gateway.signin;

import io.evenreach.gateway.secrets.SecretHasher;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Compares a client's secret with all hashes it holds. The library knows one encoded secret per client, so during a
 * rotation two hashes travel in one string.
 */
final class HeldSecretEncoder implements PasswordEncoder {

    private static final String SEPARATOR = "\n";

    private final SecretHasher hasher;

    HeldSecretEncoder(SecretHasher hasher) {
        this.hasher = hasher;
    }

    static String encode(List<String> hashes) {
        return String.join(SEPARATOR, hashes);
    }

    @Override
    public String encode(@Nullable CharSequence secret) {
        throw new UnsupportedOperationException("Secrets are made with the clients API");
    }

    @Override
    public boolean matches(@Nullable CharSequence secret, @Nullable String encoded) {
        return secret != null
                && encoded != null
                && encoded.lines().anyMatch(hash -> hasher.matches(secret.toString(), hash));
    }
}
