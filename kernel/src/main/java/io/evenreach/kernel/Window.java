package io.evenreach.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * How the touches of a plan are counted in time.
 *
 * <p>A window answers two questions. While deciding: which touches count together with one shown at {@code now}
 * ({@link #countedAt})? While reporting: into which tiles does a flight fall ({@link #tiles})?
 */
public sealed interface Window {

    /** The whole flight of the campaign is one window. */
    record Campaign() implements Window {}

    /** The last {@code duration} up to now, measured in elapsed time whatever the calendar does. */
    record Rolling(Duration duration) implements Window {
        public Rolling {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException("a rolling window needs a positive duration: " + duration);
            }
        }

        /** The duration in ISO-8601, in days where they are whole: {@code P7D} and not {@code PT168H}. */
        public String text() {
            Duration days = Duration.ofDays(duration.toDays());
            return duration.equals(days) ? "P" + duration.toDays() + "D" : duration.toString();
        }
    }

    /** The calendar day, week or month in {@code zone}; its elapsed length changes with daylight saving time. */
    record Calendar(CalendarUnit unit, ZoneId zone) implements Window {

        /** The unit that contains {@code time}, from its first instant to the first instant of the next. */
        public Interval unitContaining(Instant time) {
            LocalDate first = unit.firstDay(time.atZone(zone).toLocalDate());
            // atStartOfDay, not midnight: where a zone skips midnight the day begins at the first time that exists.
            return new Interval(
                    first.atStartOfDay(zone).toInstant(),
                    unit.next(first).atStartOfDay(zone).toInstant());
        }
    }

    /**
     * The span whose touches count together with a touch at {@code now}, before {@code now} is cut off. A touch exactly
     * one rolling duration old no longer counts.
     *
     * @param flight the campaign's flight; only touches inside it ever count
     */
    default Interval countedAt(Instant now, Interval flight) {
        return switch (this) {
            case Campaign ignored -> flight;
            case Rolling(Duration duration) ->
                new Interval(now.minus(duration).plusNanos(1), Instant.MAX).intersect(flight);
            case Calendar calendar -> calendar.unitContaining(now).intersect(flight);
        };
    }

    /** The tiles of {@code flight} this window is reported over, in order and without gaps; the last may be cut short. */
    default List<Interval> tiles(Interval flight) {
        List<Interval> tiles = new ArrayList<>();
        Instant start = flight.from();
        while (start.isBefore(flight.to())) {
            Interval tile = tileContaining(start, flight);
            tiles.add(tile);
            start = tile.to();
        }
        return List.copyOf(tiles);
    }

    /** The tile of {@code flight} that contains {@code time}, which must lie inside the flight. */
    default Interval tileContaining(Instant time, Interval flight) {
        if (!flight.contains(time)) {
            throw new IllegalArgumentException(time + " lies outside the flight " + flight);
        }
        return switch (this) {
            case Campaign ignored -> flight;
            case Rolling(Duration duration) -> {
                long index = Duration.between(flight.from(), time).dividedBy(duration);
                Instant start = flight.from().plus(duration.multipliedBy(index));
                yield new Interval(start, start.plus(duration)).intersect(flight);
            }
            case Calendar calendar -> calendar.unitContaining(time).intersect(flight);
        };
    }

    /** The earliest time at which a touch made at {@code touchedAt} no longer counts; the flight's end at the latest. */
    default Instant freedAt(Instant touchedAt, Interval flight) {
        Instant freed = switch (this) {
            case Campaign ignored -> flight.to();
            case Rolling(Duration duration) -> touchedAt.plus(duration);
            case Calendar calendar -> calendar.unitContaining(touchedAt).to();
        };
        return freed.isAfter(flight.to()) ? flight.to() : freed;
    }

    /** The longest time a touch can count: used to decide what is too late and what can be archived. */
    default Duration longest(Interval flight) {
        return switch (this) {
            case Campaign ignored -> Duration.between(flight.from(), flight.to());
            case Rolling(Duration duration) -> duration;
            case Calendar(CalendarUnit unit, ZoneId ignored) ->
                switch (unit) {
                    case DAY -> Duration.ofHours(25);
                    case WEEK -> Duration.ofHours(7 * 24 + 1);
                    case MONTH -> Duration.ofHours(31 * 24 + 1);
                };
        };
    }
}
