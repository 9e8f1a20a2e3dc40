package io.evenreach.frequency.exposure.domain;

import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.Instant;

/**
 * How old an exposure may be: the longest window of its campaign and some grace. A window over the whole flight is as long
 * as the flight, and reaches back to its start only. Age is measured from now, so that a campaign that is over takes less
 * every day, and in the end nothing more. History that is older is imported, which knows no deadline.
 *
 * @param grace on top of the longest window
 */
public record ReportingDeadline(Duration grace) {

    /** The earliest time an exposure of the campaign may have happened at to be taken at {@code now}. */
    public Instant earliest(CampaignPolicy campaign, Instant now) {
        Instant earliest = now;
        for (PlanRow row : campaign.plan()) {
            Instant reach = now.minus(row.window().longest(campaign.flight()));
            if (row.window() instanceof Window.Campaign
                    && reach.isBefore(campaign.flight().from())) {
                reach = campaign.flight().from();
            }
            if (reach.isBefore(earliest)) {
                earliest = reach;
            }
        }
        return earliest.minus(grace);
    }
}
