package io.evenreach.launcher.client;

import io.evenreach.launcher.platform.BackgroundLauncher;
import io.evenreach.launcher.platform.DataDirectory;
import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.platform.RunningPlatform;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The platform of this machine's data directory, as {@code ./evenreach up} would start it. */
public final class LocalPlatform implements PlatformStart {

    private final BackgroundLauncher launcher = new BackgroundLauncher();
    private volatile boolean startedHere;

    @Override
    public PlatformAccess running(Consumer<String> says) {
        try {
            LauncherEnvironment environment = LauncherEnvironment.current();
            RunningPlatform running = RunningPlatform.findOrStart(environment, List.of(), says, launcher);
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

    /**
     * Ends it where {@link #running} started it, be it ready or still starting, and returns when it is down; its data stays.
     * One that ran before goes on.
     */
    public void stop(Consumer<String> says) throws InterruptedException {
        launcher.stop(says);
    }
}
