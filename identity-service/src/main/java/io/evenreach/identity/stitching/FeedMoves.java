package io.evenreach.identity.stitching;

import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.identity.stitching.domain.Changes;
import io.evenreach.identity.stitching.domain.Changes.Move;
import io.evenreach.identity.stitching.domain.Tenure;
import java.util.List;

/** Changes in the words of the feed. */
final class FeedMoves {

    private FeedMoves() {}

    static List<TenureMove> of(Changes changes) {
        return changes.moves().stream().map(move -> told(move, false)).toList();
    }

    /** Those of an erasure, which say of each whether it erases. */
    static List<TenureMove> ofErasure(Changes changes) {
        return changes.moves().stream().map(move -> told(move, true)).toList();
    }

    private static TenureMove told(Move move, boolean erasing) {
        return new TenureMove(
                move.key().key().hex(),
                move.key().type().wireName(),
                move.from().equals(Tenure.BEGINNING) ? null : move.from(),
                move.to().equals(Tenure.OPEN) ? null : move.to(),
                move.purpose().name(),
                move.before(),
                move.after(),
                move.version(),
                move.firstSeenAt(),
                move.dataSetId(),
                move.quarantined(),
                move.withdrawn() ? move.firstSeenAt() : null,
                erasing ? move.erased() : null);
    }
}
