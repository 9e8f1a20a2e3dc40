package io.evenreach.platform.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** What recurs does not wait for what else recurs. */
class SchedulingTest {

    /** Two tasks that take as long as the context lives, and one that is quick. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        TaskExecutionAutoConfiguration.class,
        SchedulingAutoConfiguration.class,
        TaskSchedulingAutoConfiguration.class
    })
    static class Tasks {

        private final CountDownLatch slow = new CountDownLatch(2);
        private final CountDownLatch quick = new CountDownLatch(3);

        @Scheduled(fixedDelay = 3_600_000)
        void waitForSomething() throws InterruptedException {
            slow.countDown();
            Thread.sleep(Duration.ofHours(1));
        }

        @Scheduled(fixedDelay = 3_600_000)
        void waitForSomethingElse() throws InterruptedException {
            slow.countDown();
            Thread.sleep(Duration.ofHours(1));
        }

        @Scheduled(fixedDelay = 10)
        void goOn() throws InterruptedException {
            slow.await();
            quick.countDown();
        }
    }

    @Test
    void goesOnWhileOtherTasksTakeLong() throws InterruptedException {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(context.getBean(Tasks.class).quick.await(20, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(context.getBean(ThreadPoolTaskScheduler.class)
                            .getScheduledThreadPoolExecutor()
                            .getCorePoolSize())
                    .isEqualTo(3);
        }
    }

    @Test
    void leavesRequestsTheirOwnExecutor() {
        try (ConfigurableApplicationContext context = start()) {
            assertThat(context.getBean("applicationTaskExecutor", Executor.class))
                    .isNotInstanceOf(ThreadPoolTaskScheduler.class);
        }
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Tasks.class)
                .web(WebApplicationType.NONE)
                .run("--spring.threads.virtual.enabled=true", "--spring.jmx.enabled=false");
    }
}
