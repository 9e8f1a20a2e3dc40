package io.evenreach.frequency.ledger;

import java.util.List;

/** Finds out why campaigns were not chosen, anew each time: nothing of that is kept but what was decided on. */
public interface Candidates {

    /**
     * Every other campaign that was considered, by falling priority.
     *
     * @param most how many at most
     */
    List<Candidate> of(Considered considered, int most);

    /** The form in which it is stored: nobody's identifiers are in it. */
    byte[] write(Considered considered);

    /** @throws IllegalStateException for a form this version does not know */
    Considered read(byte[] stored);
}
