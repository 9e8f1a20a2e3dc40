package io.evenreach.frequency.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExposurePaceTest {

    private static final Duration BEHIND = Duration.ofMillis(501);
    private static final Duration NOT_QUITE = Duration.ofMillis(500);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void holdsUpWhileTheLedgerIsBehindAndNoLonger() throws InterruptedException {
        ExposurePace pace = pace(Duration.ofHours(1), 16);
        pace.applied(BEHIND);
        Thread first = heldUp(pace);
        Thread second = heldUp(pace);
        pace.applied(NOT_QUITE);
        first.join();
        second.join();
        assertThat(meters.timer("evenreach.exposures.held.up").count()).isEqualTo(2);
        pace.await(ExposurePace.FULL_REPORT);
        assertThat(meters.timer("evenreach.exposures.held.up").count()).isEqualTo(2);
    }

    @Test
    void holdsNobodyUpForLongerThanConfigured() {
        ExposurePace pace = ticking(Duration.ofMillis(10), Duration.ofMillis(100));
        pace.applied(BEHIND);
        looks.set(0);
        pace.await(ExposurePace.FULL_REPORT);
        assertThat(looks).hasValue(11);
    }

    @Test
    void holdsAReportUpInProportionToItsSize() {
        ExposurePace pace = ticking(Duration.ofMillis(10), Duration.ofMillis(100));
        pace.applied(BEHIND);
        assertThat(looksOf(pace, 1)).isEqualTo(2);
        assertThat(looksOf(pace, 500)).isEqualTo(6);
        assertThat(looksOf(pace, 1_000)).isEqualTo(11);
        assertThat(meters.timer("evenreach.exposures.held.up").totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(160);
    }

    @Test
    void holdsNobodyUpBehindALedgerThatStandsStill() {
        ExposurePace pace = ticking(Duration.ofSeconds(2), Duration.ofHours(1));
        pace.applied(BEHIND);
        looks.set(0);
        pace.await(ExposurePace.FULL_REPORT);
        assertThat(looks).hasValue(1);
    }

    @Test
    void holdsUpSoManyAtATimeOnly() throws InterruptedException {
        ExposurePace pace = pace(Duration.ofHours(1), 1);
        pace.applied(BEHIND);
        Thread first = heldUp(pace);
        pace.await(ExposurePace.FULL_REPORT);
        assertThat(first.isAlive()).isTrue();
        pace.applied(Duration.ZERO);
        first.join();
        pace.applied(BEHIND);
        Thread next = heldUp(pace);
        pace.applied(Duration.ZERO);
        next.join();
    }

    private int looksOf(ExposurePace pace, int exposures) {
        looks.set(0);
        pace.await(exposures);
        return looks.get();
    }

    private ExposurePace pace(Duration heldUpMax, int atOnce) {
        return new ExposurePace(properties(heldUpMax, atOnce), meters, nanos::get);
    }

    /** With a clock that goes on by so much whenever it is looked at. */
    private ExposurePace ticking(Duration tick, Duration heldUpMax) {
        return new ExposurePace(properties(heldUpMax, 16), meters, () -> {
            looks.incrementAndGet();
            return nanos.getAndAdd(tick.toNanos());
        });
    }

    private static ExposureProperties properties(Duration heldUpMax, int atOnce) {
        Duration any = Duration.ofSeconds(10);
        return new ExposureProperties(any, any, any, 1_000, any, any, NOT_QUITE, heldUpMax, atOnce);
    }

    /** Somebody who is seen to be held up. */
    private static Thread heldUp(ExposurePace pace) throws InterruptedException {
        Thread thread = Thread.ofPlatform().daemon().start(() -> pace.await(ExposurePace.FULL_REPORT));
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).as("held up").isTrue();
            Thread.sleep(1);
        }
        return thread;
    }
}
