package io.evenreach.identity.profiles.web;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identity.evidence.IdentifierJudge;
import io.evenreach.identity.evidence.Judged;
import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * An identifier as a request names it: by type, scope and value, or, where only a profile was looked at, by the hash that
 * stands there.
 *
 * @param hash 64 hexadecimal digits; nothing else is given with it
 */
record NamedIdentifier(
        @Nullable @Size(max = 100) String type,
        @Nullable @Size(max = 1_000) String scope,
        @Nullable String value,
        @Nullable String hash) {

    private static final Set<String> BLOCKED = Set.of("BLANK_VALUE", "BLOCKED_VALUE", "TEST_RANGE");
    private static final String HASH = "[0-9a-f]{64}";

    /** The keys of all of them; those that name nothing are refused together, each under its index. */
    static List<IdentifierKey> keys(List<NamedIdentifier> identifiers, String pointer, IdentifierJudge judge) {
        List<FieldError> errors = new ArrayList<>();
        List<IdentifierKey> keys = new ArrayList<>(identifiers.size());
        for (int i = 0; i < identifiers.size(); i++) {
            keys.addAll(identifiers.get(i).read(pointer + "/" + i, judge, errors));
        }
        refuse(errors);
        return keys;
    }

    IdentifierKey key(String pointer, IdentifierJudge judge) {
        List<FieldError> errors = new ArrayList<>();
        List<IdentifierKey> key = read(pointer, judge, errors);
        refuse(errors);
        return key.getFirst();
    }

    /** Whether it identifies nobody whoever has it, such as a test number. */
    boolean isBlocked(IdentifierJudge judge) {
        return hash == null
                && type != null
                && judge.judge(new RawIdentifier(type, scope, value)) instanceof Judged.Dropped(String reason)
                && BLOCKED.contains(reason);
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    errors.getFirst().code(),
                    errors.getFirst().message(),
                    errors);
        }
    }

    private List<IdentifierKey> read(String pointer, IdentifierJudge judge, List<FieldError> errors) {
        if (hash != null) {
            if (hash.matches(HASH) && type == null && scope == null && value == null) {
                return List.of(IdentifierKey.parse(hash));
            }
            errors.add(new FieldError(
                    pointer + "/hash", "INVALID_IDENTIFIER", "A hash has 64 hexadecimal digits and stands alone."));
            return List.of();
        }
        if (type == null) {
            errors.add(new FieldError(pointer + "/type", "REQUIRED", "Name the type and value, or the hash."));
            return List.of();
        }
        return switch (judge.judge(new RawIdentifier(type, scope, value))) {
            case Judged.Usable(var hashed) -> List.of(hashed.key());
            case Judged.Dropped(String reason) -> {
                errors.add(
                        reason.equals("UNKNOWN_TYPE")
                                ? new FieldError(pointer + "/type", "UNKNOWN_IDENTIFIER_TYPE", "There is no such type.")
                                : new FieldError(
                                        pointer, "INVALID_IDENTIFIER", "This identifies nobody: " + reason + "."));
                yield List.of();
            }
        };
    }
}
