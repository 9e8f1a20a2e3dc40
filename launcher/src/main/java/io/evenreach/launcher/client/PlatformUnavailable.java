package io.evenreach.launcher.client;

/** The platform cannot be used now: it did not start, does not answer, or nobody told us who we are there. */
public final class PlatformUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PlatformUnavailable(String message) {
        super(message);
    }

    public PlatformUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
