package io.evenreach.platform.problem;

import jakarta.validation.ConstraintViolationException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns every exception that leaves a controller, or a filter by way of {@link ErrorAnswers}, into an RFC 9457 problem. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    /** PostgreSQL's character_not_in_repertoire. */
    private static final String UNSTORABLE_TEXT = "22021";

    /** PostgreSQL's serialization_failure and deadlock_detected: it has undone one transaction so that another can go on. */
    private static final Set<String> GAVE_WAY = Set.of("40001", "40P01");

    /** When whoever met something that is missing on our side may come back, where nothing better is known. */
    private static final Duration SOON = Duration.ofSeconds(1);

    @ExceptionHandler
    ResponseEntity<Object> refused(ProblemException refusal) {
        ResponseEntity<Object> answer =
                answer(refusal.status(), refusal.code(), String.valueOf(refusal.getMessage()), refusal.errors());
        Duration retryAfter = refusal.retryAfter() == null && refusal.status() == HttpStatus.SERVICE_UNAVAILABLE
                ? SOON
                : refusal.retryAfter();
        return retryAfter == null
                ? answer
                : ResponseEntity.status(answer.getStatusCode())
                        .headers(answer.getHeaders())
                        .header(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(retryAfter)))
                        .body(answer.getBody());
    }

    /** Rounded up: whoever comes back after them does not come too early. */
    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
    }

    @ExceptionHandler
    ResponseEntity<Object> wrongParameterType(MethodArgumentTypeMismatchException mismatch) {
        if (mismatch.getParameter().hasParameterAnnotation(PathVariable.class)) {
            // Ids are opaque to callers: one that cannot be ours names nothing, like one that is not there.
            return answer(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is nothing under this path.", List.of());
        }
        String name = mismatch.getName();
        String message = "The value of " + name + " cannot be read.";
        return answer(
                HttpStatus.BAD_REQUEST,
                "INVALID_PARAMETER",
                message,
                List.of(error(name, "INVALID_PARAMETER", message)));
    }

    @ExceptionHandler
    ResponseEntity<Object> violated(ConstraintViolationException violations) {
        List<FieldError> errors = violations.getConstraintViolations().stream()
                .map(violation ->
                        error(violation.getPropertyPath().toString(), "INVALID_PARAMETER", violation.getMessage()))
                .toList();
        return answer(HttpStatus.BAD_REQUEST, "INVALID_PARAMETER", "A parameter is out of bounds.", errors);
    }

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        DataAccessResourceFailureException.class,
        QueryTimeoutException.class
    })
    ResponseEntity<Object> databaseAway(Exception exception) {
        LOG.atWarn().setCause(exception).log("The database does not answer");
        return tryAgain("The database does not answer; nothing was changed. Try again.");
    }

    private static ResponseEntity<Object> tryAgain(String detail) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(wholeSeconds(SOON)))
                .contentType(org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.of(HttpStatus.SERVICE_UNAVAILABLE, "DATABASE_UNAVAILABLE", detail, List.of()));
    }

    /** The firewall looks at a header or a parameter only when a handler asks for it. */
    @ExceptionHandler
    ResponseEntity<Object> rejected(RequestRejectedException rejection) {
        return answer(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", ContainerErrors.REJECTED, List.of());
    }

    @ExceptionHandler
    ResponseEntity<Object> defect(Exception exception) throws Exception {
        if (exception instanceof org.springframework.security.core.AuthenticationException
                || exception instanceof org.springframework.security.access.AccessDeniedException) {
            throw exception;
        }
        if (isClientGone(exception)) {
            return ResponseEntity.status(HttpStatus.BAD_REQUEST).build();
        }
        Set<String> states = sqlStates(exception);
        if (!Collections.disjoint(states, GAVE_WAY)) {
            LOG.atWarn().setCause(exception).log("The database has undone a request for another one");
            return tryAgain("The request met another one that came first; nothing was changed. Try again.");
        }
        // Text in a path or a parameter is read by nobody before the database sees it.
        if (states.contains(UNSTORABLE_TEXT)) {
            return answer(
                    HttpStatus.BAD_REQUEST,
                    "INVALID_PARAMETER",
                    "A value contains a character that cannot be kept.",
                    List.of());
        }
        LOG.atError().setCause(exception).log("A request failed");
        return answer(HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Something failed on our side.", List.of());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return switch (unreadable.getCause()) {
            case UnrecognizedPropertyException unknown -> {
                String message = "There is no field " + unknown.getPropertyName() + " here.";
                yield answer(
                        HttpStatus.BAD_REQUEST,
                        "UNKNOWN_FIELD",
                        message,
                        List.of(error(pointer(unknown), "UNKNOWN_FIELD", message)));
            }
            case MismatchedInputException mismatch -> invalid(mismatch, "The value does not fit this field.");
            case InputCoercionException tooLarge -> invalid(tooLarge, "The value does not fit this field.");
            case StreamReadException broken ->
                answer(
                        HttpStatus.BAD_REQUEST,
                        "MALFORMED_JSON",
                        "The body is not JSON: line " + lineOf(broken) + ".",
                        List.of());
            case JacksonException other -> invalid(other, "The value does not fit this field.");
            case null, default ->
                answer(HttpStatus.BAD_REQUEST, "MALFORMED_JSON", "The body is missing or cannot be read.", List.of());
        };
    }

    private static ResponseEntity<Object> invalid(JacksonException exception, String fallback) {
        Throwable cause = exception.getCause();
        String message =
                cause instanceof IllegalArgumentException && cause.getMessage() != null ? cause.getMessage() : fallback;
        return answer(
                HttpStatus.BAD_REQUEST,
                "INVALID_FIELD",
                message,
                List.of(error(pointer(exception), "INVALID_FIELD", message)));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalidFields(invalid.getBindingResult().getFieldErrors().stream()
                .map(ProblemAdvice::fieldError)
                .toList());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<FieldError> errors = new ArrayList<>();
        invalid.getParameterValidationResults().forEach(result -> {
            if (result instanceof ParameterErrors body) {
                body.getFieldErrors().forEach(field -> errors.add(fieldError(field)));
            } else {
                String name = String.valueOf(result.getMethodParameter().getParameterName());
                result.getResolvableErrors()
                        .forEach(error -> errors.add(
                                error(name, "INVALID_PARAMETER", String.valueOf(error.getDefaultMessage()))));
            }
        });
        return invalidFields(errors);
    }

    private static ResponseEntity<Object> invalidFields(List<FieldError> errors) {
        boolean tooMany = errors.stream().anyMatch(error -> error.code().equals("TOO_MANY_ITEMS"));
        String detail = errors.isEmpty()
                ? "The request is not valid."
                : errors.getFirst().message();
        return answer(HttpStatus.BAD_REQUEST, tooMany ? "TOO_MANY_ITEMS" : "INVALID_FIELD", detail, errors);
    }

    private static FieldError fieldError(org.springframework.validation.FieldError field) {
        String code =
                "Size".equals(field.getCode()) && field.getRejectedValue() instanceof java.util.Collection<?> items
                        ? (items.isEmpty() ? "EMPTY_LIST" : "TOO_MANY_ITEMS")
                        : "INVALID_FIELD";
        String pointer =
                "/" + field.getField().replace("[", "/").replace("]", "").replace('.', '/');
        return error(pointer, code, String.valueOf(field.getDefaultMessage()));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException missing,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String name = missing.getParameterName();
        String message = "The parameter " + name + " is missing.";
        return answer(HttpStatus.BAD_REQUEST, "MISSING_FIELD", message, List.of(error(name, "MISSING_FIELD", message)));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMaxUploadSizeExceededException(
            MaxUploadSizeExceededException tooLarge, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(HttpStatus.CONTENT_TOO_LARGE, "PAYLOAD_TOO_LARGE", "The upload is too large.", List.of());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception exception,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode statusCode,
            WebRequest request) {
        HttpStatus status = HttpStatus.valueOf(statusCode.value());
        String code = switch (status) {
            case NOT_FOUND -> "NOT_FOUND";
            case METHOD_NOT_ALLOWED -> "METHOD_NOT_ALLOWED";
            case UNSUPPORTED_MEDIA_TYPE -> "UNSUPPORTED_MEDIA_TYPE";
            case NOT_ACCEPTABLE -> "NOT_ACCEPTABLE";
            case CONTENT_TOO_LARGE -> "PAYLOAD_TOO_LARGE";
            default -> status.is4xxClientError() ? "BAD_REQUEST" : "INTERNAL_ERROR";
        };
        String detail = body instanceof ProblemDetail problem && problem.getDetail() != null
                ? problem.getDetail()
                : status.getReasonPhrase();
        ResponseEntity<Object> answer = answer(status, code, detail, List.of());
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON)
                .body(answer.getBody());
    }

    private static ResponseEntity<Object> answer(
            HttpStatus status, String code, String detail, List<FieldError> errors) {
        return ResponseEntity.status(status)
                .contentType(org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problems.of(status, code, detail, errors));
    }

    private static FieldError error(String pointer, String code, @Nullable String message) {
        return new FieldError(pointer, code, String.valueOf(message));
    }

    private static String pointer(JacksonException exception) {
        StringBuilder pointer = new StringBuilder();
        exception.getPath().forEach(reference -> {
            pointer.append('/');
            String name = reference.getPropertyName();
            pointer.append(
                    name == null
                            ? String.valueOf(reference.getIndex())
                            : name.replace("~", "~0").replace("/", "~1"));
        });
        return pointer.isEmpty() ? "/" : pointer.toString();
    }

    private static int lineOf(JacksonException exception) {
        return exception.getLocation() == null ? 1 : exception.getLocation().getLineNr();
    }

    /** What the database says of a failure. */
    private static Set<String> sqlStates(Throwable exception) {
        Set<String> states = new HashSet<>();
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && refused.getSQLState() != null) {
                states.add(refused.getSQLState());
            }
        }
        return states;
    }

    static boolean isClientGone(Throwable exception) {
        return exception.getClass().getSimpleName().equals("ClientAbortException")
                || exception instanceof org.springframework.web.context.request.async.AsyncRequestNotUsableException;
    }
}
