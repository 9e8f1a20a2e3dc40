package io.evenreach.testkit;

import io.evenreach.contracts.identity.TenureMove;

/** Moves of identity as tests tell them. */
public final class TenureMoves {

    private TenureMoves() {}

    /** The same, of an erasure that says whether it is erased. */
    public static TenureMove told(TenureMove move, boolean erased) {
        return new TenureMove(
                move.key(),
                move.type(),
                move.validFrom(),
                move.validTo(),
                move.purpose(),
                move.from(),
                move.to(),
                move.version(),
                move.firstSeenAt(),
                move.dataSetId(),
                move.quarantined(),
                move.withdrawnAt(),
                erased);
    }
}
