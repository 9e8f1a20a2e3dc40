package io.evenreach.gateway.routing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceRingTest {

    private static final URI A = URI.create("http://a");
    private static final URI B = URI.create("http://b");
    private static final URI C = URI.create("http://c");

    @Test
    void asksEachInstanceFirstInTurn() {
        InstanceRing ring = new InstanceRing(List.of(A, B, C));

        assertThat(addresses(ring, 0)).containsExactly(A, B, C);
        assertThat(addresses(ring, 0)).containsExactly(B, C, A);
        assertThat(addresses(ring, 0)).containsExactly(C, A, B);
        assertThat(addresses(ring, 0)).containsExactly(A, B, C);
    }

    @Test
    void asksAnInstanceThatFailedLastUntilItsTimeIsOver() {
        InstanceRing ring = new InstanceRing(List.of(A, B));
        ring.all().getFirst().avoidUntil(100);

        assertThat(addresses(ring, 0)).containsExactly(B, A);
        assertThat(addresses(ring, 99)).containsExactly(B, A);
        assertThat(addresses(ring, 100)).containsExactly(A, B);
    }

    @Test
    void trustsAnInstanceAgainAsSoonAsItAnswers() {
        InstanceRing ring = new InstanceRing(List.of(A, B));
        ring.all().getFirst().avoidUntil(100);
        ring.all().getFirst().answered();

        assertThat(addresses(ring, 0)).containsExactly(A, B);
    }

    @Test
    void stillAsksAllWhenAllHaveFailed() {
        InstanceRing ring = new InstanceRing(List.of(A, B));
        ring.all().forEach(instance -> instance.avoidUntil(100));

        assertThat(addresses(ring, 0)).containsExactlyInAnyOrder(A, B);
    }

    private static List<URI> addresses(InstanceRing ring, long nowNanos) {
        return ring.inTurn(nowNanos).stream().map(Instance::address).toList();
    }
}
