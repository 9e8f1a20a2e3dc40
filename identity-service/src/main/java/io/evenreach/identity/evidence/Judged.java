package io.evenreach.identity.evidence;

import io.evenreach.identifiers.Hashed;

/** What came of judging one identifier. */
public sealed interface Judged {

    /** It can be used. */
    record Usable(Hashed hashed) implements Judged {}

    /** It identifies nobody, for this reason. */
    record Dropped(String reason) implements Judged {}
}
