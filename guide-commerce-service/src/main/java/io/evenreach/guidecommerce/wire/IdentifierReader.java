package io.evenreach.guidecommerce.wire;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.platform.problem.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Hashes identifiers at the door; clear values go no further than this class. */
@Component
public class IdentifierReader {

    private final Hashing hashing;

    IdentifierReader(Hashing hashing) {
        this.hashing = hashing;
    }

    /**
     * The values that identify somebody, each once and in the order of their keys; the others are left out.
     *
     * @param parent RFC 6901 pointer to what the identifiers stand in; empty for the body itself
     */
    public List<Hashed> read(List<IdentifierBody> bodies, String parent) {
        Map<IdentifierKey, Hashed> keys = new TreeMap<>();
        for (int at = 0; at < bodies.size(); at++) {
            IdentifierBody body = bodies.get(at);
            String pointer = parent + "/identifiers/" + at + "/type";
            IdentifierType type = IdentifierType.ofWireName(body.type())
                    .orElseThrow(() -> ProblemException.invalidField(
                            pointer, "UNKNOWN_IDENTIFIER_TYPE", "There is no such identifier type."));
            String scope = Objects.requireNonNullElse(body.scope(), "");
            if (hashing.hash(new Identifier(type, scope, body.value())) instanceof Hashing.Outcome.Key(var hashed)) {
                keys.putIfAbsent(hashed.key(), hashed);
            }
        }
        return List.copyOf(keys.values());
    }
}
