package io.evenreach.guidecommerce.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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

    /** Whatever is asked of a commission that has money of every kind, it does what the table says or refuses. */
    @Test
    void doesOfACommissionWhatTheTableSaysAndRefusesTheRest() {
        Set<String> taken = new TreeSet<>();
        for (CommissionState state : CommissionState.values()) {
            for (CommissionEvent event : CommissionEvent.values()) {
                try {
                    taken.add(state + " " + event + " "
                            + after(event, state).after().state());
                } catch (IllegalStepException refused) {
                    assertThat(refused).hasMessageContaining(state.name());
                }
            }
        }

        assertThat(taken)
                .isEqualTo(Arrays.stream(STEPS.split("\n"))
                        .filter(step -> !step.contains("ATTRIBUTION_VOID"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Commission.Step after(CommissionEvent event, CommissionState state) {
        Commission some = new Commission(new UUID(0, 1), "guide", 0, "EUR", state, 400, 700, 200, 100);
        Commission owing = new Commission(new UUID(0, 1), "guide", 0, "EUR", state, 0, 300, 200, 100);
        Commission plain = new Commission(new UUID(0, 1), "guide", 0, "EUR", state, 400, 400, 0, 0);
        return switch (event) {
            case PARTIAL_REFUND -> some.refunded(100);
            case FULL_REFUND -> plain.refunded(400);
            case FRAUD -> some.suspected();
            case CLEAR -> some.cleared();
            case UPHELD -> plain.upheld();
            case MATURED -> some.matured();
            case PAYOUT_PICK -> some.picked();
            case PAYOUT_SETTLED -> some.settled();
            case PAYOUT_REJECTED -> some.rejected();
            case PAYOUT_RETURNED -> owing.returned();
            case PAYOUT_RETURNED_IN_EXCESS -> {
                if (state == CommissionState.PAID) {
                    throw new IllegalStepException("all of what is PAID comes back");
                }
                yield some.returned();
            }
            case NETTED_IN_PART -> some.netted(100);
            case NETTED_IN_FULL -> some.netted(200);
            case NETTING_RETURNED -> some.nettingReturned(100);
            case POLICY_LIMIT -> some.writtenOff();
            case CHARGEBACK_WON -> some.restored(100);
            case ATTRIBUTION_VOID ->
                throw new IllegalStepException(
                        "what is nobody's is held before it is taken back, also where it is " + state);
        };
    }
}
