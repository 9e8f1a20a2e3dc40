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
        return changes.moves().stream().map(FeedMoves::told).toList();
    }

    private static TenureMove told(Move move) {
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
                move.withdrawn() ? move.firstSeenAt() : null);
    }
}
