package io.evenreach.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds ports on the loopback address that nobody listens on.
 *
 * <p>They lie below the range from which operating systems number outgoing connections (32768 on Linux, 49152 on
 * macOS): a server that is restarted must not find its port taken by somebody's connection.
 */
public final class LoopbackPorts {

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 2_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Ports already given out by this JVM, so that two callers in a row never get the same one. */
    private static final Set<Integer> GIVEN = new HashSet<>();

    private LoopbackPorts() {}

    /** A free port that this method has not given out before in this JVM. */
    public static synchronized int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int candidate = RANDOM.nextInt(LOWEST, HIGHEST);
            if (!GIVEN.contains(candidate) && isFree(candidate)) {
                GIVEN.add(candidate);
                return candidate;
            }
        }
        throw new IllegalStateException(
                "No free port between " + LOWEST + " and " + HIGHEST + " on the loopback address");
    }

    /** Whether a server could listen on this port of the loopback address now. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
