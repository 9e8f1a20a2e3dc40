package io.evenreach.launcher.supervision;

import io.evenreach.launcher.platform.HttpCheck;
import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.platform.PlatformState.Condition;
import io.evenreach.launcher.platform.PlatformState.ServiceState;
import io.evenreach.launcher.services.ServiceLaunch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One instance of a service: a child process that is started again, on the same port, whenever it ends. */
final class ServiceComponent implements Component {

    private static final Duration START_PATIENCE = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(250);

    /** A service that never worked and ended this often is broken, not unlucky. */
    private static final int EARLY_ENDS = 3;

    /** A recording run writes down what it used before it ends. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(90);

    private final ServiceLaunch launch;
    private final Path log;
    private final Bulletin bulletin;
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final BackOff backOff = BackOff.standard();

    private volatile Condition condition = Condition.STARTING;
    private volatile @Nullable Process process;
    private @Nullable Thread supervisor;

    ServiceComponent(ServiceLaunch launch, Path log, Bulletin bulletin) {
        this.launch = launch;
        this.log = log;
        this.bulletin = bulletin;
    }

    @Override
    public String name() {
        return launch.name();
    }

    @Override
    public ServiceState state() {
        var current = process;
        return new ServiceState(condition, current == null ? 0 : current.pid(), launch.port());
    }

    @Override
    public void start() throws InterruptedException {
        synchronized (this) {
            if (isStopping()) {
                return;
            }
            supervisor =
                    Thread.ofPlatform().daemon().name(name() + "-supervisor").start(this::supervise);
        }
        try {
            firstReady.get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LauncherProblem problem
                    ? problem
                    : new LauncherProblem("The service " + name() + " did not start: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new LauncherProblem(
                    "The service " + name() + " is not ready after " + START_PATIENCE.toMinutes()
                            + " minutes. Its log: " + log,
                    e);
        }
    }

    private boolean isStopping() {
        return stopRequested.getCount() == 0;
    }

    private void supervise() {
        try {
            int earlyEnds = 0;
            while (!isStopping()) {
                var started = System.nanoTime();
                var run = run(started);
                if (isStopping()) {
                    break;
                }
                condition = Condition.RESTARTING;
                bulletin.changed();
                if (!run.wasReady() && launch.runtime().cache().exists()) {
                    launch.runtime().cache().distrust();
                } else if (!firstReady.isDone() && ++earlyEnds >= EARLY_ENDS) {
                    firstReady.completeExceptionally(
                            new LauncherProblem("The service " + name() + " ended " + EARLY_ENDS
                                    + " times while starting. The last lines of its log (" + log + "):\n" + tail()));
                    condition = Condition.DOWN;
                    return;
                }
                var pause = backOff.after(Duration.ofNanos(System.nanoTime() - started));
                bulletin.say(String.format(
                        java.util.Locale.ROOT,
                        "  %-12s ended with code %d; starting it again in %.1f s (log: %s)",
                        name(),
                        run.exitCode(),
                        pause.toMillis() / 1000.0,
                        log));
                stopRequested.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            condition = Condition.DOWN;
            firstReady.complete(null);
        }
    }

    private record Run(boolean wasReady, int exitCode) {}

    private Run run(long started) throws InterruptedException {
        Process child;
        try {
            child = spawn();
        } catch (IOException e) {
            firstReady.completeExceptionally(
                    new LauncherProblem("The service " + name() + " could not be started: " + e.getMessage(), e));
            return new Run(false, -1);
        }
        bulletin.changed();
        boolean ready = false;
        while (!ready && !child.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            ready = isReady();
        }
        if (ready) {
            condition = Condition.UP;
            bulletin.ready(name(), started, "port " + launch.port() + (firstReady.isDone() ? ", again" : ""));
            firstReady.complete(null);
        }
        int code = child.waitFor();
        process = null;
        return new Run(ready, code);
    }

    private synchronized Process spawn() throws IOException {
        var builder = new ProcessBuilder(launch.command())
                .directory(launch.surroundings().environment().home().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(launch.environment());
        var child = builder.start();
        process = child;
        if (isStopping()) {
            child.destroy();
        }
        return child;
    }

    private boolean isReady() {
        int answer = HttpCheck.get(launch.port(), "/actuator/health/readiness");
        return answer == 200 || (answer == 404 && HttpCheck.get(launch.port(), "/actuator/health") == 200);
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            // A stack trace is in the log for whoever wants it; the sentences before it say what happened.
            var readable = lines.stream()
                    .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
                    .toList();
            return String.join("\n", readable.subList(Math.max(0, readable.size() - 12), readable.size()));
        } catch (IOException e) {
            return "(the log cannot be read: " + e.getMessage() + ")";
        }
    }

    @Override
    public void stop() {
        var started = System.nanoTime();
        Process running;
        Thread watching;
        synchronized (this) {
            stopRequested.countDown();
            running = process;
            watching = supervisor;
        }
        if (running == null || watching == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                bulletin.say("  " + name() + " does not stop; ending it (log: " + log + ")");
                running.destroyForcibly().waitFor();
            }
            watching.join();
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        bulletin.stopped(name(), started);
    }
}
