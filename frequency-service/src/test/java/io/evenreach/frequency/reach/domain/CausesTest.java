package io.evenreach.frequency.reach.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.ledger.TouchCause;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CausesTest {

    @Test
    void whoReportedLateMadeTheGrantExpire() {
        assertThat(cause(TouchCause.GRANT_EXPIRED)).isEqualTo(HeavyCause.GRANT_EXPIRED);
        assertThat(cause(TouchCause.GRANT_EXPIRED, TouchCause.REPORTED_LATE)).isEqualTo(HeavyCause.REPORTED_LATE);
        assertThat(cause(TouchCause.NEVER_GRANTED, TouchCause.REPORTED_LATE)).isEqualTo(HeavyCause.NEVER_GRANTED);
        assertThat(cause(TouchCause.RELEASED, TouchCause.REPORTED_LATE)).isEqualTo(HeavyCause.RELEASED);
    }

    @Test
    void everyCauseIsToldOfSomeTouch() {
        Set<HeavyCause> told = IntStream.range(0, 64).mapToObj(Causes::of).collect(Collectors.toSet());
        assertThat(told).isEqualTo(EnumSet.allOf(HeavyCause.class));
    }

    private static HeavyCause cause(TouchCause... causes) {
        int flags = 0;
        for (TouchCause cause : causes) {
            flags |= cause.flag();
        }
        return Causes.of(flags);
    }
}
