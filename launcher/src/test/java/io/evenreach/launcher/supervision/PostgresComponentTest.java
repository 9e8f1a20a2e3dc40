package io.evenreach.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherProblem;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresComponentTest {

    @Test
    void hasTheBuffersThatTheEnvironmentGivesIt() {
        assertThat(settings(Map.of())).containsEntry("shared_buffers", "512MB").containsEntry("fsync", "on");
        assertThat(settings(Map.of("EVENREACH_POSTGRES_BUFFERS_MB", "128"))).containsEntry("shared_buffers", "128MB");
    }

    @Test
    void saysHowLargeBuffersMayBe() {
        assertThat(settings(Map.of("EVENREACH_POSTGRES_BUFFERS_MB", "16"))).containsEntry("shared_buffers", "16MB");
        for (var size : new String[] {"15", "1048577", "128MB"}) {
            assertThatThrownBy(() -> settings(Map.of("EVENREACH_POSTGRES_BUFFERS_MB", size)))
                    .isInstanceOf(LauncherProblem.class)
                    .hasMessageContaining("EVENREACH_POSTGRES_BUFFERS_MB must be a number of megabytes between 16 and");
        }
    }

    private static Map<String, String> settings(Map<String, String> variables) {
        return PostgresComponent.options(
                        new LauncherEnvironment(Path.of("/checkout"), Path.of("/data"), 8080, variables))
                .settings();
    }
}
