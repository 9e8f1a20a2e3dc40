package io.evenreach.frequency.reach.web;

import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import org.springframework.http.HttpStatus;

/** Reports name people by the platform's own ids and span every channel, so they are for the platform's own people. */
final class Insiders {

    private Insiders() {}

    static void require(Caller caller) {
        if (!caller.owner().equals(Caller.PLATFORM)) {
            throw new ProblemException(HttpStatus.FORBIDDEN, "FORBIDDEN", "Reports are for the platform's own people.");
        }
    }
}
