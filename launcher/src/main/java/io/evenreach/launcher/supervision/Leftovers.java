package io.evenreach.launcher.supervision;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Processes that a killed launcher left; they end by themselves, and those still ending hold its ports and files. */
record Leftovers(List<ProcessHandle> processes) {

    /** Without database and Kafka a service cannot finish anything; what it had acknowledged is in the database. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The system takes a moment to take everything from a process that was ended forcibly, its ports among it. */
    private static final Duration FORCED_PATIENCE = Duration.ofSeconds(10);

    /** Returns when all have ended and what they held is free. */
    void end() {
        processes.forEach(ProcessHandle::destroy);
        await(PATIENCE);
        processes.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        await(FORCED_PATIENCE);
    }

    private void await(Duration patience) {
        CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
