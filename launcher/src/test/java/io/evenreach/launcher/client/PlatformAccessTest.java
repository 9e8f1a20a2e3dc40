package io.evenreach.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformAccessTest {

    private static final URI ADDRESS = URI.create("http://localhost:8080");

    @TempDir
    Path folder;

    @Test
    void prefersTheEnvironmentToTheWrittenCredentials() throws IOException {
        Files.writeString(
                folder.resolve("credentials"),
                "EVENREACH_BOOTSTRAP_CLIENT_ID=written\nEVENREACH_BOOTSTRAP_CLIENT_SECRET=s3cret\nEVENREACH_ADMIN_USERNAME=ada\n");

        PlatformAccess access = PlatformAccess.find(ADDRESS, Map.of("EVENREACH_BOOTSTRAP_CLIENT_ID", "given"), folder);

        assertThat(access.clientId()).isEqualTo("given");
        assertThat(access.clientSecret()).isEqualTo("s3cret");
        assertThat(access.userName()).isEqualTo("ada");
        assertThat(access.toString()).doesNotContain("s3cret");
    }

    @Test
    void saysWhereItLookedForCredentials() {
        assertThatThrownBy(() -> PlatformAccess.find(ADDRESS, Map.of(), folder))
                .isInstanceOf(PlatformUnavailable.class)
                .hasMessageContaining("EVENREACH_BOOTSTRAP_CLIENT_ID")
                .hasMessageContaining(folder.toString());
    }
}
