package io.evenreach.guidecommerce.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CommissionLifeTest {

    /** Every step there is; all other pairs of state and event are refused. */
    private static final String STEPS = """
            CLAWBACK_DUE CHARGEBACK_WON PAID
            CLAWBACK_DUE NETTED_IN_FULL RECOVERED
            CLAWBACK_DUE NETTED_IN_PART CLAWBACK_DUE
            CLAWBACK_DUE NETTING_RETURNED CLAWBACK_DUE
            CLAWBACK_DUE PAYOUT_RETURNED REVERSED
            CLAWBACK_DUE PAYOUT_RETURNED_IN_EXCESS PAYABLE
            CLAWBACK_DUE POLICY_LIMIT WRITTEN_OFF
            HELD CLEAR PENDING
            HELD FULL_REFUND REVERSED
            HELD NETTING_RETURNED HELD
            HELD PARTIAL_REFUND HELD
            HELD UPHELD VOIDED
            PAID CHARGEBACK_WON PAID
            PAID FULL_REFUND CLAWBACK_DUE
            PAID NETTED_IN_FULL PAID
            PAID NETTED_IN_PART PAID
            PAID NETTING_RETURNED PAID
            PAID PARTIAL_REFUND PAID
            PAID PAYOUT_RETURNED PAYABLE
            PAID POLICY_LIMIT PAID
            PAID UPHELD CLAWBACK_DUE
            PAYABLE FRAUD HELD
            PAYABLE FULL_REFUND REVERSED
            PAYABLE NETTING_RETURNED PAYABLE
            PAYABLE PARTIAL_REFUND PAYABLE
            PAYABLE PAYOUT_PICK RESERVED
            PENDING ATTRIBUTION_VOID VOIDED
            PENDING FRAUD HELD
            PENDING FULL_REFUND REVERSED
            PENDING MATURED PAYABLE
            PENDING NETTING_RETURNED PENDING
            PENDING PARTIAL_REFUND PENDING
            RECOVERED CHARGEBACK_WON PAID
            RECOVERED NETTING_RETURNED CLAWBACK_DUE
            RECOVERED PAYOUT_RETURNED_IN_EXCESS PAYABLE
            RESERVED CHARGEBACK_WON RESERVED
            RESERVED FULL_REFUND RESERVED_REFUNDED
            RESERVED NETTING_RETURNED RESERVED
            RESERVED PARTIAL_REFUND RESERVED
            RESERVED PAYOUT_REJECTED PAYABLE
            RESERVED PAYOUT_SETTLED PAID
            RESERVED_REFUNDED CHARGEBACK_WON RESERVED
            RESERVED_REFUNDED PAYOUT_REJECTED REVERSED
            RESERVED_REFUNDED PAYOUT_SETTLED CLAWBACK_DUE
            WRITTEN_OFF CHARGEBACK_WON PAID
            WRITTEN_OFF NETTING_RETURNED CLAWBACK_DUE
            WRITTEN_OFF PAYOUT_RETURNED REVERSED
            WRITTEN_OFF PAYOUT_RETURNED_IN_EXCESS PAYABLE
            """;

    @Test
    void takesTheseStepsAndNoOthers() {
        Set<String> taken = new TreeSet<>();
        for (CommissionState state : CommissionState.values()) {
            for (CommissionEvent event : CommissionEvent.values()) {
                CommissionLife.after(state, event).ifPresent(next -> taken.add(state + " " + event + " " + next));
            }
        }

        assertThat(taken).isEqualTo(Arrays.stream(STEPS.split("\n")).collect(Collectors.toCollection(TreeSet::new)));
    }
}
