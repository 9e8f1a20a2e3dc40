package io.evenreach.guidecommerce.sale.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DisputeStateTest {

    /** Every step there is; all other pairs of state and event are refused. */
    private static final String STEPS = """
            OPEN END ENDED
            OPEN KEEP KEPT
            OPEN REASSIGN REASSIGNED
            OPEN WITHDRAW WITHDRAWN
            """;

    @Test
    void takesTheseStepsAndNoOthers() {
        Set<String> taken = new TreeSet<>();
        for (DisputeState state : DisputeState.values()) {
            for (DisputeState.Event event : DisputeState.Event.values()) {
                state.after(event).ifPresent(next -> taken.add(state + " " + event + " " + next));
            }
        }

        assertThat(taken).isEqualTo(Arrays.stream(STEPS.split("\n")).collect(Collectors.toCollection(TreeSet::new)));
    }
}
