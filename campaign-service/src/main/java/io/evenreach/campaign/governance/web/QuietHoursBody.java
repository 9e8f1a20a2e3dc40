package io.evenreach.campaign.governance.web;

import io.evenreach.campaign.governance.domain.QuietHours;
import io.evenreach.campaign.wire.Patterns;
import io.evenreach.campaign.wire.Refusals;
import io.evenreach.campaign.wire.WindowReader;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Quiet hours as somebody sends them.
 *
 * @param channels the channels that keep quiet; every channel where absent or empty
 * @param from HH:mm, inclusive
 * @param to HH:mm, exclusive; before {@code from} it lies on the next day
 * @param zone of customers whose own zone is not known; the brand's where absent
 */
record QuietHoursBody(
        @Nullable @Size(max = 200) @Pattern(regexp = Patterns.VISIBLE, message = "must not be blank")
        String name,

        @Nullable @Size(max = 100) List<@NotBlank @Size(max = 100) String> channels,

        @NotNull @Pattern(regexp = QuietHoursBody.TIME, message = "must be a time of day such as 22:00")
        String from,

        @NotNull @Pattern(regexp = QuietHoursBody.TIME, message = "must be a time of day such as 08:00")
        String to,

        @Nullable String zone) {

    static final String TIME = "([01]\\d|2[0-3]):[0-5]\\d";

    QuietHours quietHours(ZoneId brandZone) {
        Refusals refusals = new Refusals();
        ZoneId there = zone == null
                ? brandZone
                : new WindowReader(refusals).zone(zone, "/zone").orElseThrow(refusals::problem);
        return new QuietHours(
                name == null ? null : name.strip(),
                channels == null ? List.of() : channels,
                LocalTime.parse(from),
                LocalTime.parse(to),
                there);
    }
}
