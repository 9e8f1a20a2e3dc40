package io.evenreach.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {

    private static final Duration CRASHED_AT_ONCE = Duration.ofSeconds(1);

    private final BackOff backOff = new BackOff(Duration.ofMillis(250), Duration.ofSeconds(2), Duration.ofMinutes(1));

    @Test
    void waitsTwiceAsLongEachTimeUpToItsBound() {
        assertThat(backOff.after(CRASHED_AT_ONCE)).hasMillis(250);
        assertThat(backOff.after(CRASHED_AT_ONCE)).hasMillis(500);
        assertThat(backOff.after(CRASHED_AT_ONCE)).hasMillis(1000);
        assertThat(backOff.after(CRASHED_AT_ONCE)).hasMillis(2000);
        assertThat(backOff.after(CRASHED_AT_ONCE)).hasMillis(2000);
    }

    @Test
    void startsFromTheBeginningAfterAHealthyRun() {
        backOff.after(CRASHED_AT_ONCE);
        backOff.after(CRASHED_AT_ONCE);
        assertThat(backOff.after(Duration.ofMinutes(1))).hasMillis(250);
        assertThat(backOff.after(CRASHED_AT_ONCE)).hasMillis(500);
    }
}
