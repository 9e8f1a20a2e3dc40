package io.evenreach.gateway.routing;

import io.evenreach.platform.problem.Problems;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;

/** Problems the gateway answers in place of a service. */
final class Refusals {

    private static final String RETRY_AFTER_SECONDS = "1";

    private Refusals() {}

    static ServerResponse of(HttpStatus status, String code, String detail) {
        ServerResponse.BodyBuilder answer =
                ServerResponse.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            answer.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        return answer.body(Problems.of(status, code, detail, List.of()));
    }
}
