package io.evenreach.frequency.importing;

import io.evenreach.frequency.importing.domain.RejectionCode;
import io.evenreach.frequency.importing.domain.RowOutcome;
import io.evenreach.frequency.importing.domain.RowOutcome.Exposure;
import io.evenreach.frequency.importing.persistence.Rejection;
import io.evenreach.frequency.importing.persistence.RowCounts;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import io.evenreach.frequency.ledger.LedgerVerdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are applied in one transaction.
 *
 * @param positionBytes where the first row after them begins
 * @param positionLine the line of that row
 * @param atEnd whether the file ends here
 */
record ImportBatch(List<RowOutcome> rows, long positionBytes, long positionLine, boolean atEnd) {

    List<Exposure> exposures() {
        return rows.stream()
                .filter(Exposure.class::isInstance)
                .map(Exposure.class::cast)
                .toList();
    }

    /** What became of the rows, after the ledger has spoken. */
    record Result(RowCounts counts, List<Rejection> rejections) {}

    /**
     * @param verdicts one per exposure, in their order
     * @throws LedgerUnavailableException where an exposure was not decided; the batch has to be tried again
     */
    Result resultOf(List<LedgerVerdict> verdicts) {
        List<Rejection> rejections = new ArrayList<>();
        long accepted = 0;
        long skipped = 0;
        long duplicate = 0;
        int next = 0;
        for (RowOutcome row : rows) {
            switch (row) {
                case RowOutcome.Skipped ignored -> skipped++;
                case RowOutcome.Rejected(long line, RejectionCode code, String detail) ->
                    rejections.add(new Rejection(line, code.name(), detail));
                case Exposure exposure -> {
                    switch (verdicts.get(next++)) {
                        case LedgerVerdict.Counted ignored -> accepted++;
                        case LedgerVerdict.Duplicate(boolean conflicting) -> {
                            // Content that is the same can only differ by its mapping, and was counted once already.
                            if (conflicting && exposure.givenId() != null) {
                                rejections.add(new Rejection(
                                        exposure.line(),
                                        RejectionCode.CONFLICTING_ID.name(),
                                        "the exposure id was already used for another exposure"));
                            } else {
                                duplicate++;
                            }
                        }
                        case LedgerVerdict.Erased ignored ->
                            rejections.add(new Rejection(
                                    exposure.line(),
                                    RejectionCode.ERASED.name(),
                                    "somebody it names was erased since"));
                        case LedgerVerdict.Unavailable(String detail) ->
                            throw new LedgerUnavailableException(detail, null);
                        case LedgerVerdict other ->
                            rejections.add(new Rejection(
                                    exposure.line(),
                                    RejectionCode.REFUSED.name(),
                                    other.getClass().getSimpleName()));
                    }
                }
            }
        }
        return new Result(new RowCounts(rows.size(), accepted, skipped, duplicate, rejections.size()), rejections);
    }
}
