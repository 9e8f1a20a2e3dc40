package io.evenreach.gateway.clients;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret in clear, which exists only in this answer.
 *
 * @param previousSecretUntil until when the secret before it still works; null for a new client
 */
public record IssuedSecret(
        Client client, String clientSecret, @Nullable Instant previousSecretUntil) {}
