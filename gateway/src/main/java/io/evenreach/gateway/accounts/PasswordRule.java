package io.evenreach.gateway.accounts;

import io.evenreach.platform.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Length is what counts (NIST SP 800-63B, 3.1.1.2): no rules of composition, no expiry. */
@Component
public class PasswordRule {

    private final int shortest;

    PasswordRule(AccountProperties properties) {
        this.shortest = properties.shortestPassword();
    }

    public void check(String password) {
        if (password.codePointCount(0, password.length()) < shortest) {
            throw ProblemException.invalidField(
                    "/password", "PASSWORD_TOO_SHORT", "A password has at least " + shortest + " characters.");
        }
    }
}
