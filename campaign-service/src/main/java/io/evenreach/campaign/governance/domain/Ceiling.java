package io.evenreach.campaign.governance.domain;

import io.evenreach.kernel.Window;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How many touches one customer gets from all campaigns together.
 *
 * @param channels the channels that count together; empty means every channel
 * @param count touches per customer and window; 0 allows none
 * @param window not {@link Window.Campaign}, see {@link GovernanceRules}
 */
public record Ceiling(@Nullable String name, List<String> channels, int count, Window window, List<Share> shares)
        implements Restriction {

    /**
     * A part of the ceiling that other campaigns leave alone while this one may still use it.
     *
     * @param count touches per customer and window
     */
    public record Share(UUID campaignId, int count) {}

    public Ceiling {
        channels = List.copyOf(channels);
        shares = List.copyOf(shares);
    }
}
