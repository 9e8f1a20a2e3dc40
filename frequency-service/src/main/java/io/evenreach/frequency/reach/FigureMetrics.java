package io.evenreach.frequency.reach;

import io.evenreach.frequency.reach.domain.ReachPlan;
import io.evenreach.frequency.reach.domain.ReachReport;
import io.evenreach.frequency.reach.domain.ReachReport.ChannelFigures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Heavy and leaked touches of active campaigns as gauges, one per plan row. They are counted in the background and never
 * by whoever reads the metrics; where there are more campaigns than a round has time for, the next round goes on with
 * those that were counted longest ago.
 */
@Component
class FigureMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(FigureMetrics.class);

    private final ReachPlans plans;
    private final ReachReports reports;
    private final ReachProperties properties;
    private final MultiGauge heavy;
    private final MultiGauge leakage;

    /** By campaign, the one that was counted longest ago first. */
    private final Map<UUID, ReachReport> counted = new LinkedHashMap<>();

    FigureMetrics(ReachPlans plans, ReachReports reports, ReachProperties properties, MeterRegistry registry) {
        this.plans = plans;
        this.reports = reports;
        this.properties = properties;
        this.heavy = MultiGauge.builder("evenreach.heavy.touches")
                .description("Touches beyond plan, by plan row of an active campaign")
                .register(registry);
        this.leakage = MultiGauge.builder("evenreach.leakage.touches")
                .description("Touches missing to the plan's minimum, by plan row of an active campaign")
                .register(registry);
    }

    @Scheduled(
            fixedDelayString = "${evenreach.reach.figures-every:15s}",
            initialDelayString = "${evenreach.reach.figures-every:15s}")
    void count() {
        Map<UUID, ReachPlan> active = new LinkedHashMap<>();
        plans.active(properties.figuresCampaignsMax()).forEach(plan -> active.put(plan.campaignId(), plan));
        counted.keySet().retainAll(active.keySet());
        List<UUID> due = new ArrayList<>(active.keySet());
        due.removeAll(counted.keySet());
        due.addAll(counted.keySet());
        long until = System.nanoTime() + budget().toNanos();
        for (UUID campaignId : due) {
            ReachPlan plan = active.get(campaignId);
            if (plan == null || System.nanoTime() > until) {
                break;
            }
            try {
                counted.remove(campaignId);
                counted.put(campaignId, reports.report(plan));
            } catch (DataAccessException failed) {
                LOG.atWarn().setCause(failed).log("The figures of campaign {} are not counted now", campaignId);
            }
        }
        show();
    }

    /** A fifth of the time, so that counting never keeps the database busy. */
    private Duration budget() {
        return properties.figuresEvery().dividedBy(5);
    }

    private void show() {
        List<MultiGauge.Row<?>> heavyRows = new ArrayList<>();
        List<MultiGauge.Row<?>> leakageRows = new ArrayList<>();
        for (ReachReport report : counted.values()) {
            int place = 0;
            for (ChannelFigures figures : report.channels()) {
                ReachPlan.Row row = figures.row();
                Tags tags = Tags.of(
                        "campaign", report.campaignId().toString(),
                        "channel", row.channel(),
                        "row", String.valueOf(place++));
                heavyRows.add(MultiGauge.Row.of(tags, figures.heavyTouches()));
                leakageRows.add(MultiGauge.Row.of(tags, figures.counted().leakageTouches(row.minimum())));
            }
        }
        heavy.register(heavyRows, true);
        leakage.register(leakageRows, true);
    }
}
