package io.evenreach.campaign.campaign.domain;

import io.evenreach.kernel.Window;

/**
 * How often one customer is to be reached on one channel.
 *
 * @param target touches per customer and window: more are heavy
 * @param minimum fewer than this are leakage; at most the target
 */
public record PlanRow(String channel, int target, int minimum, Window window) {

    /** What makes two rows the same rule; two rows of one channel with different windows both apply. */
    record Key(String channel, Window window) {}

    Key key() {
        return new Key(channel, window);
    }
}
