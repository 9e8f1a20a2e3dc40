package io.evenreach.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.launcher.platform.PlatformState.Condition;
import io.evenreach.launcher.platform.PlatformState.Phase;
import io.evenreach.launcher.platform.PlatformState.ServiceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path folder;

    private DataDirectory data = new DataDirectory(Path.of(""));

    @BeforeEach
    void makeTheFolder() {
        data = new DataDirectory(folder.resolve("data"));
        data.create();
    }

    @Test
    void isTakenByOneLauncherAtATime() throws IOException {
        assertThat(data.isTaken()).isFalse();
        try (var mine = data.take().orElseThrow()) {
            assertThat(mine.isOpen()).isTrue();
            assertThat(data.isTaken()).isTrue();
            assertThat(data.take()).isEmpty();
        }
        assertThat(data.isTaken()).isFalse();
    }

    @Test
    void givesBackTheStateThatWasWritten() {
        var state = new PlatformState(
                42, 8080, Phase.READY, "Ready", Map.of("frequency-2", new ServiceState(Condition.UP, 43, 20_001)));
        data.writeState(state);
        assertThat(data.readState()).contains(state);
    }

    @Test
    void takesAStateItCannotReadForNone() throws IOException {
        Files.writeString(data.root().resolve("state.json"), "{\"launcherPid\": \"of an older version");
        assertThat(data.readState()).isEmpty();
    }

    @Test
    void keepsTheLogsOfThreeEarlierStarts() throws IOException {
        for (int start = 1; start <= 5; start++) {
            Files.writeString(data.freshLog("identity"), "start " + start);
        }
        assertThat(data.log("identity")).hasContent("start 5");
        assertThat(Path.of(data.log("identity") + ".1")).hasContent("start 4");
        assertThat(Path.of(data.log("identity") + ".3")).hasContent("start 2");
        assertThat(Path.of(data.log("identity") + ".4")).doesNotExist();
    }

    @Test
    void saysThatNothingRunsOnAFreshFolder() {
        assertThat(PlatformStatus.of(folder.resolve("never used")).status()).isEqualTo("STOPPED");
        assertThat(PlatformStatus.of(data.root()).toJson()).contains("\"STOPPED\"");
    }
}
