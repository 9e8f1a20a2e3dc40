package io.evenreach.kernel;

import java.time.Instant;

/** A half-open span of time: {@code from} belongs to it, {@code to} does not. */
public record Interval(Instant from, Instant to) {

    public Interval {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("an interval ends before it begins: " + from + " to " + to);
        }
    }

    public boolean contains(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    public boolean isEmpty() {
        return from.equals(to);
    }

    /** What both have in common; empty at the later start where they do not meet. */
    public Interval intersect(Interval other) {
        Instant start = from.isAfter(other.from) ? from : other.from;
        Instant end = to.isBefore(other.to) ? to : other.to;
        return end.isBefore(start) ? new Interval(start, start) : new Interval(start, end);
    }
}
