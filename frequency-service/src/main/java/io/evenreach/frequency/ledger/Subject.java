package io.evenreach.frequency.ledger;

import io.evenreach.identifiers.Hashed;
import java.util.List;
import java.util.UUID;

/** Who is meant by an ask or an exposure. */
public sealed interface Subject {

    /** Whoever these identifiers belong to; blocked values were dropped before, so the list may be empty. */
    record Identifiers(List<Hashed> identifiers) implements Subject {
        public Identifiers {
            identifiers = List.copyOf(identifiers);
        }
    }

    /** The person of this profile id, which may be an older name of somebody who has been joined with others. */
    record Profile(UUID profileId) implements Subject {}
}
