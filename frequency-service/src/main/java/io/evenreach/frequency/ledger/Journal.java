package io.evenreach.frequency.ledger;

import java.util.List;

/** What the ledger did, in an order in which nothing can appear behind a reader. */
public interface Journal {

    /**
     * The rows after a position, oldest first; empty when there are none yet.
     *
     * @param maxRows at most this many, between 1 and 10,000
     */
    List<JournalRow> readAfter(JournalPosition after, int maxRows);
}
