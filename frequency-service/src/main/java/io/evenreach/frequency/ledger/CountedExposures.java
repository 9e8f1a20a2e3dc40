package io.evenreach.frequency.ledger;

import java.util.List;

/** Tells which exposure ids were counted before. Advice only: an exposure on its way is not seen, and the ledger decides. */
public interface CountedExposures {

    /** What is known of an exposure id. */
    enum Standing {
        NEW,
        COUNTED,
        /** Counted, but as something else. */
        CONFLICTING
    }

    /** One answer per exposure, in the same order. */
    List<Standing> standings(List<LedgerCommand.Expose> exposures);
}
