package io.evenreach.frequency.reach;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.frequency.LeakageReported;
import io.evenreach.frequency.reach.FrozenReports.Completed;
import io.evenreach.frequency.reach.domain.Frequencies;
import io.evenreach.frequency.reach.domain.ReachPlan;
import io.evenreach.frequency.reach.domain.ReachReport;
import io.evenreach.frequency.reach.domain.ReachReport.ChannelFigures;
import io.evenreach.platform.outbox.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the report of every completed campaign as it was then, and tells how each of its channels ended. */
@Component
class ReportFreezer {

    private static final Logger LOG = LoggerFactory.getLogger(ReportFreezer.class);

    private final ReachPlans plans;
    private final ReachReports reports;
    private final FrozenReports frozen;
    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Map<UUID, Waiting> waiting = new ConcurrentHashMap<>();

    /**
     * What a report waits for.
     *
     * @param heardAt when the completion was heard of
     * @param appliedAt when every exposure accepted until then was in the ledger, and every archived touch with whoever had
     *     its identifier; null before
     */
    private record Waiting(Instant heardAt, @Nullable Instant appliedAt) {}

    ReportFreezer(
            ReachPlans plans,
            ReachReports reports,
            FrozenReports frozen,
            Outbox outbox,
            TransactionTemplate transaction,
            JsonMapper json) {
        this.plans = plans;
        this.reports = reports;
        this.frozen = frozen;
        this.outbox = outbox;
        this.transaction = transaction;
        this.json = json;
    }

    @Scheduled(fixedDelayString = "${evenreach.reach.freeze-every:1s}")
    void freezeCompleted() {
        List<Completed> missing = frozen.missing(plans.completed());
        waiting.keySet().retainAll(missing.stream().map(Completed::campaignId).toList());
        for (Completed campaign : missing) {
            try {
                if (isAllCounted(campaign.campaignId())) {
                    plans.find(campaign.campaignId())
                            .ifPresent(plan -> freeze(plan, reports.reportUntil(plan, campaign.completedAt())));
                }
            } catch (DataAccessException failed) {
                LOG.atWarn().setCause(failed).log("The report of campaign {} is not frozen yet", campaign.campaignId());
            }
        }
    }

    /** Whether whatever was accepted or changed hands before the completion is first in the ledger and then in the reports. */
    private boolean isAllCounted(UUID campaignId) {
        Waiting since = waiting.computeIfAbsent(campaignId, id -> new Waiting(reports.now(), null));
        if (reports.exposuresAppliedThrough().isBefore(since.heardAt()) || reports.isMovingArchives(since.heardAt())) {
            waiting.put(campaignId, new Waiting(since.heardAt(), null));
            return false;
        }
        if (since.appliedAt() == null) {
            since = new Waiting(since.heardAt(), reports.now());
            waiting.put(campaignId, since);
        }
        return !reports.asOf().isBefore(since.appliedAt());
    }

    private void freeze(ReachPlan plan, ReachReport report) {
        boolean first = Boolean.TRUE.equals(transaction.execute(status -> {
            boolean kept =
                    frozen.freeze(report.campaignId(), report.asOf(), json.writeValueAsString(ReachJson.of(report)));
            if (kept && plan.isLive()) {
                outbox.append(leakage(report));
            }
            return kept;
        }));
        if (first) {
            LOG.atInfo().log("The report of campaign {} is frozen as of {}", report.campaignId(), report.asOf());
        }
    }

    private static List<Outbox.Message> leakage(ReachReport report) {
        List<Outbox.Message> messages = new ArrayList<>();
        for (ChannelFigures figures : report.channels()) {
            ReachPlan.Row row = figures.row();
            Frequencies counted = figures.counted();
            messages.add(new Outbox.Message(
                    Topics.LEAKAGE,
                    report.campaignId().toString(),
                    EventTypes.LEAKAGE_REPORTED,
                    new LeakageReported(
                            0,
                            report.campaignId(),
                            row.channel(),
                            messages.size(),
                            row.target(),
                            row.minimum(),
                            counted.eligible(),
                            counted.under(row.target()),
                            counted.leakageTouches(row.minimum()),
                            figures.heavyTouches(),
                            report.asOf())));
        }
        return messages;
    }
}
