package io.evenreach.launcher.platform;

import io.evenreach.launcher.platform.PlatformState.Phase;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A platform that some launcher on this machine runs and that is ready to be used.
 *
 * @param address what people type into a browser
 * @param dataDir its data directory, with the credentials
 * @param startedHere whether this call started it
 */
public record RunningPlatform(URI address, Path dataDir, boolean startedHere) {

    private static final Duration START_PATIENCE = Duration.ofMinutes(6);
    private static final Duration POLL = Duration.ofMillis(100);

    /** The platform on this data directory, if a launcher runs it; waits until it is ready. */
    public static Optional<RunningPlatform> find(LauncherEnvironment environment, Consumer<String> lines) {
        var data = new DataDirectory(environment.dataDir());
        if (!data.isTaken()) {
            return Optional.empty();
        }
        return waitUntilReady(data, lines)
                .map(state -> new RunningPlatform(state.address(), environment.dataDir(), false));
    }

    /**
     * The platform on this data directory, started in the background when nobody runs it yet. A start that fails, or during
     * which this process ends, leaves nothing running.
     *
     * @param arguments further arguments of {@code up}
     * @param lines told one readable line per component
     * @param launcher remembers what is started, from before it is
     * @throws LauncherProblem when it does not become ready
     */
    public static RunningPlatform findOrStart(
            LauncherEnvironment environment,
            List<String> arguments,
            Consumer<String> lines,
            BackgroundLauncher launcher) {
        var hook = new Thread(() -> stop(launcher, lines), "stop-start");
        Runtime.getRuntime().addShutdownHook(hook);
        boolean found = false;
        try {
            var running = find(environment, lines).orElseGet(() -> start(environment, arguments, lines, launcher));
            found = true;
            return running;
        } finally {
            if (!found) {
                stop(launcher, lines);
            }
            forget(hook);
        }
    }

    private static void stop(BackgroundLauncher launcher, Consumer<String> lines) {
        try {
            launcher.stop(lines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending, and the hook is doing its work.
        }
    }

    private static Optional<PlatformState> waitUntilReady(DataDirectory data, Consumer<String> lines) {
        var deadline = System.nanoTime() + START_PATIENCE.toNanos();
        var lastNote = "";
        while (System.nanoTime() < deadline) {
            var state = data.readState();
            if (state.isPresent() && state.get().phase() == Phase.READY && isAlive(state.get())) {
                return state;
            }
            if (!data.isTaken()) {
                return Optional.empty();
            }
            var note = state.map(PlatformState::note).orElse("");
            if (!note.equals(lastNote)) {
                lines.accept(note);
                lastNote = note;
            }
            pause();
        }
        throw new LauncherProblem("Another launcher holds " + data.root() + " but its platform is not ready after "
                + START_PATIENCE.toMinutes() + " minutes. See the logs in "
                + data.root().resolve("logs")
                + ", or run ./evenreach stop and start again.");
    }

    /** A launcher that just took the lock may not have replaced the last words of its predecessor yet. */
    private static boolean isAlive(PlatformState state) {
        return ProcessHandle.of(state.launcherPid()).map(ProcessHandle::isAlive).orElse(false);
    }

    private static RunningPlatform start(
            LauncherEnvironment environment,
            List<String> arguments,
            Consumer<String> lines,
            BackgroundLauncher background) {
        var data = new DataDirectory(environment.dataDir());
        data.create();
        var output = data.freshLog("launcher");
        var launcher = background.start(environment, arguments, output);
        var deadline = System.nanoTime() + START_PATIENCE.toNanos();
        try (var follower = new Follower(output, lines)) {
            while (System.nanoTime() < deadline) {
                follower.pass();
                var state = data.readState().filter(it -> it.launcherPid() == launcher.pid());
                if (state.isPresent() && state.get().phase() == Phase.READY) {
                    follower.pass();
                    return new RunningPlatform(state.get().address(), environment.dataDir(), true);
                }
                if (launcher.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    follower.pass();
                    if (background.isStopped()) {
                        throw BackgroundLauncher.cancelled();
                    }
                    return startedBySomebodyElse(environment, data, lines);
                }
            }
        } catch (IOException e) {
            throw new LauncherProblem("The log " + output + " cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherProblem("Interrupted while the platform started", e);
        }
        throw new LauncherProblem("The platform is not ready after " + START_PATIENCE.toMinutes()
                + " minutes. See the logs in " + data.root().resolve("logs") + ".");
    }

    /** Two commands may start the same platform at once; the second launcher then leaves it to the first. */
    private static RunningPlatform startedBySomebodyElse(
            LauncherEnvironment environment, DataDirectory data, Consumer<String> lines) {
        return find(environment, lines)
                .orElseThrow(
                        () -> new LauncherProblem("The platform did not start. The lines above say which part failed;"
                                + " its log is in " + data.root().resolve("logs") + "."));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LauncherProblem("Interrupted while waiting for the platform", e);
        }
    }

    /** Hands on the lines that another process appends to a file. */
    private static final class Follower implements AutoCloseable {

        private final RandomAccessFile file;
        private final Consumer<String> lines;
        private final StringBuilder partial = new StringBuilder();

        Follower(Path path, Consumer<String> lines) throws IOException {
            if (!Files.exists(path)) {
                Files.createFile(path);
            }
            this.file = new RandomAccessFile(path.toFile(), "r");
            this.lines = lines;
        }

        void pass() throws IOException {
            var bytes = new byte[(int) Math.min(file.length() - file.getFilePointer(), 64 * 1024)];
            file.readFully(bytes);
            partial.append(new String(bytes, StandardCharsets.UTF_8));
            for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
                lines.accept(partial.substring(0, end));
                partial.delete(0, end + 1);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
