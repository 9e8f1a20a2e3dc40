package io.evenreach.launcher.platform;

import io.evenreach.embedded.Sessions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The launcher that this process starts in the background, if it starts one. It has a terminal session of its own and hears
 * no Ctrl-C, so whoever started it must be able to stop it from its first moment on, from a shutdown hook too.
 */
public final class BackgroundLauncher {

    /** The first stop after a build makes the start-up caches. */
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(4);

    private static final Duration POLL = Duration.ofMillis(100);

    private @Nullable Process process;
    private @Nullable Path dataDir;
    private boolean stopped;

    /** @throws LauncherProblem when it cannot be started, or was stopped before */
    Process start(LauncherEnvironment environment, List<String> arguments, Path output) {
        var all = new ArrayList<>(List.of("up", "--background"));
        all.addAll(arguments);
        return start(LauncherJvm.command(environment, all), environment, output);
    }

    synchronized Process start(List<String> command, LauncherEnvironment environment, Path output) {
        if (stopped) {
            throw cancelled();
        }
        var builder = new ProcessBuilder(Sessions.ofItsOwn(command))
                .directory(environment.home().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()));
        builder.environment().put("EVENREACH_DATA_DIR", environment.dataDir().toString());
        builder.environment().put("EVENREACH_PORT", Integer.toString(environment.port()));
        try {
            var started = builder.start();
            process = started;
            dataDir = environment.dataDir();
            return started;
        } catch (IOException e) {
            throw new LauncherProblem("The launcher could not be started in the background: " + e.getMessage(), e);
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    static LauncherProblem cancelled() {
        return new LauncherProblem("The start was cancelled.");
    }

    /**
     * Ends the platform that was started here in its own order and returns when it is down; its data stays. Where nothing
     * was started, nothing can be any more. A second caller waits as long, in silence.
     *
     * @param lines told what happens meanwhile
     */
    public void stop(Consumer<String> lines) throws InterruptedException {
        Process launcher;
        Path folder;
        boolean first;
        synchronized (this) {
            first = !stopped;
            stopped = true;
            launcher = process;
            folder = dataDir;
        }
        if (launcher == null || folder == null || !launcher.isAlive()) {
            return;
        }
        launcher.destroy();
        var data = new DataDirectory(folder);
        var deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        var told = "";
        while (!launcher.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() > deadline) {
                // The services end by themselves when their launcher is gone.
                launcher.destroyForcibly().waitFor();
                return;
            }
            var state = data.readState().filter(it -> it.launcherPid() == launcher.pid());
            var note = state.filter(it -> it.phase() == PlatformState.Phase.STOPPING)
                    .map(PlatformState::note)
                    .orElse("");
            if (first && !note.isEmpty() && !note.equals(told)) {
                lines.accept(note + " …");
                told = note;
            }
        }
    }
}
