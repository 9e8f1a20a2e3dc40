package io.evenreach.guidecommerce.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times of callers who tell no fractions of a second. */
public final class WholeSeconds {

    private WholeSeconds() {}

    /** The last moment that such a time may mean: the end of its second; any other time means itself. */
    public static Instant end(Instant time) {
        boolean whole = time.equals(time.truncatedTo(ChronoUnit.SECONDS));
        return whole ? time.plusSeconds(1).minus(1, ChronoUnit.MICROS) : time;
    }
}
