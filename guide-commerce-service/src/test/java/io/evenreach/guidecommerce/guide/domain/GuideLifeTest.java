package io.evenreach.guidecommerce.guide.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GuideLifeTest {

    /** Every step there is; all other pairs of status and event are refused. */
    private static final String STEPS = """
            ACTIVE BAN BANNED
            ACTIVE CLOSE_REQUEST CLOSING
            ACTIVE IDLE DORMANT
            ACTIVE LICENCE_EXPIRED SUSPENDED
            ACTIVE RISK_FLAG SUSPENDED
            ACTIVE SUSPEND SUSPENDED
            BANNED APPEAL_WON SUSPENDED
            CLOSING CANCEL_CLOSE SUSPENDED
            CLOSING SETTLED CLOSED
            DORMANT BAN BANNED
            DORMANT CLOSE_REQUEST CLOSING
            DORMANT LOGIN ACTIVE
            DORMANT SALE ACTIVE
            DRAFT SUBMIT SUBMITTED
            EXPIRED REAPPLY DRAFT
            IN_REVIEW APPROVE ACTIVE
            IN_REVIEW ASK_MORE RESUBMIT
            IN_REVIEW REJECT REJECTED
            REJECTED REAPPLY DRAFT
            RESUBMIT SILENT EXPIRED
            RESUBMIT SUBMIT SUBMITTED
            RESUBMIT WITHDRAW DRAFT
            SUBMITTED APPROVE ACTIVE
            SUBMITTED PICK IN_REVIEW
            SUBMITTED REJECT REJECTED
            SUBMITTED WITHDRAW DRAFT
            SUSPENDED BAN BANNED
            SUSPENDED CLEARED ACTIVE
            SUSPENDED CLOSE_REQUEST CLOSING
            SUSPENDED RENEWED ACTIVE
            """;

    @Test
    void takesTheseStepsAndNoOthers() {
        Set<String> taken = new TreeSet<>();
        for (GuideStatus status : GuideStatus.values()) {
            for (GuideEvent event : GuideEvent.values()) {
                GuideLife.after(status, event).ifPresent(next -> taken.add(status + " " + event + " " + next));
            }
        }

        assertThat(taken).isEqualTo(Arrays.stream(STEPS.split("\n")).collect(Collectors.toCollection(TreeSet::new)));
    }
}
