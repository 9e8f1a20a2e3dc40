package io.evenreach.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LauncherEnvironmentTest {

    private static final Path HOME = Path.of("/checkout");

    @Test
    void keepsItsDataUnderTheCheckoutAndListensOn8080() {
        var environment = LauncherEnvironment.of(Map.of(), HOME);
        assertThat(environment.dataDir()).isEqualTo(HOME.resolve(".evenreach"));
        assertThat(environment.address()).hasToString("http://localhost:8080");
    }

    @Test
    void takesWhatTheEnvironmentSays() {
        var environment =
                LauncherEnvironment.of(Map.of("EVENREACH_PORT", "9090", "EVENREACH_DATA_DIR", "/data/../kept"), HOME);
        assertThat(environment.port()).isEqualTo(9090);
        assertThat(environment.dataDir()).isEqualTo(Path.of("/kept"));
    }

    @Test
    void takesABlankVariableForAMissingOne() {
        assertThat(LauncherEnvironment.of(Map.of("EVENREACH_PORT", " "), HOME).port())
                .isEqualTo(8080);
    }

    @Test
    void saysWhatAPortIs() {
        for (var port : new String[] {"0", "65536", "http"}) {
            assertThatThrownBy(() -> LauncherEnvironment.of(Map.of("EVENREACH_PORT", port), HOME))
                    .isInstanceOf(LauncherProblem.class)
                    .hasMessageContaining("EVENREACH_PORT must be a port");
        }
    }
}
