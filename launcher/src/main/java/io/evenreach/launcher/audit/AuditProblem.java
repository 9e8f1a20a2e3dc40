package io.evenreach.launcher.audit;

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

    private final Kind kind;

    AuditProblem(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    int exitCode() {
        return kind.exitCode;
    }
}
