package io.evenreach.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.embedded.LoopbackPorts;
import io.evenreach.launcher.platform.DataDirectory;
import io.evenreach.launcher.platform.LauncherJvm;
import io.evenreach.launcher.platform.PlatformState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that starts the platform in the background, and a signal that comes before it is ready. */
class CancelledStartIT {

    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    @BeforeEach
    void buildStandIns() throws IOException {
        Files.createDirectories(home().resolve("launcher/target"));
        for (var module : List.of(
                "identity-service", "campaign-service", "frequency-service", "guide-commerce-service", "gateway")) {
            StandIn.buildInto(home(), module);
        }
    }

    @AfterEach
    void endWhatStillRuns() throws Exception {
        var launcher = launcher();
        if (launcher.isPresent()) {
            launcher.get().destroy();
            launcher.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void leavesNothingRunning() throws Exception {
        var command = command();
        while (launcher().isEmpty()) {
            assertThat(command.isAlive())
                    .as("the command still starts the platform")
                    .isTrue();
            Thread.sleep(20);
        }
        var launcher = launcher().orElseThrow();

        command.destroy();

        assertThat(command.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.isAlive())
                .as("the launcher when the command has ended")
                .isFalse();
        assertThat(new DataDirectory(data()).isTaken()).isFalse();
    }

    private Process command() throws IOException {
        var builder = new ProcessBuilder(
                        LauncherJvm.java().toString(),
                        "-Devenreach.home=" + home(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.evenreach.launcher.Evenreach",
                        "up",
                        "--detach")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("command.log").toFile());
        builder.environment().put("EVENREACH_DATA_DIR", data().toString());
        builder.environment().put("EVENREACH_PORT", Integer.toString(LoopbackPorts.next()));
        return builder.start();
    }

    private Optional<ProcessHandle> launcher() {
        return new DataDirectory(data())
                .readState()
                .map(PlatformState::launcherPid)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
    }

    private Path home() {
        return folder.resolve("home");
    }

    private Path data() {
        return folder.resolve("data");
    }
}
