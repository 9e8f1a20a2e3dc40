package io.evenreach.campaign.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Window;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** A window as we answer it: with a duration where it rolls, with unit and zone where it follows the calendar. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WindowAnswer(
        WindowBody.Kind kind,
        @Nullable String duration,
        @Nullable CalendarUnit unit,
        @Nullable String zone) {

    public static WindowAnswer of(Window window) {
        return switch (window) {
            case Window.Campaign() -> new WindowAnswer(WindowBody.Kind.CAMPAIGN, null, null, null);
            case Window.Rolling rolling -> new WindowAnswer(WindowBody.Kind.ROLLING, rolling.text(), null, null);
            case Window.Calendar(CalendarUnit unit, ZoneId zone) ->
                new WindowAnswer(WindowBody.Kind.CALENDAR, null, unit, zone.getId());
        };
    }
}
