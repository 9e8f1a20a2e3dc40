package io.evenreach.platform.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SteppingThreadTest {

    private final List<RuntimeException> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger steps = new AtomicInteger();
    private final CountDownLatch third = new CountDownLatch(1);

    private final SteppingThread thread = new SteppingThread("test-steps", Duration.ofMillis(1), told::add) {
        @Override
        protected boolean step() {
            switch (steps.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("a failure");
                case 2 -> throw new StackOverflowError("an error");
                default -> third.countDown();
            }
            return false;
        }
    };

    @Test
    void goesOnAfterFailuresAndErrors() throws InterruptedException {
        thread.start();
        try {
            assertThat(third.await(1, TimeUnit.MINUTES)).as("went on").isTrue();
            assertThat(thread.isRunning()).isTrue();
            assertThat(told).singleElement().isInstanceOf(IllegalStateException.class);
        } finally {
            thread.stop();
        }
        assertThat(thread.isRunning()).isFalse();
    }
}
