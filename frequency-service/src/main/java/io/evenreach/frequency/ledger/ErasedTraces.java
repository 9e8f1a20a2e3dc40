package io.evenreach.frequency.ledger;

import java.util.List;

/**
 * What is left of erased people outside of histories and archive: claims of exposure ids that name a grant, and notes of
 * grants and denials. What goes by the touch it is of has gone with that. The rest is looked for in the background: claims
 * by an index, notes of grants by the list of those that no history has any more, and notes of denials by reading them all.
 */
public interface ErasedTraces {

    /** Notes what has to go, in the transaction of the erasure; places on lists and time zones go at once. */
    void note(List<TenureChange> erased);

    /**
     * Takes out what is left of some of them. Done again, it finds nothing.
     *
     * @return whether there may be more to do
     */
    boolean sweep();
}
