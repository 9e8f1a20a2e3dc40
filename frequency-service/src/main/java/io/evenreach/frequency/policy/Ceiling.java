package io.evenreach.frequency.policy;

import io.evenreach.kernel.Window;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How many touches one customer gets from all campaigns together. What counts is in docs/reference/counting.md.
 *
 * @param channels the channels that count together; empty means every channel
 * @param count touches per customer and window
 * @param window rolling or calendar; a ceiling has no flight
 * @param shares touches per customer and window that other campaigns leave to a campaign, by campaign
 */
public record Ceiling(
        String id, long version, Set<String> channels, int count, Window window, Map<UUID, Integer> shares)
        implements GovernanceRule {

    public Ceiling {
        if (window instanceof Window.Campaign) {
            throw new IllegalArgumentException("ceiling " + id + " has the window of a campaign");
        }
        channels = Set.copyOf(channels);
        shares = Map.copyOf(shares);
    }

    public boolean covers(String channel) {
        return channels.isEmpty() || channels.contains(channel);
    }

    /**
     * The most that exposures nobody asked for count for on one channel: its even part of the ceiling, rounded up.
     *
     * @param channelCount how many channels there are
     */
    public int evenPart(int channelCount) {
        return Math.ceilDiv(count, Math.max(1, channels.isEmpty() ? channelCount : channels.size()));
    }

    /** As {@link PlanRow#windowName()}. */
    public String windowName() {
        return PlanRow.nameOf(window);
    }
}
