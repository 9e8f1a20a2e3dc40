package io.evenreach.platform.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A request that is refused, with the problem the caller gets. Nothing has been changed when it is thrown. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final transient List<FieldError> errors;
    private final @Nullable Duration retryAfter;

    public ProblemException(HttpStatus status, String code, String detail) {
        this(status, code, detail, List.of());
    }

    public ProblemException(HttpStatus status, String code, String detail, List<FieldError> errors) {
        this(status, code, detail, errors, null);
    }

    private ProblemException(
            HttpStatus status, String code, String detail, List<FieldError> errors, @Nullable Duration retryAfter) {
        super(detail);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** A 429: the same request may pass when this time is over. */
    public static ProblemException tooMany(String code, String detail, Duration retryAfter) {
        return new ProblemException(HttpStatus.TOO_MANY_REQUESTS, code, detail, List.of(), retryAfter);
    }

    /** A 404: what does not exist and what belongs to somebody else look the same. */
    public static ProblemException notFound(String what) {
        return new ProblemException(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no such " + what + ".");
    }

    /** A 422 for one field. */
    public static ProblemException invalidField(String pointer, String code, String message) {
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT, code, message, List.of(new FieldError(pointer, code, message)));
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public List<FieldError> errors() {
        return errors;
    }

    /** When to come back; null where that cannot be told. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
