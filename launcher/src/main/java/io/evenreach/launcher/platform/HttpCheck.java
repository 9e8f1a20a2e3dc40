package io.evenreach.launcher.platform;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** Asks an address for its status code, and waits a moment at most. */
public final class HttpCheck {

    /** No answer, or none in time. */
    public static final int NOTHING = -1;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private HttpCheck() {}

    /** The status code of a GET, or {@link #NOTHING}. */
    public static int get(int port, String path) {
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            return connection.getResponseCode();
        } catch (IOException e) {
            return NOTHING;
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }
}
