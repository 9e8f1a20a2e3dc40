package io.evenreach.frequency.reach.domain;

import io.evenreach.frequency.ledger.TouchCause;
import java.util.Arrays;
import java.util.List;

/** One cause out of all that was out of order with a touch: the one that, had it not been, would have prevented it. */
public final class Causes {

    private Causes() {}

    public static HeavyCause of(int flags) {
        if (has(flags, TouchCause.RELEASED)) {
            return HeavyCause.RELEASED;
        }
        if (has(flags, TouchCause.GRANT_EXPIRED)) {
            return has(flags, TouchCause.REPORTED_LATE) ? HeavyCause.REPORTED_LATE : HeavyCause.GRANT_EXPIRED;
        }
        if (has(flags, TouchCause.NEVER_GRANTED)) {
            return HeavyCause.NEVER_GRANTED;
        }
        if (has(flags, TouchCause.ALLOWED_UNCHECKED)) {
            return HeavyCause.ALLOWED_UNCHECKED;
        }
        return has(flags, TouchCause.IDENTITY_MERGED) ? HeavyCause.IDENTITY_MERGED : HeavyCause.OVER_PLAN;
    }

    public static List<TouchCause> all(int flags) {
        return Arrays.stream(TouchCause.values())
                .filter(cause -> has(flags, cause))
                .toList();
    }

    private static boolean has(int flags, TouchCause cause) {
        return (flags & cause.flag()) != 0;
    }
}
