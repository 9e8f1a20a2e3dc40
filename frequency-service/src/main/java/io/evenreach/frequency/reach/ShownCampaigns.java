package io.evenreach.frequency.reach;

import io.evenreach.frequency.reach.domain.ReachPlan;
import io.evenreach.frequency.reach.domain.Tiling;
import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What campaigns have shown so far, for whoever tries another plan on it. */
@Component
public class ShownCampaigns {

    private final ReachPlans plans;
    private final ReachReports reports;

    ShownCampaigns(ReachPlans plans, ReachReports reports) {
        this.plans = plans;
        this.reports = reports;
    }

    /** @param importId of which the exposures alone are told; null for all */
    public Optional<ShownCampaign> find(UUID campaignId, @Nullable UUID importId) {
        return plans.find(campaignId).map(plan -> new ShownCampaign(plan, importId, reports));
    }

    /** One campaign's exposures, as its reach report counts them. */
    public static final class ShownCampaign {

        private final ReachPlan plan;
        private final @Nullable UUID importId;
        private final ReachReports reports;

        private ShownCampaign(ReachPlan plan, @Nullable UUID importId, ReachReports reports) {
            this.plan = plan;
            this.importId = importId;
            this.reports = reports;
        }

        public Interval flight() {
            return plan.flight();
        }

        /** Customers the campaign is meant for; of an import into a data set, its people. */
        public long eligible() {
            return reports.eligible(plan, importId);
        }

        /**
         * The windows inside the flight that are over, in order.
         *
         * @param newest at most that many, the newest
         */
        public List<Interval> endedTiles(Window window, int newest) {
            return Tiling.of(window, plan.flight(), reports.asOf(), newest).counted();
        }

        /**
         * Every exposure of a channel inside the flight, person by person in event time; of those who are held out too, as in
         * the report.
         */
        public void forEachExposure(String channel, ExposureReader reader) {
            reports.shown(
                    plan,
                    channel,
                    importId,
                    shown -> reader.exposure(shown.profileId(), shown.occurredAt(), shown.heldOut()));
        }
    }

    /** Is told exposures one by one. */
    @FunctionalInterface
    public interface ExposureReader {
        void exposure(UUID profileId, Instant occurredAt, boolean heldOut);
    }
}
