package io.evenreach.campaign.wire;

import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Everything that is wrong with one body, gathered while it is read. */
public final class Refusals {

    private static final String INVALID = "INVALID_FIELD";

    private final List<FieldError> errors = new ArrayList<>();

    /** @param pointer RFC 6901 pointer into the body */
    public void refuse(String pointer, String code, String message) {
        errors.add(new FieldError(pointer, code, message));
    }

    public void refuse(String pointer, String message) {
        refuse(pointer, INVALID, message);
    }

    /** A field that belongs to one kind is required there and refused elsewhere, because it would be ignored. */
    public void onlyWith(boolean itsKind, @Nullable Object value, String pointer, String kind) {
        if (itsKind && value == null) {
            refuse(pointer, "REQUIRED", "is required with " + kind);
        } else if (!itsKind && value != null) {
            refuse(pointer, "belongs to " + kind.toLowerCase(Locale.ROOT).replace('_', ' ') + " only");
        }
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    /** A 422 with everything that was refused; there must be something. */
    public ProblemException problem() {
        return problem(errors);
    }

    /** A 422 under the code all errors share, or under INVALID_FIELD where they differ. */
    public static ProblemException problem(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        boolean alike = errors.stream().allMatch(error -> error.code().equals(first.code()));
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                alike ? first.code() : INVALID,
                first.pointer() + ": " + first.message(),
                errors);
    }
}
