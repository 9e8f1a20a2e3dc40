package io.evenreach.identity.evidence;

import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierType;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads, judges and hashes identifiers; after it there are only keys. */
@Component
public class IdentifierJudge {

    private final Hashing hashing;

    IdentifierJudge(Hashing hashing) {
        this.hashing = hashing;
    }

    public Judged judge(RawIdentifier raw) {
        Optional<IdentifierType> type = IdentifierType.ofWireName(raw.type());
        if (type.isEmpty()) {
            return new Judged.Dropped(Reasons.UNKNOWN_TYPE);
        }
        Identifier identifier = new Identifier(
                type.get(), raw.scope() == null ? "" : raw.scope(), raw.value() == null ? "" : raw.value());
        return switch (hashing.hash(identifier)) {
            case Hashing.Outcome.Key(var hashed) -> new Judged.Usable(hashed);
            case Hashing.Outcome.Blocked(var reason) -> new Judged.Dropped(Reasons.of(reason));
        };
    }
}
