package io.evenreach.identity.profiles;

import java.time.Instant;

/**
 * An identifier that was seen with too many persons to identify one.
 *
 * @param degree with how many it had been seen when it was quarantined
 * @param personsMax how many its type allows
 */
public record QuarantinedIdentifier(
        String type, String scope, String masked, String hash, int degree, int personsMax, Instant since) {}
