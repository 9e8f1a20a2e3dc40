package io.evenreach.launcher.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherProblem;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceTest {

    @Test
    void hasTheHeapThatTheEnvironmentGivesIt() {
        var environment = environment(Map.of("EVENREACH_IDENTITY_HEAP_MB", "2048", "EVENREACH_GATEWAY_HEAP_MB", " "));
        assertThat(Service.IDENTITY.heapMegabytes(environment)).isEqualTo(2_048);
        assertThat(Service.GATEWAY.heapMegabytes(environment)).isEqualTo(320);
        assertThat(Service.IDENTITY.heapMegabytes(environment(Map.of()))).isEqualTo(256);
    }

    @Test
    void saysWhatAHeapIs() {
        for (var text : new String[] {"2g", "0", "-5", "63"}) {
            assertThatThrownBy(
                            () -> Service.GUIDES.heapMegabytes(environment(Map.of("EVENREACH_GUIDES_HEAP_MB", text))))
                    .isInstanceOf(LauncherProblem.class)
                    .hasMessageContaining("EVENREACH_GUIDES_HEAP_MB must be a number of megabytes");
        }
    }

    private static LauncherEnvironment environment(Map<String, String> variables) {
        return new LauncherEnvironment(Path.of("/checkout"), Path.of("/data"), 8080, variables);
    }
}
