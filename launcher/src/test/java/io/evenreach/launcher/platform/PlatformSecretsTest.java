package io.evenreach.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformSecretsTest {

    @TempDir
    Path folder;

    private DataDirectory data = new DataDirectory(Path.of(""));

    @BeforeEach
    void makeTheFolder() {
        data = new DataDirectory(folder);
        data.create();
    }

    private PlatformSecrets secrets(Map<String, String> variables) {
        return PlatformSecrets.loadOrMake(new LauncherEnvironment(folder, folder, 8080, variables), data);
    }

    @Test
    void generatesWhatIsNotGivenAndKeepsIt() {
        var first = secrets(Map.of());
        assertThat(first.credentials())
                .containsOnlyKeys(
                        PlatformSecrets.ADMIN_USERNAME,
                        PlatformSecrets.ADMIN_PASSWORD,
                        PlatformSecrets.CLIENT_ID,
                        PlatformSecrets.CLIENT_SECRET);
        assertThat(first.identifierKey()).matches("[0-9a-f]{64}");
        assertThat(secrets(Map.of())).isEqualTo(first);
    }

    @Test
    void givesGuideCommerceTheSameSecretAtEveryStartAndNoKeyWithIt() {
        var first = secrets(Map.of());

        assertThat(first.guidesClientSecret()).matches("[0-9a-f]{64}").isNotEqualTo(first.secretKey());
        assertThat(secrets(Map.of()).guidesClientSecret()).isEqualTo(first.guidesClientSecret());
    }

    @Test
    void writesFilesThatOnlyTheirOwnerMayRead() throws IOException {
        secrets(Map.of());
        for (var file : new Path[] {data.credentials(), data.secrets()}) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void writesCredentialsUnderTheNamesOfTheirVariables() throws IOException {
        var made = secrets(Map.of());
        assertThat(Files.readAllLines(data.credentials()))
                .contains("EVENREACH_ADMIN_USERNAME=admin")
                .contains("EVENREACH_BOOTSTRAP_CLIENT_SECRET="
                        + made.credentials().get(PlatformSecrets.CLIENT_SECRET));
    }

    @Test
    void prefersTheEnvironmentAndDoesNotCopyItToTheDisk() throws IOException {
        var made = secrets(Map.of(PlatformSecrets.ADMIN_PASSWORD, "from the environment"));
        assertThat(made.credentials()).containsEntry(PlatformSecrets.ADMIN_PASSWORD, "from the environment");
        assertThat(Files.readString(data.credentials()))
                .doesNotContain("from the environment")
                .doesNotContain(PlatformSecrets.ADMIN_PASSWORD);
    }

    @Test
    void refusesAnotherIdentifierKeyThanTheOneTheDataWasMadeWith() {
        var key = "ab".repeat(32);
        assertThat(secrets(Map.of("EVENREACH_IDENTIFIER_KEY", key)).identifierKey())
                .isEqualTo(key);
        assertThat(secrets(Map.of()).identifierKey()).isEqualTo(key);
        assertThatThrownBy(() -> secrets(Map.of("EVENREACH_IDENTIFIER_KEY", "cd".repeat(32))))
                .isInstanceOf(LauncherProblem.class)
                .hasMessageContaining("not the key that the data")
                .hasMessageNotContaining(key);
    }

    @Test
    void showsNoSecretWhenPrinted() {
        var made = secrets(Map.of());
        assertThat(made.toString())
                .doesNotContain(made.identifierKey())
                .doesNotContain(made.credentials().get(PlatformSecrets.ADMIN_PASSWORD));
    }
}
