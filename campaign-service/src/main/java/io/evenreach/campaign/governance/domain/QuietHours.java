package io.evenreach.campaign.governance.domain;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When nobody is to be disturbed, every day.
 *
 * @param channels the channels that keep quiet; empty means every channel
 * @param from whole minutes, inclusive
 * @param to whole minutes, exclusive; before {@code from} it lies on the next day
 * @param zone of customers whose own zone is not known
 */
public record QuietHours(@Nullable String name, List<String> channels, LocalTime from, LocalTime to, ZoneId zone)
        implements Restriction {

    public QuietHours {
        channels = List.copyOf(channels);
    }
}
