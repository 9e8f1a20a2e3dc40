package io.evenreach.platform.lifecycle;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Ends this process when the one that started it has ended, however it ended. */
final class ParentWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ParentWatch.class);

    private final long parentPid;
    private final ConfigurableApplicationContext context;

    ParentWatch(long parentPid, ConfigurableApplicationContext context) {
        this.parentPid = parentPid;
        this.context = context;
    }

    void watch() {
        Optional<ProcessHandle> parent = ProcessHandle.of(parentPid);
        if (parent.isEmpty()) {
            leave();
        } else {
            parent.get().onExit().thenRun(this::leave);
        }
    }

    private void leave() {
        LOG.atWarn().addKeyValue("parentPid", parentPid).log("The launcher is gone; this service ends too");
        Thread.ofPlatform().name("parent-gone").start(() -> System.exit(SpringApplication.exit(context)));
    }
}
