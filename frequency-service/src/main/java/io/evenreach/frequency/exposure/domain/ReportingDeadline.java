package io.evenreach.frequency.exposure.domain;

import io.evenreach.frequency.policy.CampaignPolicy;
import io.evenreach.frequency.policy.PlanRow;
import io.evenreach.kernel.Window;
import java.time.Duration;
import java.time.Instant;

/**
 * How old an exposure may be: the longest window of its campaign and some grace. A window over the whole flight reaches
 * back to its start, so whatever happened since then (and in the grace before) is in time.
 *
 * @param grace on top of the longest window
 */
public record ReportingDeadline(Duration grace) {

    /** The earliest time an exposure of the campaign may have happened at to be taken at {@code now}. */
    public Instant earliest(CampaignPolicy campaign, Instant now) {
        Instant end =
                now.isBefore(campaign.flight().to()) ? now : campaign.flight().to();
        Instant earliest = end;
        for (PlanRow row : campaign.plan()) {
            Instant reach = row.window() instanceof Window.Campaign
                    ? campaign.flight().from()
                    : end.minus(row.window().longest(campaign.flight()));
            if (reach.isBefore(earliest)) {
                earliest = reach;
            }
        }
        return earliest.minus(grace);
    }
}
