package io.evenreach.campaign.campaign.persistence;

import io.evenreach.campaign.campaign.domain.PlanRow;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Window;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A plan row as columns; also its shape inside the JSON of a kept version. */
@Embeddable
record PlanColumns(
        String channel,
        int target,
        int minimum,
        @Enumerated(EnumType.STRING) Kind windowKind,
        @Nullable Long rollingSeconds,
        @Nullable @Enumerated(EnumType.STRING) CalendarUnit calendarUnit,
        @Nullable String calendarZone) {

    enum Kind {
        CAMPAIGN,
        ROLLING,
        CALENDAR
    }

    static PlanColumns of(PlanRow row) {
        return switch (row.window()) {
            case Window.Campaign() ->
                new PlanColumns(row.channel(), row.target(), row.minimum(), Kind.CAMPAIGN, null, null, null);
            case Window.Rolling(Duration duration) ->
                new PlanColumns(
                        row.channel(), row.target(), row.minimum(), Kind.ROLLING, duration.toSeconds(), null, null);
            case Window.Calendar(CalendarUnit unit, ZoneId zone) ->
                new PlanColumns(row.channel(), row.target(), row.minimum(), Kind.CALENDAR, null, unit, zone.getId());
        };
    }

    PlanRow row() {
        Window window = switch (windowKind) {
            case CAMPAIGN -> new Window.Campaign();
            case ROLLING -> new Window.Rolling(Duration.ofSeconds(Objects.requireNonNull(rollingSeconds)));
            case CALENDAR ->
                new Window.Calendar(
                        Objects.requireNonNull(calendarUnit), ZoneId.of(Objects.requireNonNull(calendarZone)));
        };
        return new PlanRow(channel, target, minimum, window);
    }
}
