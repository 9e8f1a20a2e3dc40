package io.evenreach.gateway.authority;

import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import java.util.Collection;
import org.springframework.http.HttpStatus;

/** Who may see and change users and clients: the platform's own, and only what can do no more than they. */
public final class Authority {

    private Authority() {}

    /** Refuses everybody else. */
    public static void requirePlatform(Caller caller) {
        if (!caller.owner().equals(Caller.PLATFORM)) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN, "FORBIDDEN", "Only the platform's own users and clients may do this.");
        }
    }

    /** Refuses to hand out, or to take over, a scope that the caller does not have. */
    public static void requireScopes(Caller caller, Collection<String> scopes) {
        if (!caller.scopes().containsAll(scopes)) {
            throw new ProblemException(
                    HttpStatus.FORBIDDEN, "BEYOND_OWN_SCOPES", "That would take scopes that you do not have.");
        }
    }
}
