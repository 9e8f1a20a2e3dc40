package io.evenreach.campaign.governance.persistence;

import io.evenreach.campaign.governance.domain.AskLimit;
import io.evenreach.campaign.governance.domain.Ceiling;
import io.evenreach.campaign.governance.domain.QuietHours;
import io.evenreach.campaign.governance.domain.Restriction;
import io.evenreach.campaign.governance.domain.RuleKind;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Window;
import io.evenreach.platform.events.EventCodec;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Restrictions as the JSON that is kept. Fields are only ever added, because rules written long ago are still read. */
final class RuleBodies {

    private final EventCodec json;

    RuleBodies(EventCodec json) {
        this.json = json;
    }

    private record CeilingBody(
            @Nullable String name, List<String> channels, int count, WindowBody window, List<Ceiling.Share> shares) {}

    private record QuietHoursBody(
            @Nullable String name, List<String> channels, LocalTime from, LocalTime to, String zone) {}

    private record AskLimitBody(int count, long perSeconds) {}

    /** @param rollingSeconds where the window rolls; unit and zone where it follows the calendar */
    private record WindowBody(
            @Nullable Long rollingSeconds,
            @Nullable CalendarUnit unit,
            @Nullable String zone) {

        static WindowBody of(Window window) {
            return switch (window) {
                case Window.Rolling(Duration duration) -> new WindowBody(duration.toSeconds(), null, null);
                case Window.Calendar(CalendarUnit unit, ZoneId zone) -> new WindowBody(null, unit, zone.getId());
                case Window.Campaign() -> throw new IllegalArgumentException("a ceiling belongs to no campaign");
            };
        }

        Window window() {
            return rollingSeconds == null
                    ? new Window.Calendar(Objects.requireNonNull(unit), ZoneId.of(Objects.requireNonNull(zone)))
                    : new Window.Rolling(Duration.ofSeconds(rollingSeconds));
        }
    }

    String write(Restriction restriction) {
        return json.write(
                switch (restriction) {
                    case Ceiling(var name, var channels, var count, var window, var shares) ->
                        new CeilingBody(name, channels, count, WindowBody.of(window), shares);
                    case QuietHours(var name, var channels, var from, var to, var zone) ->
                        new QuietHoursBody(name, channels, from, to, zone.getId());
                    case AskLimit(int count, Duration per) -> new AskLimitBody(count, per.toSeconds());
                });
    }

    <T extends Restriction> T read(byte[] body, Class<T> type) {
        return type.cast(
                switch (RuleKind.of(type)) {
                    case CEILING -> ceiling(body);
                    case QUIET_HOURS -> quietHours(body);
                    case ASK_LIMIT -> askLimit(body);
                });
    }

    private Ceiling ceiling(byte[] body) {
        CeilingBody kept = json.read(body, CeilingBody.class);
        return new Ceiling(
                kept.name(), kept.channels(), kept.count(), kept.window().window(), kept.shares());
    }

    private QuietHours quietHours(byte[] body) {
        QuietHoursBody kept = json.read(body, QuietHoursBody.class);
        return new QuietHours(kept.name(), kept.channels(), kept.from(), kept.to(), ZoneId.of(kept.zone()));
    }

    private AskLimit askLimit(byte[] body) {
        AskLimitBody kept = json.read(body, AskLimitBody.class);
        return new AskLimit(kept.count(), Duration.ofSeconds(kept.perSeconds()));
    }
}
