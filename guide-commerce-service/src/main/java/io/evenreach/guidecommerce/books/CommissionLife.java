package io.evenreach.guidecommerce.books;

import static io.evenreach.guidecommerce.books.CommissionEvent.ATTRIBUTION_VOID;
import static io.evenreach.guidecommerce.books.CommissionEvent.CHARGEBACK_WON;
import static io.evenreach.guidecommerce.books.CommissionEvent.CLEAR;
import static io.evenreach.guidecommerce.books.CommissionEvent.FRAUD;
import static io.evenreach.guidecommerce.books.CommissionEvent.FULL_REFUND;
import static io.evenreach.guidecommerce.books.CommissionEvent.MATURED;
import static io.evenreach.guidecommerce.books.CommissionEvent.NETTED_IN_FULL;
import static io.evenreach.guidecommerce.books.CommissionEvent.NETTED_IN_PART;
import static io.evenreach.guidecommerce.books.CommissionEvent.NETTING_RETURNED;
import static io.evenreach.guidecommerce.books.CommissionEvent.PARTIAL_REFUND;
import static io.evenreach.guidecommerce.books.CommissionEvent.PAYOUT_PICK;
import static io.evenreach.guidecommerce.books.CommissionEvent.PAYOUT_REJECTED;
import static io.evenreach.guidecommerce.books.CommissionEvent.PAYOUT_RETURNED;
import static io.evenreach.guidecommerce.books.CommissionEvent.PAYOUT_RETURNED_IN_EXCESS;
import static io.evenreach.guidecommerce.books.CommissionEvent.PAYOUT_SETTLED;
import static io.evenreach.guidecommerce.books.CommissionEvent.POLICY_LIMIT;
import static io.evenreach.guidecommerce.books.CommissionEvent.UPHELD;

import java.util.Map;
import java.util.Optional;

/** The life of a commission as a table; what is not in it cannot happen. */
public final class CommissionLife {

    private static final Map<CommissionState, Map<CommissionEvent, CommissionState>> TABLE = Map.ofEntries(
            Map.entry(
                    CommissionState.PENDING,
                    Map.of(
                            PARTIAL_REFUND, CommissionState.PENDING,
                            FULL_REFUND, CommissionState.REVERSED,
                            FRAUD, CommissionState.HELD,
                            ATTRIBUTION_VOID, CommissionState.VOIDED,
                            NETTING_RETURNED, CommissionState.PENDING,
                            MATURED, CommissionState.PAYABLE)),
            Map.entry(
                    CommissionState.HELD,
                    Map.of(
                            CLEAR, CommissionState.PENDING,
                            UPHELD, CommissionState.VOIDED,
                            NETTING_RETURNED, CommissionState.HELD,
                            FULL_REFUND, CommissionState.REVERSED,
                            PARTIAL_REFUND, CommissionState.HELD)),
            Map.entry(
                    CommissionState.PAYABLE,
                    Map.of(
                            PARTIAL_REFUND, CommissionState.PAYABLE,
                            FULL_REFUND, CommissionState.REVERSED,
                            FRAUD, CommissionState.HELD,
                            NETTING_RETURNED, CommissionState.PAYABLE,
                            PAYOUT_PICK, CommissionState.RESERVED)),
            Map.entry(
                    CommissionState.RESERVED,
                    Map.of(
                            PAYOUT_SETTLED, CommissionState.PAID,
                            PAYOUT_REJECTED, CommissionState.PAYABLE,
                            PARTIAL_REFUND, CommissionState.RESERVED,
                            NETTING_RETURNED, CommissionState.RESERVED,
                            CHARGEBACK_WON, CommissionState.RESERVED,
                            FULL_REFUND, CommissionState.RESERVED_REFUNDED)),
            Map.entry(
                    CommissionState.RESERVED_REFUNDED,
                    Map.of(
                            PAYOUT_SETTLED, CommissionState.CLAWBACK_DUE,
                            CHARGEBACK_WON, CommissionState.RESERVED,
                            PAYOUT_REJECTED, CommissionState.REVERSED)),
            Map.entry(
                    CommissionState.PAID,
                    Map.of(
                            PAYOUT_RETURNED, CommissionState.PAYABLE,
                            PARTIAL_REFUND, CommissionState.PAID,
                            NETTED_IN_PART, CommissionState.PAID,
                            NETTED_IN_FULL, CommissionState.PAID,
                            NETTING_RETURNED, CommissionState.PAID,
                            POLICY_LIMIT, CommissionState.PAID,
                            CHARGEBACK_WON, CommissionState.PAID,
                            FULL_REFUND, CommissionState.CLAWBACK_DUE,
                            UPHELD, CommissionState.CLAWBACK_DUE)),
            Map.entry(
                    CommissionState.CLAWBACK_DUE,
                    Map.of(
                            NETTED_IN_PART, CommissionState.CLAWBACK_DUE,
                            NETTED_IN_FULL, CommissionState.RECOVERED,
                            NETTING_RETURNED, CommissionState.CLAWBACK_DUE,
                            POLICY_LIMIT, CommissionState.WRITTEN_OFF,
                            CHARGEBACK_WON, CommissionState.PAID,
                            PAYOUT_RETURNED, CommissionState.REVERSED,
                            PAYOUT_RETURNED_IN_EXCESS, CommissionState.PAYABLE)),
            Map.entry(
                    CommissionState.RECOVERED,
                    Map.of(
                            CHARGEBACK_WON, CommissionState.PAID,
                            NETTING_RETURNED, CommissionState.CLAWBACK_DUE,
                            PAYOUT_RETURNED_IN_EXCESS, CommissionState.PAYABLE)),
            Map.entry(
                    CommissionState.WRITTEN_OFF,
                    Map.of(
                            CHARGEBACK_WON, CommissionState.PAID,
                            NETTING_RETURNED, CommissionState.CLAWBACK_DUE,
                            PAYOUT_RETURNED, CommissionState.REVERSED,
                            PAYOUT_RETURNED_IN_EXCESS, CommissionState.PAYABLE)),
            Map.entry(CommissionState.REVERSED, Map.of()),
            Map.entry(CommissionState.VOIDED, Map.of()));

    private CommissionLife() {}

    /** The state after the event; empty where it cannot happen in this state. */
    public static Optional<CommissionState> after(CommissionState state, CommissionEvent event) {
        return Optional.ofNullable(TABLE.getOrDefault(state, Map.of()).get(event));
    }
}
