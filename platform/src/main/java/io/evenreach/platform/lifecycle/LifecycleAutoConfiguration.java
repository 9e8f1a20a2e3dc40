package io.evenreach.platform.lifecycle;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Watches the launcher, where {@code evenreach.parent-pid} is set. */
@AutoConfiguration
@ConditionalOnProperty("evenreach.parent-pid")
class LifecycleAutoConfiguration {

    @Bean(initMethod = "watch")
    ParentWatch parentWatch(
            @org.springframework.beans.factory.annotation.Value("${evenreach.parent-pid}") long parentPid,
            ConfigurableApplicationContext context) {
        return new ParentWatch(parentPid, context);
    }
}
