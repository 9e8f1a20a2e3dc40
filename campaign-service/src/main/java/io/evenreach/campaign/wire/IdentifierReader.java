package io.evenreach.campaign.wire;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.platform.problem.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Hashes identifiers at the door; clear values go no further than this class. */
@Component
public class IdentifierReader {

    private final Hashing hashing;

    IdentifierReader(Hashing hashing) {
        this.hashing = hashing;
    }

    /**
     * What could be read.
     *
     * @param hashed each key once
     * @param ignored what identifies nobody, and why
     * @param unknownTypes types that do not exist: a mistake of the sender, not of the customer's data
     */
    public record Read(List<Hashed> hashed, List<FieldError> ignored, List<FieldError> unknownTypes) {}

    /** @param parent RFC 6901 pointer to what the identifiers stand in; empty for the body itself */
    public Read read(List<IdentifierBody> bodies, String parent) {
        Map<Object, Hashed> hashed = new LinkedHashMap<>();
        List<FieldError> ignored = new ArrayList<>();
        List<FieldError> unknownTypes = new ArrayList<>();
        for (int index = 0; index < bodies.size(); index++) {
            IdentifierBody body = bodies.get(index);
            String pointer = parent + "/identifiers/" + index;
            Optional<IdentifierType> type = IdentifierType.ofWireName(body.type());
            if (type.isEmpty()) {
                unknownTypes.add(new FieldError(
                        pointer + "/type", "UNKNOWN_IDENTIFIER_TYPE", "There is no such identifier type."));
                continue;
            }
            String scope = body.scope() == null ? "" : body.scope();
            switch (hashing.hash(new Identifier(type.get(), scope, body.value()))) {
                case Hashing.Outcome.Key(Hashed known) -> hashed.putIfAbsent(known.key(), known);
                case Hashing.Outcome.Blocked(var reason) ->
                    ignored.add(new FieldError(
                            pointer + "/value", "IDENTIFIER_" + reason.name(), "This value identifies nobody."));
            }
        }
        return new Read(List.copyOf(hashed.values()), ignored, unknownTypes);
    }
}
