package io.evenreach.campaign.wire;

import io.evenreach.contracts.campaign.CampaignChanged.WindowSpec;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Window;
import java.time.ZoneId;

/** Windows as the feeds tell them. */
public final class WindowSpecs {

    private WindowSpecs() {}

    public static WindowSpec of(Window window) {
        return switch (window) {
            case Window.Campaign() -> new WindowSpec("CAMPAIGN", null, null, null);
            case Window.Rolling rolling -> new WindowSpec("ROLLING", rolling.text(), null, null);
            case Window.Calendar(CalendarUnit unit, ZoneId zone) ->
                new WindowSpec("CALENDAR", null, unit.name(), zone.getId());
        };
    }
}
