package io.evenreach.launcher.client;

import io.evenreach.launcher.platform.DataDirectory;
import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.platform.PlatformState;
import io.evenreach.launcher.platform.RunningPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The platform of this machine's data directory, as {@code ./evenreach up} would start it. */
public final class LocalPlatform implements PlatformStart {

    /** The first stop after a build makes the start-up caches. */
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(4);

    private static final Duration POLL = Duration.ofMillis(100);

    private boolean startedHere;

    @Override
    public PlatformAccess running(Consumer<String> says) {
        try {
            LauncherEnvironment environment = LauncherEnvironment.current();
            RunningPlatform running = RunningPlatform.findOrStart(environment, List.of(), says);
            startedHere = running.startedHere();
            return PlatformAccess.find(running.address(), environment.variables(), running.dataDir());
        } catch (LauncherProblem problem) {
            throw new PlatformUnavailable(String.valueOf(problem.getMessage()), problem);
        }
    }

    /** Whether {@link #running} had to start it. */
    public boolean startedHere() {
        return startedHere;
    }

    /** Where the platform keeps everything. */
    public Path dataDirectory() {
        return LauncherEnvironment.current().dataDir();
    }

    /** Whether a launcher watches over it now. */
    public boolean isRunning() {
        return new DataDirectory(dataDirectory()).isTaken();
    }

    /** Ends it in its own order and returns when it is down; its data stays. */
    public void stop(Consumer<String> says) throws InterruptedException {
        DataDirectory data = new DataDirectory(dataDirectory());
        Optional<ProcessHandle> launcher =
                data.readState().map(PlatformState::launcherPid).flatMap(ProcessHandle::of);
        if (!data.isTaken() || launcher.isEmpty()) {
            return;
        }
        launcher.get().destroy();
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        String told = "";
        while (data.isTaken() && launcher.get().isAlive() && System.nanoTime() < deadline) {
            String note = data.readState().map(PlatformState::note).orElse("");
            if (!note.equals(told) && !note.equals("Ready") && !note.equals("Stopped")) {
                says.accept(note + " …");
                told = note;
            }
            Thread.sleep(POLL);
        }
    }
}
