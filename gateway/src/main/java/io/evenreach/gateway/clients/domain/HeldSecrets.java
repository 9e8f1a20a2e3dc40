package io.evenreach.gateway.clients.domain;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secrets a client may use: the current one, and during a rotation the one before it, so that a partner can change
 * its machines one after the other.
 *
 * @param previousUntil from this moment on the previous secret is worth nothing
 */
public record HeldSecrets(
        String currentHash,
        @Nullable String previousHash,
        @Nullable Instant previousUntil) {

    public List<String> validAt(Instant moment) {
        boolean overlap = previousHash != null && previousUntil != null && moment.isBefore(previousUntil);
        return overlap
                ? Stream.of(currentHash, previousHash).map(String::valueOf).toList()
                : List.of(currentHash);
    }
}
