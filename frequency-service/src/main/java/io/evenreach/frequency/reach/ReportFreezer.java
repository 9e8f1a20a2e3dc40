package io.evenreach.frequency.reach;

import io.evenreach.frequency.reach.web.ReachJson;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    ReportFreezer(ReachPlans plans, ReachReports reports, FrozenReports frozen, JsonMapper json) {
        this.plans = plans;
        this.reports = reports;
        this.frozen = frozen;
        this.json = json;
    }

    @Scheduled(fixedDelayString = "${evenreach.reach.freeze-every:1s}")
    void freezeCompleted() {
        for (UUID campaignId : frozen.missing(plans.completed())) {
            plans.find(campaignId).map(reports::report).ifPresent(report -> {
                frozen.freeze(campaignId, report.asOf(), json.writeValueAsString(ReachJson.of(report)));
                LOG.atInfo().log("The report of campaign {} is frozen as of {}", campaignId, report.asOf());
            });
        }
    }
}
