package io.evenreach.frequency.ledger;

import java.util.List;

/**
 * What is left of erased people outside of histories and archive: claims of exposure ids that name a grant and say whose
 * they were, and notes of grants and denials. What goes by the touch it is of has gone with that. No decision reads them by identifier, so nothing finds them quickly, and they go in the
 * background.
 */
public interface ErasedTraces {

    /** Notes what has to go, in the transaction of the erasure; what is found by identifier goes at once. */
    void note(List<TenureChange> erased);

    /**
     * Takes out what is left of some of them. Done again, it finds nothing.
     *
     * @return whether there may be more to do
     */
    boolean sweep();
}
