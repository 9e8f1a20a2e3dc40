package io.evenreach.identity.stitching.domain;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.rules.Rules;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

/**
 * A person's word that an identifier may be seen with more persons than its type allows: a family's telephone, a kiosk that
 * became somebody's own. It is evidence like a split: whenever it is given or removed, people are what the fold of all
 * that is left says. Above its own bound the identifier is quarantined again.
 *
 * @param id follows from the identifier and the bound, so that a repeated release is the same one
 * @param personsMax how many persons it may be seen with
 * @param reason in the words of whoever released it
 */
public record Release(UUID id, IdentifierKey key, int personsMax, String decidedBy, Instant decidedAt, String reason) {

    /** How many persons a key may be seen with: as many as its type allows, or the largest of its releases. */
    static int personsMax(Rules rules, TypedKey key, Collection<Release> releases) {
        int most = rules.of(key.type()).personsPerKeyMax();
        for (Release release : releases) {
            if (release.key().equals(key.key())) {
                most = Math.max(most, release.personsMax());
            }
        }
        return most;
    }
}
