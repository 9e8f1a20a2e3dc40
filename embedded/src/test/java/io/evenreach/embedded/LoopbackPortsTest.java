package io.evenreach.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {

    @Test
    void givesEveryPortOnce() {
        var given = new HashSet<Integer>();
        for (int count = 0; count < 200; count++) {
            assertThat(given.add(LoopbackPorts.next())).isTrue();
        }
    }

    @Test
    void staysBelowThePortsOfOutgoingConnections() {
        assertThat(LoopbackPorts.next()).isBetween(20_000, 32_000);
    }

    @Test
    void tellsWhetherSomebodyListensOnAPort() throws IOException {
        assertThat(LoopbackPorts.isFree(LoopbackPorts.next())).isTrue();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(LoopbackPorts.isFree(taken.getLocalPort())).isFalse();
        }
    }
}
