package io.evenreach.platform.problem;

import org.springframework.http.HttpStatus;

/** The code for a status that came without one. */
final class ProblemCodes {

    private ProblemCodes() {}

    static String of(HttpStatus status) {
        return switch (status) {
            case UNAUTHORIZED -> "UNAUTHENTICATED";
            case FORBIDDEN -> "FORBIDDEN";
            case NOT_FOUND -> "NOT_FOUND";
            case METHOD_NOT_ALLOWED -> "METHOD_NOT_ALLOWED";
            case CONTENT_TOO_LARGE -> "PAYLOAD_TOO_LARGE";
            case UNSUPPORTED_MEDIA_TYPE -> "UNSUPPORTED_MEDIA_TYPE";
            case NOT_ACCEPTABLE -> "NOT_ACCEPTABLE";
            case SERVICE_UNAVAILABLE -> "UNAVAILABLE";
            default -> status.is4xxClientError() ? "MALFORMED_REQUEST" : "INTERNAL_ERROR";
        };
    }

    static String detail(HttpStatus status) {
        return status.is4xxClientError()
                ? "The request cannot be served: " + status.getReasonPhrase() + "."
                : "Something failed on our side.";
    }
}
