package io.evenreach.identity.stitching.persistence;

import io.evenreach.identity.stitching.domain.Tenure;
import java.time.Instant;

/** Times as rows hold them: milliseconds, with the two ends of time as the ends of the number range. */
public final class Millis {

    public static final long BEGINNING = Long.MIN_VALUE;
    public static final long OPEN = Long.MAX_VALUE;

    private Millis() {}

    static long of(Instant time) {
        if (time.equals(Tenure.BEGINNING)) {
            return BEGINNING;
        }
        return time.equals(Tenure.OPEN) ? OPEN : time.toEpochMilli();
    }

    static Instant instant(long millis) {
        if (millis == BEGINNING) {
            return Tenure.BEGINNING;
        }
        return millis == OPEN ? Tenure.OPEN : Instant.ofEpochMilli(millis);
    }
}
