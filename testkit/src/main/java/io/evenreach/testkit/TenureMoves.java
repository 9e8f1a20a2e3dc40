package io.evenreach.testkit;

import io.evenreach.contracts.identity.TenureMove;
import org.jspecify.annotations.Nullable;

/** Moves of identity as tests tell them. */
public final class TenureMoves {

    private TenureMoves() {}

    /** The same, told for another purpose. */
    public static TenureMove forPurpose(TenureMove move, String purpose) {
        return copy(move, purpose, move.erased());
    }

    /** The same, of an erasure that says whether it is erased. */
    public static TenureMove told(TenureMove move, boolean erased) {
        return copy(move, move.purpose(), erased);
    }

    private static TenureMove copy(TenureMove move, String purpose, @Nullable Boolean erased) {
        return new TenureMove(
                move.key(),
                move.type(),
                move.validFrom(),
                move.validTo(),
                purpose,
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
