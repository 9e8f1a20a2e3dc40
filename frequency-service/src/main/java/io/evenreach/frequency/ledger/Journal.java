package io.evenreach.frequency.ledger;

import io.evenreach.platform.horizon.WriteHorizon;
import java.util.List;

/** What the ledger did, in an order in which nothing can appear behind a reader. */
public interface Journal {

    /**
     * The rows after a position, oldest first; empty when there are none yet.
     *
     * @param maxRows at most this many, between 1 and 10,000
     * @param horizon up to where to read; whoever has read all of it knows everything from before its time
     */
    List<JournalRow> readAfter(JournalPosition after, int maxRows, WriteHorizon horizon);

    /** Up to where nothing can be added any more now. */
    WriteHorizon horizon();
}
