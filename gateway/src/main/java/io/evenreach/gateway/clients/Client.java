package io.evenreach.gateway.clients;

import io.evenreach.gateway.clients.domain.HeldSecrets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine that signs in with its own secret.
 *
 * @param scopes all it may have; a token without a stated scope gets them all
 * @param partnerId set where it belongs to a partner and sees only that partner's channels
 * @param merchantId set where it belongs to a merchant
 */
public record Client(
        String clientId,
        HeldSecrets secrets,
        Set<String> scopes,
        @Nullable String partnerId,
        @Nullable String merchantId,
        boolean enabled,
        Instant createdAt) {

    /** Hashes of the secrets that may be used at this moment. */
    public List<String> secretsValidAt(Instant moment) {
        return secrets.validAt(moment);
    }
}
