package io.evenreach.guidecommerce.wire;

import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/** What several features refuse alike. */
public final class Refusals {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private Refusals() {}

    /** A 400 for an id of the caller's choice that is none. */
    public static void checkId(String name, String id) {
        if (!isId(id)) {
            String message = "An id has 1 to 100 letters, digits, dots, dashes or underscores.";
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_PARAMETER",
                    message,
                    List.of(new FieldError(name, "INVALID_PARAMETER", message)));
        }
    }

    /** Whether it can be an id of a caller's choice. */
    public static boolean isId(String id) {
        return ID.matcher(id).matches();
    }

    /** A 422 for a currency that there is not. */
    public static void checkCurrency(String pointer, String currency) {
        try {
            if (Currency.getInstance(currency).getDefaultFractionDigits() >= 0) {
                return;
            }
        } catch (IllegalArgumentException unknown) {
            // Refused below like the codes that are no money.
        }
        throw ProblemException.invalidField(pointer, "UNKNOWN_CURRENCY", "There is no currency " + currency + ".");
    }

    /** An id of ours; what cannot be one names nothing. */
    public static UUID ourId(String what, String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException notOurs) {
            throw ProblemException.notFound(what);
        }
    }

    /** A guide's id. The brand acts for every guide, a guide for themselves; to everybody else there is no such guide. */
    public static UUID ownGuide(String guideId, Caller caller) {
        if (!caller.isBrand() && !guideId.equals(caller.guideId())) {
            throw ProblemException.notFound("guide");
        }
        return ourId("guide", guideId);
    }

    /**
     * The id of a guide that there is; see {@link #ownGuide}.
     *
     * @param find finds a guide
     */
    public static UUID knownGuide(String guideId, Caller caller, Function<UUID, ? extends Optional<?>> find) {
        UUID guide = ownGuide(guideId, caller);
        if (find.apply(guide).isEmpty()) {
            throw ProblemException.notFound("guide");
        }
        return guide;
    }

    public static ProblemException illegalTransition(String detail) {
        return new ProblemException(HttpStatus.CONFLICT, "ILLEGAL_TRANSITION", detail);
    }

    public static ProblemException conflict(String detail) {
        return new ProblemException(HttpStatus.CONFLICT, "CONFLICT", detail);
    }

    public static ProblemException forbidden(String detail) {
        return new ProblemException(HttpStatus.FORBIDDEN, "FORBIDDEN", detail);
    }
}
