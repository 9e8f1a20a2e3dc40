package io.evenreach.frequency.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.exposure.OutstandingExposures.Hold;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutstandingExposuresTest {

    private long nowMillis = 1_000;
    private final OutstandingExposures outstanding = new OutstandingExposures(() -> Instant.ofEpochMilli(nowMillis));

    @Test
    void settlesNothingThatIsStillUnderWay() {
        Hold first = outstanding.accept();
        nowMillis = 2_000;
        Hold second = outstanding.accept();
        Hold sending = outstanding.hold(first.acceptedMillis());
        first.close();
        first.close();
        nowMillis = 3_000;
        assertThat(outstanding.settledThrough()).isEqualTo(1_000);
        sending.close();
        assertThat(outstanding.settledThrough()).isEqualTo(2_000);
        second.close();
        assertThat(outstanding.settledThrough()).isEqualTo(3_000);
        assertThat(outstanding.isEmpty()).isTrue();
    }

    @Test
    void acceptsNothingBeforeWhatItSaidWasSettled() {
        assertThat(outstanding.settledThrough()).isEqualTo(1_000);
        nowMillis = 500;
        assertThat(outstanding.accept().acceptedMillis()).isEqualTo(1_000);
    }
}
