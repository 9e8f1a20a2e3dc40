package io.evenreach.frequency.decision;

import io.evenreach.frequency.ledger.Subject;
import io.evenreach.frequency.rules.IdentityRules;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.platform.hashing.IdentifierProperties;
import io.evenreach.platform.hashing.PairwiseIds;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Turns whom a request names into keys, and the profile ids of a partner or merchant into ours and back. */
@Component
public class Subjects {

    private final Hashing hashing;
    private final PairwiseIds pairwise;
    private final Supplier<IdentifierRules> rules;

    @Autowired
    Subjects(Hashing hashing, IdentifierProperties identifiers, IdentityRules rules) {
        this(hashing, identifiers, rules::now);
    }

    Subjects(Hashing hashing, IdentifierProperties identifiers, Supplier<IdentifierRules> rules) {
        this.rules = rules;
        this.hashing = hashing;
        this.pairwise = new PairwiseIds(identifiers.key());
    }

    /**
     * Whom a request means. Values that identify nobody are dropped, those that the identity rules in force block too.
     *
     * @param pointer of the item, such as {@code /requests/3}
     * @throws ProblemException unless exactly one of both is given and every type is known
     */
    public Subject of(
            Caller caller, @Nullable List<IdentifierBody> identifiers, @Nullable UUID profileId, String pointer) {
        boolean named = identifiers != null && !identifiers.isEmpty();
        if (named == (profileId != null)) {
            throw ProblemException.invalidField(
                    pointer + "/identifiers", "INVALID_FIELD", "Give either identifiers or a profileId.");
        }
        if (identifiers == null || profileId != null) {
            return new Subject.Profile(pairwise.meantBy(caller, Objects.requireNonNull(profileId)));
        }
        IdentifierRules inForce = rules.get();
        List<Hashed> hashed = new ArrayList<>(identifiers.size());
        for (int i = 0; i < identifiers.size(); i++) {
            IdentifierBody body = identifiers.get(i);
            String at = pointer + "/identifiers/" + i + "/type";
            IdentifierType type = IdentifierType.ofWireName(body.type())
                    .orElseThrow(() -> ProblemException.invalidField(
                            at, "UNKNOWN_IDENTIFIER_TYPE", "There is no identifier type " + body.type() + "."));
            Identifier raw = new Identifier(type, body.scope() == null ? "" : body.scope(), body.value());
            if (hashing.hash(raw, inForce) instanceof Hashing.Outcome.Key(Hashed key)
                    && hashed.stream().noneMatch(known -> known.key().equals(key.key()))) {
                hashed.add(key);
            }
        }
        return new Subject.Identifiers(hashed, inForce);
    }

    /** A profile id as this caller may see it. */
    public @Nullable UUID shown(Caller caller, @Nullable UUID profileId) {
        return pairwise.shownTo(caller, profileId);
    }
}
