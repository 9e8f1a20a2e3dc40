package io.evenreach.frequency.ledger;

import java.util.EnumSet;
import java.util.Set;

/** What was out of order with a touch. The flags are part of the stored form and never change. */
public enum TouchCause {
    /** Nobody asked before it was shown. */
    NEVER_GRANTED(1),
    /** Its grant had expired when the exposure was accepted. */
    GRANT_EXPIRED(2),
    /** Its grant had been released. */
    RELEASED(4),
    /** It was reported long after it happened. */
    REPORTED_LATE(8),
    /** It came to this person when identities were joined. */
    IDENTITY_MERGED(16),
    /** The channel showed it without an answer, as it is configured to when the ledger does not answer. */
    ALLOWED_UNCHECKED(32);

    private final int flag;

    TouchCause(int flag) {
        this.flag = flag;
    }

    /** The bit that stands for this cause in a touch's flags. */
    public int flag() {
        return flag;
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
