package io.evenreach.campaign.wire;

import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * The time within which touches count together, as somebody sends it.
 *
 * @param duration ISO-8601, with ROLLING and only there
 * @param unit DAY, WEEK or MONTH, with CALENDAR and only there
 * @param zone such as Asia/Shanghai, with CALENDAR and only there
 */
public record WindowBody(
        @NotNull Kind kind,
        @Nullable String duration,
        @Nullable String unit,
        @Nullable String zone) {

    /** How a window lies in time. */
    public enum Kind {
        CAMPAIGN,
        ROLLING,
        CALENDAR
    }
}
