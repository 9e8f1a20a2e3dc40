package io.evenreach.frequency.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A simulation as it is kept.
 *
 * @param importId the import whose exposures alone are replayed; null for all of the campaign
 * @param plan the plan to try, in its wire form
 * @param result null until it has run
 */
public record SimulationRecord(
        UUID jobId,
        UUID campaignId,
        @Nullable UUID importId,
        String plan,
        @Nullable List<ChannelOutcome> result) {

    /**
     * What came of one channel.
     *
     * @param heavyAvoided touches that were above plan as it was, in ended tiles; null where it was not counted yet
     * @param underPlan customers still below plan afterwards; where the window is in tiles, (customer, ended tile) pairs
     * @param leakageTouches touches still missing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ChannelOutcome(
            String channel,
            long allowed,
            long denied,
            @Nullable Long heavyAvoided,
            long underPlan,
            long leakageTouches) {}
}
