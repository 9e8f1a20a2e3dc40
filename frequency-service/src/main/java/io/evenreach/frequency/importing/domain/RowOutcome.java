package io.evenreach.frequency.importing.domain;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one row of a log turned out to be. */
public sealed interface RowOutcome {

    /**
     * One exposure.
     *
     * @param identifiers hashed, without duplicates, in the order of the mapping
     * @param givenId the sender's own id; null where the content is the id
     * @param content keyed hash of the whole row and the campaign: the same for its twins in any order of the file
     */
    record Exposure(
            long line,
            List<Hashed> identifiers,
            String channelId,
            Instant occurredAt,
            @Nullable String givenId,
            IdentifierKey content)
            implements RowOutcome {}

    /** A row that is no exposure, such as a conversion. */
    record Skipped(long line) implements RowOutcome {}

    /** A row that cannot be used; the others go on. */
    record Rejected(long line, RejectionCode code, String detail) implements RowOutcome {}
}
