package io.evenreach.frequency.reach.domain;

import io.evenreach.kernel.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a campaign stands against its plan.
 *
 * @param asOf up to when the ledger's journal is in these figures
 * @param eligible customers the plan was meant for
 * @param excluded what was left out, by reason: customers, or touches where the reason is about a touch
 * @param unplanned channels with exposures but no plan
 * @param arms of the campaign's holdout; null where it has none
 * @param automated what was shown to automated traffic, which no other figure counts
 */
public record ReachReport(
        UUID campaignId,
        Instant asOf,
        long eligible,
        Map<String, Long> excluded,
        List<ChannelFigures> channels,
        List<UncountedChannel> unplanned,
        List<UncountedChannel> automated,
        @Nullable Arms arms,
        ByIdentity byIdentity) {

    /**
     * One plan row.
     *
     * @param heldOut who is held out, of whom the campaign was shown to: the plan is not meant for them
     * @param under customers below the target, by the strongest identifier known of them
     * @param tiling null where nothing can be counted yet
     * @param rollingViolations touches that were more than the target within one rolling duration; null for other windows
     * @param open the running tile; null where there is none
     * @param savable customers below the minimum who can still be saved; null where nobody can be, because no tile runs or
     *     the campaign does not
     */
    public record ChannelFigures(
            ReachPlan.Row row,
            Frequencies counted,
            Frequencies heldOut,
            ByStrength under,
            Tiling tiling,
            @Nullable Long rollingViolations,
            @Nullable OpenTile open,
            @Nullable Long savable) {

        /** What was shown: to those the plan is meant for, and to those who are held out of it. */
        public long exposures() {
            return counted.exposures() + heldOut.exposures();
        }

        /** Touches above plan, of the same people. */
        public long heavyTouches() {
            return counted.heavyTouches(row.target()) + heldOut.heavyTouches(row.target());
        }
    }

    /** The running tile: what may still be filled up. */
    public record OpenTile(Interval tile, Frequencies frequencies, Frequencies heldOut, ByStrength under) {}

    /**
     * A campaign's holdout.
     *
     * @param heldOut customers the plan would be meant for, were they not held out
     * @param mixed customers, of either arm, who were served by both: what they are by now is not what they always were
     */
    public record Arms(int holdoutPercent, long heldOut, long mixed) {}

    /** Exposures of a channel that are held against no plan. */
    public record UncountedChannel(String channel, long reached, long exposures) {}

    /**
     * Customers by the strongest identifier known of them. Where a plan is counted in tiles, each (customer, tile) is one of
     * them.
     */
    public record ByStrength(long person, long device, long cookie) {

        public long total() {
            return person + device + cookie;
        }

        /** Those of as many tiles, without these. */
        public ByStrength inTilesWithout(int tiles, ByStrength others) {
            return new ByStrength(
                    person * tiles - others.person, device * tiles - others.device, cookie * tiles - others.cookie);
        }
    }

    /**
     * Customers by the strongest identifier known of them.
     *
     * @param reached on any channel
     */
    public record ByIdentity(ByStrength eligible, ByStrength reached) {

        /** Who is eligible and was reached on no channel. */
        public ByStrength missed() {
            return eligible.inTilesWithout(1, reached);
        }
    }
}
