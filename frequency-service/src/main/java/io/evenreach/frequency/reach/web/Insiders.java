package io.evenreach.frequency.reach.web;

import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;

/**
 * Reports name people by the platform's own ids and span every channel, so for
 * anybody else they do not exist.
 */
final class Insiders {

    private Insiders() {}

    static void require(Caller caller) {
        if (!caller.owner().equals(Caller.PLATFORM)) {
            throw ProblemException.notFound("report");
        }
    }
}
