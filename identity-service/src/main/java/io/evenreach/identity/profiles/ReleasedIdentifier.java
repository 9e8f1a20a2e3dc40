package io.evenreach.identity.profiles;

import java.time.Instant;
import java.util.UUID;

/**
 * An identifier that somebody released from quarantine.
 *
 * @param evidenceId remove this evidence to take the release back
 * @param personsMax with how many persons it may be seen
 * @param quarantined whether it was seen with more since, and is in quarantine again
 * @param by who released it
 */
public record ReleasedIdentifier(
        UUID evidenceId,
        String type,
        String scope,
        String masked,
        String hash,
        int personsMax,
        boolean quarantined,
        String by,
        Instant at,
        String reason) {}
