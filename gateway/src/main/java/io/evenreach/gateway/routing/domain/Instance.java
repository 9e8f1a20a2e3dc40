package io.evenreach.gateway.routing.domain;

import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** One process of a service. */
public final class Instance {

    private static final long ALIVE = Long.MIN_VALUE;

    private final URI address;
    private final AtomicLong avoidedUntilNanos = new AtomicLong(ALIVE);

    public Instance(URI address) {
        this.address = address;
    }

    public URI address() {
        return address;
    }

    /** It did not answer: others are asked first until then. */
    public void avoidUntil(long nanos) {
        avoidedUntilNanos.set(nanos == ALIVE ? ALIVE + 1 : nanos);
    }

    public void answered() {
        avoidedUntilNanos.set(ALIVE);
    }

    boolean isAvoided(long nowNanos) {
        long until = avoidedUntilNanos.get();
        return until != ALIVE && nowNanos - until < 0;
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
