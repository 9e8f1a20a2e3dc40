package io.evenreach.frequency.simulation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.kernel.CalendarUnit;
import io.evenreach.kernel.Window;
import io.evenreach.platform.problem.FieldError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plan rows to try, as campaigns write them: sent and kept like this.
 *
 * @param rows in their order
 */
public record SimulationPlanJson(List<@Nullable RowJson> rows) {

    /** The same bounds as in a campaign's plan. */
    private static final Duration ROLLING_MIN = Duration.ofMinutes(1);

    private static final Duration ROLLING_MAX = Duration.ofDays(366);
    private static final int TARGET_MAX = 1_000_000;

    /**
     * One plan row; a window that is not given is the whole flight.
     *
     * @param minimum taken, so that a campaign's own rows can be sent, and not used: a replay is told against the target
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RowJson(
            @Nullable String channel,
            @Nullable Integer target,
            @Nullable Integer minimum,
            @Nullable WindowJson window) {}

    /** A window as campaigns write it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WindowJson(
            @Nullable String kind,
            @Nullable String duration,
            @Nullable String unit,
            @Nullable String zone) {}

    /** A row that is complete. */
    public record Row(String channel, int target, Window window) {}

    /** Rows by channel, in the order of their first mention; what is wrong is added to {@code errors}. */
    public Map<String, List<Row>> byChannel(List<FieldError> errors) {
        Map<String, List<Row>> byChannel = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            String pointer = "/plan/" + i;
            RowJson row = rows.get(i);
            if (row == null) {
                errors.add(new FieldError(pointer, "INVALID_FIELD", "A plan row cannot be null."));
                continue;
            }
            if (row.channel() == null || row.channel().isBlank()) {
                errors.add(new FieldError(pointer + "/channel", "MISSING_FIELD", "Say which channel."));
                continue;
            }
            if (row.target() == null || row.target() < 0 || row.target() > TARGET_MAX) {
                errors.add(new FieldError(
                        pointer + "/target", "INVALID_FIELD", "The target is a number from 0 to " + TARGET_MAX + "."));
                continue;
            }
            Window window = window(pointer + "/window", row.window(), errors);
            byChannel
                    .computeIfAbsent(row.channel(), channel -> new ArrayList<>())
                    .add(new Row(row.channel(), row.target(), window));
        }
        return byChannel;
    }

    private static Window window(String pointer, @Nullable WindowJson json, List<FieldError> errors) {
        if (json == null) {
            return new Window.Campaign();
        }
        if (json.kind() == null) {
            errors.add(
                    new FieldError(pointer + "/kind", "MISSING_FIELD", "A window is CAMPAIGN, ROLLING or CALENDAR."));
            return new Window.Campaign();
        }
        try {
            switch (json.kind()) {
                case "CAMPAIGN" -> {
                    return new Window.Campaign();
                }
                case "ROLLING" -> {
                    if (json.duration() != null) {
                        Duration duration = Duration.parse(json.duration());
                        if (duration.compareTo(ROLLING_MIN) >= 0 && duration.compareTo(ROLLING_MAX) <= 0) {
                            return new Window.Rolling(duration);
                        }
                        errors.add(new FieldError(
                                pointer + "/duration",
                                "INVALID_FIELD",
                                "A rolling window lasts from a minute to 366 days."));
                        return new Window.Campaign();
                    }
                    errors.add(
                            new FieldError(pointer + "/duration", "MISSING_FIELD", "A rolling window has a duration."));
                }
                case "CALENDAR" -> {
                    if (json.unit() != null && json.zone() != null) {
                        return new Window.Calendar(CalendarUnit.valueOf(json.unit()), ZoneId.of(json.zone()));
                    }
                    errors.add(new FieldError(pointer, "MISSING_FIELD", "A calendar window has a unit and a zone."));
                }
                default ->
                    errors.add(new FieldError(
                            pointer + "/kind", "INVALID_FIELD", "A window is CAMPAIGN, ROLLING or CALENDAR."));
            }
        } catch (DateTimeException | IllegalArgumentException notAWindow) {
            errors.add(new FieldError(pointer, "INVALID_FIELD", "The window cannot be read."));
        }
        return new Window.Campaign();
    }
}
