package io.evenreach.frequency.simulation;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A simulation as it is kept.
 *
 * @param plan the plan to try, in its wire form
 * @param result null until it has run
 */
public record SimulationRecord(
        UUID jobId, UUID campaignId, String plan, @Nullable List<ChannelOutcome> result) {

    /**
     * What came of one channel.
     *
     * @param underPlan customers still below plan afterwards; where the window is in tiles, (customer, ended tile) pairs
     * @param leakageTouches touches still missing
     */
    public record ChannelOutcome(String channel, long allowed, long denied, long underPlan, long leakageTouches) {}
}
