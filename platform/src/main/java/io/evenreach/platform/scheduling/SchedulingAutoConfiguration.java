package io.evenreach.platform.scheduling;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/**
 * A thread for each task that recurs. Spring's scheduler for virtual threads runs everything with a fixed delay on one
 * thread, so that one slow task would keep all others waiting.
 *
 * <p>After the executor of requests, which is not made where any other executor is, and before Spring's own scheduler.
 */
@AutoConfiguration(after = TaskExecutionAutoConfiguration.class, before = TaskSchedulingAutoConfiguration.class)
@EnableScheduling
class SchedulingAutoConfiguration {

    @Bean
    ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
        return builder.build();
    }

    /** How many tasks there are is known when all of them have been found. */
    @Bean
    ApplicationListener<ApplicationStartedEvent> threadForEachTask(
            ThreadPoolTaskScheduler scheduler, ScheduledTaskHolder found) {
        return started -> scheduler.setPoolSize(Math.max(
                scheduler.getScheduledThreadPoolExecutor().getCorePoolSize(),
                found.getScheduledTasks().size()));
    }
}
