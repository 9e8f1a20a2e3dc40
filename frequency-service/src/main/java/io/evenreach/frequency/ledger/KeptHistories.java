package io.evenreach.frequency.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The histories as they are kept, for whoever begins to follow the journal somewhere else. */
public interface KeptHistories {

    /**
     * One person's history.
     *
     * @param version that of the last journal entry in it
     * @param undetermined whether this is no person but the bucket of a shared identifier; an empty one is told as a person's
     * @param full whether asks are denied because of it
     * @param archived how many more touches are in the archive
     * @param touches in order of time
     */
    record Kept(
            UUID profileId,
            long version,
            boolean undetermined,
            boolean full,
            Instant at,
            int archived,
            List<Touch> touches) {}

    /** The next histories by profile id, each as it is now; empty at the end. Histories nobody wrote in are left out. */
    List<Kept> after(UUID profileId, int max);
}
