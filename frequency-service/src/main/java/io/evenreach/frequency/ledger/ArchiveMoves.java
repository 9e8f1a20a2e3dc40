package io.evenreach.frequency.ledger;

/** Archived touches that are under way to whoever their identifiers went to. */
public interface ArchiveMoves {

    /**
     * Moves some of them on, in one ledger transaction.
     *
     * @return whether there may be more to do; false where nothing is under way that nobody else works on
     * @throws LedgerUnavailableException where the store does not answer; nothing was changed
     */
    boolean step();
}
