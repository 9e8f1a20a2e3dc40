package io.evenreach.frequency.reach;

import io.evenreach.frequency.reach.FrozenReports.Completed;
import io.evenreach.frequency.reach.domain.ReachReport;
import java.time.Instant;
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
import tools.jackson.databind.json.JsonMapper;

/** Keeps the report of every completed campaign as it was then. */
@Component
class ReportFreezer {

    private static final Logger LOG = LoggerFactory.getLogger(ReportFreezer.class);

    private final ReachPlans plans;
    private final ReachReports reports;
    private final FrozenReports frozen;
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

    ReportFreezer(ReachPlans plans, ReachReports reports, FrozenReports frozen, JsonMapper json) {
        this.plans = plans;
        this.reports = reports;
        this.frozen = frozen;
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
                            .map(plan -> reports.reportUntil(plan, campaign.completedAt()))
                            .ifPresent(this::freeze);
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

    private void freeze(ReachReport report) {
        frozen.freeze(report.campaignId(), report.asOf(), json.writeValueAsString(ReachJson.of(report)));
        LOG.atInfo().log("The report of campaign {} is frozen as of {}", report.campaignId(), report.asOf());
    }
}
