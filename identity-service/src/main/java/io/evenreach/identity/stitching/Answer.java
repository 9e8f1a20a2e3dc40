package io.evenreach.identity.stitching;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an observation came to.
 *
 * @param profileId who owned its strongest identifier when it was seen; null where all of them identify nobody
 * @param reasons codes, each once; empty where there is nothing to explain
 * @param evidenceId the evidence that it is a sighting of; null where nothing was kept of it
 */
public record Answer(
        @Nullable UUID profileId,
        Outcome outcome,
        List<String> reasons,
        @Nullable UUID evidenceId) {

    /** What was done with an observation. */
    public enum Outcome {
        /** Its identifiers belong to one person. */
        LINKED,
        /** It was kept, but at least one of the links it would make is refused. */
        HELD,
        /** Nothing was kept of it. */
        IGNORED
    }

    public Answer {
        reasons = List.copyOf(reasons);
    }

    public static Answer ignored(String... reasons) {
        return new Answer(null, Outcome.IGNORED, List.of(reasons), null);
    }
}
