package io.evenreach.guidecommerce.sale.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AttributionLifeTest {

    /** Every step there is; all other pairs of status and event are refused. */
    private static final String STEPS = """
            CONFIRMED CLAIM DISPUTED
            CONFIRMED FULL_REFUND VOIDED
            CONFIRMED SUSPICION HELD
            CONFIRMED WINDOW_CLOSED FINAL
            DISPUTED FULL_REFUND VOIDED
            DISPUTED KEEP CONFIRMED
            DISPUTED KEEP_NOBODYS FINAL_NONE
            DISPUTED REASSIGN REASSIGNED
            DISPUTED UPHELD DISPUTED
            HELD CLEAR CONFIRMED
            HELD FULL_REFUND VOIDED
            HELD REASSIGN REASSIGNED
            HELD UPHELD VOIDED
            NONE NOT_TOUCHED UNATTRIBUTED
            NONE TOUCHED PROVISIONAL
            PROVISIONAL ABANDONED VOIDED
            PROVISIONAL PAID CONFIRMED
            PROVISIONAL SUSPICION HELD
            REASSIGNED FULL_REFUND VOIDED
            REASSIGNED WINDOW_CLOSED FINAL
            UNATTRIBUTED CLAIM DISPUTED
            UNATTRIBUTED UNCLAIMED FINAL_NONE
            """;

    @Test
    void takesTheseStepsAndNoOthers() {
        Set<String> taken = new TreeSet<>();
        for (AttributionStatus status : AttributionStatus.values()) {
            for (AttributionEvent event : AttributionEvent.values()) {
                AttributionLife.after(status, event).ifPresent(next -> taken.add(status + " " + event + " " + next));
            }
        }

        assertThat(taken).isEqualTo(Arrays.stream(STEPS.split("\n")).collect(Collectors.toCollection(TreeSet::new)));
    }
}
