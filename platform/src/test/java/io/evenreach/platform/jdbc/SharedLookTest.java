package io.evenreach.platform.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedLookTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void isOverForWhoeverWaitedAndBegunAnewByTheNext() {
        SharedLook look = new SharedLook(LONG, looks::incrementAndGet);

        look.join();
        assertThat(looks).hasValue(1);
        look.join();
        assertThat(looks).hasValue(2);
    }

    @Test
    void keepsNobodyWaitingWhoComesWhenItIsOlderThanAMoment() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        SharedLook look = new SharedLook(Duration.ofMillis(50), () -> {
            looks.incrementAndGet();
            awaitQuietly(answered);
        });

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                Future<?> first = callers.submit(look::join);
                first.get(1, TimeUnit.MINUTES);
                Future<?> second = callers.submit(look::join);
                second.get(1, TimeUnit.MINUTES);
            } finally {
                answered.countDown();
            }
        }
        assertThat(looks).hasValue(1);
    }

    @Test
    void goesOnAfterADefect() {
        SharedLook look = new SharedLook(LONG, () -> {
            if (looks.incrementAndGet() == 1) {
                throw new IllegalStateException("the first look is none");
            }
        });

        look.join();
        look.join();
        assertThat(looks).hasValue(2);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
