package io.evenreach.guidecommerce.sale.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HoldStateTest {

    /** Every step there is; all other pairs of state and event are refused. */
    private static final String STEPS = """
            APPEALED END ENDED
            APPEALED RELEASE RELEASED
            APPEALED UPHOLD UPHELD
            FLAGGED APPEAL FLAGGED
            FLAGGED END ENDED
            FLAGGED HOLD OPEN
            FLAGGED RELEASE RELEASED
            FLAGGED UPHOLD UPHELD
            OPEN APPEAL APPEALED
            OPEN END ENDED
            OPEN RELEASE RELEASED
            OPEN UPHOLD UPHELD
            """;

    @Test
    void takesTheseStepsAndNoOthers() {
        Set<String> taken = new TreeSet<>();
        for (HoldState state : HoldState.values()) {
            for (HoldState.Event event : HoldState.Event.values()) {
                state.after(event).ifPresent(next -> taken.add(state + " " + event + " " + next));
            }
        }

        assertThat(taken).isEqualTo(Arrays.stream(STEPS.split("\n")).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void letsTheDeadlineDecideAgainstWhoeverKeptSilent() {
        assertThat(HoldReason.SAME_PERSON.byDeadline(HoldState.OPEN)).isEqualTo(HoldState.Event.UPHOLD);
        assertThat(HoldReason.SAME_PERSON.byDeadline(HoldState.APPEALED)).isEqualTo(HoldState.Event.RELEASE);
        assertThat(HoldReason.SAME_PERSON.byDeadline(HoldState.FLAGGED))
                .as("nothing that was paid is taken back without a decision")
                .isEqualTo(HoldState.Event.RELEASE);
        assertThat(HoldReason.VELOCITY.byDeadline(HoldState.OPEN)).isEqualTo(HoldState.Event.RELEASE);
        assertThat(HoldReason.COLLUSION.byDeadline(HoldState.OPEN)).isEqualTo(HoldState.Event.RELEASE);
        assertThat(HoldReason.FRAUD.byDeadline(HoldState.OPEN)).isEqualTo(HoldState.Event.RELEASE);
    }
}
