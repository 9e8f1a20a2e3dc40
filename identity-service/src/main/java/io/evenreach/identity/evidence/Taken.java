package io.evenreach.identity.evidence;

import io.evenreach.identity.stitching.Answer;
import java.util.List;

/**
 * What an observation came to, with what was dropped of it before.
 *
 * @param dropped in the order of the identifiers
 */
public record Taken(Answer answer, List<Drop> dropped) {

    /** An identifier that was not used. */
    public record Drop(int index, String type, String reason) {}

    public Taken {
        dropped = List.copyOf(dropped);
    }
}
