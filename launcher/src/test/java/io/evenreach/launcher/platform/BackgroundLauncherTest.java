package io.evenreach.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With commands that sleep in place of a launcher. */
class BackgroundLauncherTest {

    private static final List<String> STARTING_FOR_EVER = List.of("sh", "-c", "exec sleep 300");

    @TempDir
    Path folder;

    private final BackgroundLauncher launcher = new BackgroundLauncher();
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatStillRuns() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void stopsWhatHasNotSaidAnythingYetAndWaitsForItsEnd() throws Exception {
        var process = start(STARTING_FOR_EVER);

        launcher.stop(line -> {});

        assertThat(process.isAlive()).isFalse();
        assertThat(launcher.isStopped()).isTrue();
    }

    @Test
    void saysWhatItWaitsFor() throws Exception {
        var process = start(List.of("sh", "-c", "trap 'sleep 1; exit' TERM; echo ready; while :; do sleep 0.1; done"));
        Thread.sleep(500);
        new DataDirectory(folder)
                .writeState(new PlatformState(
                        process.pid(), 8080, PlatformState.Phase.STOPPING, "Preparing faster starts", Map.of()));
        var lines = new ArrayList<String>();

        launcher.stop(lines::add);

        assertThat(lines).containsExactly("Preparing faster starts …");
    }

    @Test
    void startsNothingAfterItWasStopped() throws Exception {
        launcher.stop(line -> {});

        assertThatThrownBy(() -> start(STARTING_FOR_EVER))
                .isInstanceOf(LauncherProblem.class)
                .hasMessageContaining("cancelled");
    }

    private Process start(List<String> command) {
        var environment = new LauncherEnvironment(folder, folder, 8080, Map.of());
        var process = launcher.start(command, environment, folder.resolve("launcher.log"));
        started.add(process);
        return process;
    }
}
