package io.evenreach.frequency.reach;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.frequency.reach.domain.Frequencies;
import io.evenreach.frequency.reach.domain.ReachReport;
import io.evenreach.frequency.reach.domain.ReachReport.Arms;
import io.evenreach.frequency.reach.domain.ReachReport.ByStrength;
import io.evenreach.frequency.reach.domain.ReachReport.ChannelFigures;
import io.evenreach.frequency.reach.domain.ReachReport.OpenTile;
import io.evenreach.frequency.reach.domain.ReachReport.UncountedChannel;
import io.evenreach.kernel.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A report as it is sent and, frozen, kept.
 *
 * @param excluded what was left out, by reason: touches for OUTSIDE_FLIGHT and UNDETERMINED_IDENTITY, else customers
 * @param automatedChannels what was shown to automated traffic, which no other figure counts; absent where nothing was
 * @param arms of the campaign's holdout; absent where it has none
 * @param frozenAt when the campaign was completed and these figures were kept; absent while it runs
 * @param restated the figures as they are now; only beside frozen ones that have changed since
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReachJson(
        UUID campaignId,
        Instant asOf,
        long eligible,
        Map<String, Long> excluded,
        List<Channel> channels,
        List<UncountedChannel> unplannedChannels,
        @Nullable List<UncountedChannel> automatedChannels,
        ByIdentity byIdentity,
        @Nullable Arms arms,
        @Nullable Instant frozenAt,
        @Nullable ReachJson restated) {

    /**
     * One plan row. Where the window is in tiles, every figure counts (customer, tile), over ended tiles.
     *
     * @param exposures of customers the plan is meant for, and of those who are held out of it, like {@code heavyTouches}
     * @param tiles how many ended tiles are counted; absent for a window over the whole flight
     * @param tilesOmitted ended tiles too long ago to be counted; absent where there are none
     * @param underByIdentity {@code under} by the strongest identifier known; absent in what was frozen before it was told
     * @param savable customers below the minimum in the running tile, or in the flight while it lasts, who are under no brand
     *     hold; absent where no tile runs or the campaign does not
     * @param histogramBeyond customers with more exposures than the histogram is long, by number; absent where none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Channel(
            String channel,
            int target,
            int minimum,
            WindowJson window,
            long reached,
            long exposures,
            long under,
            long exact,
            long over,
            long heavyTouches,
            long leakageTouches,
            List<Long> histogram,
            @Nullable ByStrength underByIdentity,
            @Nullable Map<Integer, Long> histogramBeyond,
            @Nullable Integer tiles,
            @Nullable Long tilesOmitted,
            @Nullable Long rollingViolations,
            @Nullable Long savable,
            @Nullable Open open) {

        private Channel withoutStrengths() {
            return new Channel(
                    channel,
                    target,
                    minimum,
                    window,
                    reached,
                    exposures,
                    under,
                    exact,
                    over,
                    heavyTouches,
                    leakageTouches,
                    histogram,
                    null,
                    histogramBeyond,
                    tiles,
                    tilesOmitted,
                    rollingViolations,
                    savable,
                    open == null ? null : open.withoutStrengths());
        }
    }

    /**
     * Customers by the strongest identifier known of them: how many were reached on any channel.
     *
     * @param eligible how many the plan was meant for; absent in what was frozen before it was told
     * @param missed how many of those were reached on no channel; absent alike
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ByIdentity(
            long person,
            long device,
            long cookie,
            @Nullable ByStrength eligible,
            @Nullable ByStrength missed) {

        static ByIdentity of(ReachReport.ByIdentity customers) {
            ByStrength reached = customers.reached();
            return new ByIdentity(
                    reached.person(), reached.device(), reached.cookie(), customers.eligible(), customers.missed());
        }
    }

    /** The running tile. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Open(
            Instant from,
            Instant to,
            long reached,
            long exposures,
            long under,
            long exact,
            long over,
            long heavyTouches,
            long leakageTouches,
            List<Long> histogram,
            @Nullable ByStrength underByIdentity) {

        private Open withoutStrengths() {
            return new Open(
                    from, to, reached, exposures, under, exact, over, heavyTouches, leakageTouches, histogram, null);
        }
    }

    /** A window as campaigns write it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WindowJson(
            String kind,
            @Nullable String duration,
            @Nullable String unit,
            @Nullable String zone) {

        public static WindowJson of(Window window) {
            return switch (window) {
                case Window.Campaign ignored -> new WindowJson("CAMPAIGN", null, null, null);
                case Window.Rolling rolling -> new WindowJson("ROLLING", rolling.text(), null, null);
                case Window.Calendar(var unit, var zone) -> new WindowJson("CALENDAR", null, unit.name(), zone.getId());
            };
        }
    }

    public static ReachJson of(ReachReport report) {
        return new ReachJson(
                report.campaignId(),
                report.asOf(),
                report.eligible(),
                report.excluded(),
                report.channels().stream().map(ReachJson::channel).toList(),
                report.unplanned(),
                report.automated().isEmpty() ? null : report.automated(),
                ByIdentity.of(report.byIdentity()),
                report.arms(),
                null,
                null);
    }

    /** These frozen figures, and beside them those of now where they differ. */
    public ReachJson frozenAt(Instant at, ReachJson now) {
        ReachJson then = byIdentity.eligible() == null ? now.withoutStrengths() : now;
        boolean changed = !(eligible == then.eligible
                && channels.equals(then.channels)
                && excluded.equals(then.excluded)
                && unplannedChannels.equals(then.unplannedChannels)
                && Objects.equals(automatedChannels, then.automatedChannels)
                && byIdentity.equals(then.byIdentity)
                && Objects.equals(arms, then.arms));
        return new ReachJson(
                campaignId,
                asOf,
                eligible,
                excluded,
                channels,
                unplannedChannels,
                automatedChannels,
                byIdentity,
                arms,
                at,
                changed ? now : null);
    }

    /** As reports were before they told who is eligible and below plan by the strongest identifier. */
    private ReachJson withoutStrengths() {
        return new ReachJson(
                campaignId,
                asOf,
                eligible,
                excluded,
                channels.stream().map(Channel::withoutStrengths).toList(),
                unplannedChannels,
                automatedChannels,
                new ByIdentity(byIdentity.person(), byIdentity.device(), byIdentity.cookie(), null, null),
                arms,
                frozenAt,
                restated);
    }

    private static Channel channel(ChannelFigures figures) {
        int target = figures.row().target();
        Frequencies counted = figures.counted();
        boolean tiled = !(figures.row().window() instanceof Window.Campaign);
        Map<Integer, Long> beyond = counted.customersByCount().tailMap(Frequencies.HISTOGRAM_MAX + 1);
        return new Channel(
                figures.row().channel(),
                target,
                figures.row().minimum(),
                WindowJson.of(figures.row().window()),
                counted.reached(),
                figures.exposures(),
                counted.under(target),
                counted.exact(target),
                counted.over(target),
                figures.heavyTouches(),
                counted.leakageTouches(figures.row().minimum()),
                counted.histogram(target),
                figures.under(),
                beyond.isEmpty() ? null : Map.copyOf(beyond),
                tiled ? figures.tiling().counted().size() : null,
                figures.tiling().omitted() == 0 ? null : figures.tiling().omitted(),
                figures.rollingViolations(),
                figures.savable(),
                figures.open() == null
                        ? null
                        : open(figures.open(), target, figures.row().minimum()));
    }

    private static Open open(OpenTile open, int target, int minimum) {
        Frequencies frequencies = open.frequencies();
        return new Open(
                open.tile().from(),
                open.tile().to(),
                frequencies.reached(),
                frequencies.exposures() + open.heldOut().exposures(),
                frequencies.under(target),
                frequencies.exact(target),
                frequencies.over(target),
                frequencies.heavyTouches(target) + open.heldOut().heavyTouches(target),
                frequencies.leakageTouches(minimum),
                frequencies.histogram(target),
                open.under());
    }
}
