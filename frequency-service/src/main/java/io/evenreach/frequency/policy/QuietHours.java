package io.evenreach.frequency.policy;

import io.evenreach.kernel.Interval;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When nobody is to be disturbed, every day.
 *
 * @param channels the channels that keep quiet; empty means every channel
 * @param from inclusive
 * @param to exclusive; before {@code from} it lies on the next day
 * @param zone of customers whose own zone is not known
 */
public record QuietHours(String id, long version, Set<String> channels, LocalTime from, LocalTime to, ZoneId zone)
        implements GovernanceRule {

    public QuietHours {
        if (from.equals(to)) {
            throw new IllegalArgumentException("quiet hours " + id + " begin and end at " + from);
        }
        channels = Set.copyOf(channels);
    }

    /** The same hours for somebody who lives there; null where that is not known. */
    public QuietHours in(@Nullable ZoneId own) {
        return own == null || own.equals(zone) ? this : new QuietHours(id, version, channels, from, to, own);
    }

    /** The quiet span that contains the time; null where it is not quiet then. */
    public @Nullable Interval spanAt(Instant time) {
        Interval span = spanFrom(time);
        return span.contains(time) ? span : null;
    }

    /** The quiet span that contains the time, else the next one. */
    public Interval spanFrom(Instant time) {
        LocalDate day = time.atZone(zone).toLocalDate().minusDays(1);
        Interval span = spanOf(day);
        while (!time.isBefore(span.to())) {
            day = day.plusDays(1);
            span = spanOf(day);
        }
        return span;
    }

    private Interval spanOf(LocalDate day) {
        LocalDate lastDay = to.isBefore(from) ? day.plusDays(1) : day;
        return new Interval(firstShown(day.atTime(from)), lastShown(lastDay.atTime(to)));
    }

    /** The rule in a few words, for explanations: {@code 22:00-08:00 Asia/Shanghai}. */
    public String windowName() {
        return from + "-" + to + " " + zone.getId();
    }

    /** When clocks first show a time, or when they skip it: of two ways to read the rule the quieter one. */
    private Instant firstShown(LocalDateTime local) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        if (change == null) {
            return local.atZone(zone).toInstant();
        }
        return change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetBefore());
    }

    /** When clocks last show a time, or when they skip it. */
    private Instant lastShown(LocalDateTime local) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        if (change == null) {
            return local.atZone(zone).toInstant();
        }
        return change.isGap() ? change.getInstant() : local.toInstant(change.getOffsetAfter());
    }
}
