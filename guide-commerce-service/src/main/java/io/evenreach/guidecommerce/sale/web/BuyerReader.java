package io.evenreach.guidecommerce.sale.web;

import io.evenreach.guidecommerce.sale.web.OrderBody.IdentifierBody;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.platform.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Hashes the identifiers of a buyer at the door; clear values go no further than this class. */
@Component
class BuyerReader {

    private final Hashing hashing;

    BuyerReader(Hashing hashing) {
        this.hashing = hashing;
    }

    /** The keys of the values that identify somebody, each once and in order; the others are left out. */
    List<IdentifierKey> read(List<IdentifierBody> bodies) {
        List<IdentifierKey> keys = new ArrayList<>();
        for (int at = 0; at < bodies.size(); at++) {
            IdentifierBody body = bodies.get(at);
            String pointer = "/buyer/identifiers/" + at + "/type";
            IdentifierType type = IdentifierType.ofWireName(body.type())
                    .orElseThrow(() -> ProblemException.invalidField(
                            pointer, "UNKNOWN_IDENTIFIER_TYPE", "There is no such identifier type."));
            String scope = Objects.requireNonNullElse(body.scope(), "");
            if (hashing.hash(new Identifier(type, scope, body.value())) instanceof Hashing.Outcome.Key(var hashed)) {
                keys.add(hashed.key());
            }
        }
        return keys.stream().distinct().sorted().toList();
    }
}
