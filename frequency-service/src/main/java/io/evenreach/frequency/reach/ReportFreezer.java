package io.evenreach.frequency.reach;

import io.evenreach.frequency.reach.domain.ReachReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<UUID, Instant> completedSince = new ConcurrentHashMap<>();

    ReportFreezer(ReachPlans plans, ReachReports reports, FrozenReports frozen, JsonMapper json) {
        this.plans = plans;
        this.reports = reports;
        this.frozen = frozen;
        this.json = json;
    }

    @Scheduled(fixedDelayString = "${evenreach.reach.freeze-every:1s}")
    void freezeCompleted() {
        List<UUID> missing = frozen.missing(plans.completed());
        completedSince.keySet().retainAll(missing);
        for (UUID campaignId : missing) {
            // What was counted before the completion has to be in the report first.
            Instant since = completedSince.computeIfAbsent(campaignId, id -> reports.now());
            if (reports.asOf().isBefore(since)) {
                continue;
            }
            try {
                plans.find(campaignId).map(reports::report).ifPresent(this::freeze);
            } catch (DataAccessException failed) {
                LOG.atWarn().setCause(failed).log("The report of campaign {} is not frozen yet", campaignId);
            }
        }
    }

    private void freeze(ReachReport report) {
        frozen.freeze(report.campaignId(), report.asOf(), json.writeValueAsString(ReachJson.of(report)));
        LOG.atInfo().log("The report of campaign {} is frozen as of {}", report.campaignId(), report.asOf());
    }
}
