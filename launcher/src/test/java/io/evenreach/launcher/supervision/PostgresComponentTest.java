package io.evenreach.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.launcher.platform.LauncherEnvironment;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresComponentTest {

    @Test
    void hasTheBuffersThatTheEnvironmentGivesIt() {
        assertThat(settings(Map.of())).containsEntry("shared_buffers", "512MB").containsEntry("fsync", "on");
        assertThat(settings(Map.of("EVENREACH_POSTGRES_BUFFERS_MB", "128"))).containsEntry("shared_buffers", "128MB");
    }

    private static Map<String, String> settings(Map<String, String> variables) {
        return PostgresComponent.options(
                        new LauncherEnvironment(Path.of("/checkout"), Path.of("/data"), 8080, variables))
                .settings();
    }
}
