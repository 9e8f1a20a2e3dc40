package io.evenreach.campaign.behaviour.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.kernel.Sha256;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says what a customer is.
 *
 * @param messageId unique within whoever sends it
 * @param keys the customer's identifiers, at least one
 */
public record Identify(String messageId, Instant saidAt, Set<IdentifierKey> keys, ZoneId timeZone) {

    public Identify {
        keys = Set.copyOf(keys);
    }

    public List<Trait> traits() {
        return keys.stream()
                .map(key -> new Trait(key, Trait.TIME_ZONE, timeZone.getId(), saidAt, messageId))
                .toList();
    }

    /** Equal for equal content, whatever the order of the identifiers: tells a repetition from a contradiction. */
    public byte[] digest() {
        StringBuilder content =
                new StringBuilder("identify\n").append(saidAt).append('\n').append(timeZone.getId());
        new TreeSet<>(keys).forEach(key -> content.append('\n').append(key.hex()));
        return Sha256.of(content.toString());
    }
}
