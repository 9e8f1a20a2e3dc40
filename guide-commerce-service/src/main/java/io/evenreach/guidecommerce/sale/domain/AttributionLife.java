package io.evenreach.guidecommerce.sale.domain;

import java.util.Map;
import java.util.Optional;

/** The life of an attribution as a table; what is not in it cannot happen. */
public final class AttributionLife {

    private static final Map<AttributionStatus, Map<AttributionEvent, AttributionStatus>> TABLE = Map.ofEntries(
            Map.entry(
                    AttributionStatus.NONE,
                    Map.of(
                            AttributionEvent.TOUCHED, AttributionStatus.PROVISIONAL,
                            AttributionEvent.NOT_TOUCHED, AttributionStatus.UNATTRIBUTED)),
            Map.entry(
                    AttributionStatus.PROVISIONAL,
                    Map.of(
                            AttributionEvent.PAID, AttributionStatus.CONFIRMED,
                            AttributionEvent.ABANDONED, AttributionStatus.VOIDED,
                            AttributionEvent.SUSPICION, AttributionStatus.HELD)),
            Map.entry(
                    AttributionStatus.UNATTRIBUTED,
                    Map.of(
                            AttributionEvent.CLAIM, AttributionStatus.DISPUTED,
                            AttributionEvent.UNCLAIMED, AttributionStatus.FINAL_NONE)),
            Map.entry(
                    AttributionStatus.CONFIRMED,
                    Map.of(
                            AttributionEvent.CLAIM, AttributionStatus.DISPUTED,
                            AttributionEvent.SUSPICION, AttributionStatus.HELD,
                            AttributionEvent.WINDOW_CLOSED, AttributionStatus.FINAL,
                            AttributionEvent.FULL_REFUND, AttributionStatus.VOIDED)),
            Map.entry(
                    AttributionStatus.HELD,
                    Map.of(
                            AttributionEvent.CLEAR, AttributionStatus.CONFIRMED,
                            AttributionEvent.UPHELD, AttributionStatus.VOIDED,
                            // Upheld, and another guide's touch would have won.
                            AttributionEvent.REASSIGN, AttributionStatus.REASSIGNED,
                            AttributionEvent.FULL_REFUND, AttributionStatus.VOIDED)),
            Map.entry(
                    AttributionStatus.DISPUTED,
                    Map.of(
                            AttributionEvent.KEEP, AttributionStatus.CONFIRMED,
                            AttributionEvent.KEEP_NOBODYS, AttributionStatus.FINAL_NONE,
                            AttributionEvent.REASSIGN, AttributionStatus.REASSIGNED,
                            // Whose it was is out; the claim goes on about a sale that is nobody's.
                            AttributionEvent.UPHELD, AttributionStatus.DISPUTED,
                            AttributionEvent.FULL_REFUND, AttributionStatus.VOIDED)),
            Map.entry(
                    AttributionStatus.REASSIGNED,
                    Map.of(
                            AttributionEvent.WINDOW_CLOSED, AttributionStatus.FINAL,
                            AttributionEvent.FULL_REFUND, AttributionStatus.VOIDED)),
            Map.entry(AttributionStatus.FINAL, Map.of()),
            Map.entry(AttributionStatus.FINAL_NONE, Map.of()),
            Map.entry(AttributionStatus.VOIDED, Map.of()));

    private AttributionLife() {}

    /** The status after the event; empty where it cannot happen in this status. */
    public static Optional<AttributionStatus> after(AttributionStatus status, AttributionEvent event) {
        return Optional.ofNullable(TABLE.getOrDefault(status, Map.of()).get(event));
    }
}
