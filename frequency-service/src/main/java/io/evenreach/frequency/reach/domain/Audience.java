package io.evenreach.frequency.reach.domain;

import java.util.Set;
import java.util.UUID;

/** Whom a campaign is meant for. */
public sealed interface Audience {

    /** Every live customer. */
    record Everyone() implements Audience {}

    /** The customers of a list, under the ids they have now. */
    record Members(Set<UUID> profileIds) implements Audience {
        public Members {
            profileIds = Set.copyOf(profileIds);
        }
    }

    /** The people of a historic log: whoever was shown anything in this campaign. */
    record DataSet(String dataSetId) implements Audience {}
}
