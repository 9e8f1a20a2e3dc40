package io.evenreach.campaign.wire;

import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what somebody sent into windows and zones; what cannot be one is refused and read as nothing. */
public final class WindowReader {

    private final Refusals refusals;

    public WindowReader(Refusals refusals) {
        this.refusals = refusals;
    }

    /** @param pointer where the window stands in the body */
    public Optional<Window> window(WindowBody body, String pointer) {
        boolean rolling = body.kind() == WindowBody.Kind.ROLLING;
        boolean calendar = body.kind() == WindowBody.Kind.CALENDAR;
        refusals.onlyWith(rolling, body.duration(), pointer + "/duration", "ROLLING");
        refusals.onlyWith(calendar, body.unit(), pointer + "/unit", "CALENDAR");
        refusals.onlyWith(calendar, body.zone(), pointer + "/zone", "CALENDAR");
        return switch (body.kind()) {
            case CAMPAIGN -> Optional.of(new Window.Campaign());
            case ROLLING -> duration(body.duration(), pointer + "/duration").map(Window.Rolling::new);
            case CALENDAR -> {
                Optional<CalendarUnit> unit = unit(body.unit(), pointer + "/unit");
                Optional<ZoneId> zone = zone(body.zone(), pointer + "/zone");
                yield unit.flatMap(known -> zone.map(there -> new Window.Calendar(known, there)));
            }
        };
    }

    public Optional<ZoneId> zone(@Nullable String text, String pointer) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException unknown) {
            refusals.refuse(pointer, "must be a time zone such as Asia/Shanghai, UTC or +08:00");
            return Optional.empty();
        }
    }

    private Optional<Duration> duration(@Nullable String text, String pointer) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            Duration duration = Duration.parse(text);
            if (duration.isPositive() && duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))) {
                return Optional.of(duration);
            }
        } catch (DateTimeParseException notDuration) {
            // Refused below like every other value that is not one.
        }
        refusals.refuse(pointer, "must be an ISO-8601 duration of whole seconds, such as P7D or PT12H");
        return Optional.empty();
    }

    private Optional<CalendarUnit> unit(@Nullable String text, String pointer) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<CalendarUnit> unit = Arrays.stream(CalendarUnit.values())
                .filter(candidate -> candidate.name().equals(text))
                .findFirst();
        if (unit.isEmpty()) {
            refusals.refuse(pointer, "must be DAY, WEEK or MONTH");
        }
        return unit;
    }
}
