package io.evenreach.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Finds ports on the loopback address that nobody listens on. */
public final class LoopbackPorts {

    private static final int ATTEMPTS = 64;

    /** Ports already given out by this JVM, so that two callers in a row never get the same one. */
    private static final Set<Integer> GIVEN = new HashSet<>();

    private LoopbackPorts() {}

    /** A free port that this method has not given out before in this JVM. */
    public static synchronized int next() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("No free port on the loopback address", e);
            }
        }
        throw new IllegalStateException("No free port on the loopback address after " + ATTEMPTS + " attempts");
    }

    /** The wanted port if it is free (and not 0), otherwise another free one. */
    public static int preferring(int wanted) {
        return wanted != 0 && isFree(wanted) ? wanted : next();
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
