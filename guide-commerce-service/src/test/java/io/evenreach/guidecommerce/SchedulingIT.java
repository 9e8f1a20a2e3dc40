package io.evenreach.guidecommerce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.test.context.TestPropertySource;

/** What recurs does not wait for what else recurs. */
@Import(SchedulingIT.SlowTask.class)
@TestPropertySource(properties = "evenreach.ledger.seal-every=100ms")
class SchedulingIT extends ServiceTestBase {

    /** Takes as long as the context lives. */
    @TestConfiguration(proxyBeanMethods = false)
    static class SlowTask {

        private final CountDownLatch started = new CountDownLatch(1);

        @Scheduled(fixedDelay = 3_600_000)
        void waitForSomething() throws InterruptedException {
            started.countDown();
            Thread.sleep(Duration.ofHours(1));
        }
    }

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private SlowTask slow;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private ThreadPoolTaskScheduler scheduler;

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private ScheduledAnnotationBeanPostProcessor tasks;

    @Test
    void sealsWhileAnotherTaskTakesLong() throws InterruptedException {
        slow.started.await();

        String shop = shop("EUR", 7);
        paidOrder(shop, click(activeGuide(), shop), 10_000, "EUR");

        await().until(() -> jdbc.sql("select not exists (select 1 from posting where seal_number is null)")
                .query(Boolean.class)
                .single());
    }

    @Test
    void hasAThreadForEachTask() {
        assertThat(scheduler.getScheduledThreadPoolExecutor().getCorePoolSize())
                .isGreaterThanOrEqualTo(tasks.getScheduledTasks().size());
    }
}
