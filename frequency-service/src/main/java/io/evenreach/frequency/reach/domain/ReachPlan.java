package io.evenreach.frequency.reach.domain;

import io.evenreach.kernel.Interval;
import io.evenreach.kernel.Window;
import java.util.List;
import java.util.UUID;

/**
 * A campaign as reports see it.
 *
 * @param service whether it carries service messages, which brand holds let pass
 * @param holdoutPercent of the people it is meant for, how many it does not reach, to compare with
 */
public record ReachPlan(
        UUID campaignId,
        String status,
        Interval flight,
        Audience audience,
        boolean service,
        int holdoutPercent,
        List<Row> rows) {

    public ReachPlan {
        rows = List.copyOf(rows);
    }

    /** Whether it is meant for live customers and not for the people of a historic log. */
    public boolean isLive() {
        return !(audience instanceof Audience.DataSet);
    }

    /** Whether some of those it is meant for are held out; of a historic log nobody is. */
    public boolean holdsOut() {
        return holdoutPercent > 0 && isLive();
    }

    /** Whether asks for its customers may be allowed while its flight lasts. */
    public boolean isAsking() {
        return status.equals("ACTIVE") && isLive();
    }

    /** Whether its report is kept as it was then. */
    public boolean isCompleted() {
        return status.equals("COMPLETED");
    }

    /**
     * One plan row.
     *
     * @param target how often a customer is to be reached
     * @param minimum below it a customer has leaked; the target unless the plan says otherwise
     */
    public record Row(String channel, int target, int minimum, Window window) {}
}
