package io.evenreach.launcher.platform;

/** Something a person can put right; the message says what happened and what to do next. */
public final class LauncherProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LauncherProblem(String message) {
        super(message);
    }

    public LauncherProblem(String message, Throwable cause) {
        super(message, cause);
    }
}
