package io.evenreach.identity.evidence;

import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.RulesInForce;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads, judges and hashes identifiers; after it there are only keys. */
@Component
public class IdentifierJudge {

    private final Hashing hashing;
    private final RulesInForce rules;

    IdentifierJudge(Hashing hashing, RulesInForce rules) {
        this.hashing = hashing;
        this.rules = rules;
    }

    public Judged judge(RawIdentifier raw) {
        Optional<IdentifierType> type = IdentifierType.ofWireName(raw.type());
        if (type.isEmpty()) {
            return new Judged.Dropped(Reasons.UNKNOWN_TYPE);
        }
        Identifier identifier = new Identifier(
                type.get(), raw.scope() == null ? "" : raw.scope(), raw.value() == null ? "" : raw.value());
        Rules recent = rules.recent();
        return switch (hashing.hash(identifier, normal -> recent.blocks(identifier, normal))) {
            case Hashing.Outcome.Key(var hashed) -> new Judged.Usable(hashed);
            case Hashing.Outcome.Blocked(var reason) -> new Judged.Dropped(Reasons.of(reason));
        };
    }
}
