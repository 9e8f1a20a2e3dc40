package io.evenreach.gateway.accounts;

import io.evenreach.platform.problem.ProblemException;
import org.springframework.stereotype.Component;

/** Length is what counts (NIST SP 800-63B, 3.1.1.2): no rules of composition, no expiry. */
@Component
public class PasswordRule {

    public static final int LONGEST = 1_024;

    private final int shortest;

    PasswordRule(AccountProperties properties) {
        this.shortest = properties.shortestPassword();
    }

    public void check(String password) {
        if (password.length() > LONGEST) {
            throw ProblemException.invalidField(
                    "/password", "OUT_OF_RANGE", "A password has at most " + LONGEST + " characters.");
        }
        if (password.isBlank() || password.codePointCount(0, password.length()) < shortest) {
            throw ProblemException.invalidField(
                    "/password", "PASSWORD_TOO_SHORT", "A password has at least " + shortest + " characters.");
        }
    }
}
