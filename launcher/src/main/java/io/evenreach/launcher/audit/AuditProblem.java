package io.evenreach.launcher.audit;

import io.evenreach.launcher.client.PlatformProblem;

/** The audit cannot go on; the message says what happened and what to do next, and is all that the user sees. */
final class AuditProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whose turn it is to act, as an exit code. */
    enum Kind {
        USAGE(2),
        PLATFORM(3);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    private static final int UNPROCESSABLE = 422;

    private final Kind kind;

    AuditProblem(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** The platform read what the analyst gave and cannot use it; any other refusal is no fault of the analyst and stays as it is. */
    static RuntimeException of(PlatformProblem refusal) {
        if (refusal.status() != UNPROCESSABLE) {
            return refusal;
        }
        String why = refusal.detail().isEmpty() ? String.valueOf(refusal.getMessage()) : refusal.detail();
        AuditProblem problem = new AuditProblem(Kind.USAGE, "The file cannot be used as it was described. " + why);
        problem.initCause(refusal);
        return problem;
    }

    int exitCode() {
        return kind.exitCode;
    }
}
