package io.evenreach.gateway.routing.domain;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The instances of one service, asked in turn; those that did not answer lately come last. */
public final class InstanceRing {

    private final List<Instance> instances;
    private final AtomicInteger next = new AtomicInteger();

    public InstanceRing(List<URI> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("A service needs at least one address");
        }
        this.instances = addresses.stream().map(Instance::new).toList();
    }

    /** All instances, in the order in which one request should try them. */
    public List<Instance> inTurn(long nowNanos) {
        int size = instances.size();
        int first = Math.floorMod(next.getAndIncrement(), size);
        List<Instance> order = new ArrayList<>(size);
        List<Instance> avoided = new ArrayList<>();
        for (int step = 0; step < size; step++) {
            Instance instance = instances.get((first + step) % size);
            (instance.isAvoided(nowNanos) ? avoided : order).add(instance);
        }
        order.addAll(avoided);
        return order;
    }

    public List<Instance> all() {
        return instances;
    }
}
