package io.evenreach.frequency.ledger;

import io.evenreach.frequency.ledger.domain.OwnerBook;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Who is meant by an ask or an exposure. */
public sealed interface Subject {

    /** The version of the identity rules by which identifiers were read; empty where a profile id is named. */
    default OptionalLong rulesVersion() {
        return switch (this) {
            case Profile ignored -> OptionalLong.empty();
            case Identifiers(List<Hashed> ignored, IdentifierRules rules) -> OptionalLong.of(rules.version());
        };
    }

    /** What a touch is filed under where none of its identifiers is shared; empty where nobody is named. */
    default Optional<IdentifierKey> filingKey() {
        return switch (this) {
            case Profile(UUID profileId) -> Optional.of(OwnerBook.nameOf(profileId));
            case Identifiers(List<Hashed> identifiers, IdentifierRules rules) ->
                identifiers.stream().min(rules.strongestFirst()).map(Hashed::key);
        };
    }

    /**
     * Whoever these identifiers belong to; blocked values were dropped before, so the list may be empty.
     *
     * @param rules by which they were read, and which say what is the strongest of them
     */
    record Identifiers(List<Hashed> identifiers, IdentifierRules rules) implements Subject {

        /** Read by the rules that are built in. */
        public Identifiers(List<Hashed> identifiers) {
            this(identifiers, IdentifierRules.BUILT_IN);
        }

        public Identifiers {
            identifiers = List.copyOf(identifiers);
        }
    }

    /** The person of this profile id, which may be an older name of somebody who has been joined with others. */
    record Profile(UUID profileId) implements Subject {}
}
