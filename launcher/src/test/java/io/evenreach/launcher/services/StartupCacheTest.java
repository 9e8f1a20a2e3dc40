package io.evenreach.launcher.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupCacheTest {

    @TempDir
    Path folder;

    @Test
    void isRecordedByOneInstanceInEachOfItsRuns() {
        var cache = new StartupCache(folder, folder.resolve("service.jar"));

        assertThat(cache.options("frequency-2")).contains("-XX:AOTMode=record");
        assertThat(cache.options("frequency")).as("another instance").isEmpty();
        assertThat(cache.options("frequency-2"))
                .as("the same one, after a crash")
                .contains("-XX:AOTMode=record");
    }

    @Test
    void isWhatRunsStartFromOnceItIsThere() throws Exception {
        var cache = new StartupCache(folder, folder.resolve("service.jar"));
        Files.createFile(folder.resolve("startup.aot"));

        assertThat(cache.options("frequency")).anyMatch(option -> option.startsWith("-XX:AOTCache="));
        cache.distrust();
        assertThat(cache.options("frequency")).isEmpty();
    }
}
