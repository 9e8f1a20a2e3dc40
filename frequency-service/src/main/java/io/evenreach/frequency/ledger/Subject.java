package io.evenreach.frequency.ledger;

import io.evenreach.frequency.ledger.domain.OwnerBook;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Who is meant by an ask or an exposure. */
public sealed interface Subject {

    /** PERSON before DEVICE before COOKIE, then the higher priority, then the smaller key. */
    Comparator<Hashed> STRONGEST_FIRST = Comparator.comparing(
                    (Hashed hashed) -> hashed.type().strength())
            .thenComparingInt(hashed -> -hashed.type().priority())
            .thenComparing(Hashed::key);

    /** What a touch is filed under where none of its identifiers is shared; empty where nobody is named. */
    default Optional<IdentifierKey> filingKey() {
        return switch (this) {
            case Profile(UUID profileId) -> Optional.of(OwnerBook.nameOf(profileId));
            case Identifiers(List<Hashed> identifiers) ->
                identifiers.stream().min(STRONGEST_FIRST).map(Hashed::key);
        };
    }

    /** Whoever these identifiers belong to; blocked values were dropped before, so the list may be empty. */
    record Identifiers(List<Hashed> identifiers) implements Subject {
        public Identifiers {
            identifiers = List.copyOf(identifiers);
        }
    }

    /** The person of this profile id, which may be an older name of somebody who has been joined with others. */
    record Profile(UUID profileId) implements Subject {}
}
