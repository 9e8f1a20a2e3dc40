package io.evenreach.guidecommerce.payout.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ItemLifeTest {

    /**
     * Every step there is; all other pairs of status and event are refused. A statement line may come before the status
     * report, so SUBMITTED settles too.
     */
    private static final String STEPS = """
            ACCEPTED LOST UNKNOWN
            ACCEPTED REJECT REJECTED
            ACCEPTED SETTLE SETTLED
            APPROVED CANCEL CANCELLED
            APPROVED EMIT SUBMITTED
            DRAFT APPROVE APPROVED
            DRAFT CANCEL CANCELLED
            SETTLED RETURN RETURNED
            SUBMITTED ACCEPT ACCEPTED
            SUBMITTED LOST UNKNOWN
            SUBMITTED REJECT REJECTED
            SUBMITTED SETTLE SETTLED
            UNKNOWN ACCEPT ACCEPTED
            UNKNOWN REJECT REJECTED
            UNKNOWN SETTLE SETTLED
            """;

    @Test
    void takesTheseStepsAndNoOthers() {
        Set<String> taken = new TreeSet<>();
        for (ItemStatus status : ItemStatus.values()) {
            for (ItemEvent event : ItemEvent.values()) {
                ItemLife.after(status, event).ifPresent(next -> taken.add(status + " " + event + " " + next));
            }
        }

        assertThat(taken).isEqualTo(Arrays.stream(STEPS.split("\n")).collect(Collectors.toCollection(TreeSet::new)));
    }
}
