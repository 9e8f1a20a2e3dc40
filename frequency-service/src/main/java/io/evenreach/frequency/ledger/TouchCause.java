package io.evenreach.frequency.ledger;

import java.util.EnumSet;
import java.util.Set;

/** What was out of order with a touch. The order is part of the stored form. */
public enum TouchCause {
    /** Nobody asked before it was shown. */
    NEVER_GRANTED,
    /** Its grant had expired when the exposure was accepted. */
    GRANT_EXPIRED,
    /** Its grant had been released. */
    RELEASED,
    /** It was reported long after it happened. */
    REPORTED_LATE,
    /** It came to this person when identities were joined. */
    IDENTITY_MERGED,
    /** The channel showed it without an answer, as it is configured to when the ledger does not answer. */
    ALLOWED_UNCHECKED;

    /** The bit that stands for this cause in a touch's flags. */
    public int flag() {
        return 1 << ordinal();
    }

    static Set<TouchCause> ofFlags(int flags) {
        EnumSet<TouchCause> causes = EnumSet.noneOf(TouchCause.class);
        for (TouchCause cause : values()) {
            if ((flags & cause.flag()) != 0) {
                causes.add(cause);
            }
        }
        return causes;
    }
}
