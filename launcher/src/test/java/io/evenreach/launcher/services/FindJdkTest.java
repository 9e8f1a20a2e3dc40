package io.evenreach.launcher.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts' search for a JDK, on folders that only look like JDKs. */
class FindJdkTest {

    @TempDir
    Path folder;

    private record Found(int exitCode, String output) {}

    private static Path script() {
        return Path.of("..", ".mvn", "find-jdk.sh").toAbsolutePath().normalize();
    }

    private Found find(Map<String, String> environment, Path... folders) throws IOException, InterruptedException {
        var list = new StringBuilder("jdk_folders() { :; ");
        for (var each : folders) {
            list.append("echo '").append(each).append("'; ");
        }
        list.append("}; ");
        var builder = new ProcessBuilder(
                        "sh", "-euc", ". '" + script() + "'; " + list + "find_jdk && printf '%s' \"$JAVA_HOME\"")
                .redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", environment.getOrDefault("PATH_FIRST", "/nothing") + ":/usr/bin:/bin");
        // A java in /usr/bin would be found before the folders, so the test puts an old one in front of it.
        if (!environment.containsKey("PATH_FIRST")) {
            builder.environment().put("PATH", jdk("on-path", "17.0.1").resolve("bin") + ":/usr/bin:/bin");
        }
        if (environment.containsKey("JAVA_HOME")) {
            builder.environment().put("JAVA_HOME", environment.getOrDefault("JAVA_HOME", ""));
        }
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Found(process.waitFor(), output);
    }

    private Path jdk(String name, String version) throws IOException {
        var home = folder.resolve(name);
        var executable = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(home.resolve("bin"));
        for (var program : new String[] {"java", "javac"}) {
            if (!Files.exists(home.resolve("bin").resolve(program))) {
                Files.createFile(home.resolve("bin").resolve(program), executable);
            }
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    @Test
    void takesJavaHomeWhenItIsNewEnough() throws Exception {
        var home = jdk("given", "25.0.1");
        assertThat(find(Map.of("JAVA_HOME", home.toString()), jdk("other", "25")))
                .isEqualTo(new Found(0, home.toString()));
    }

    @Test
    void takesTheJavaOnThePathWhenJavaHomeIsOld() throws Exception {
        var onPath = jdk("path", "25.0.2");
        var environment = Map.of(
                "JAVA_HOME", jdk("old", "17.0.9").toString(),
                "PATH_FIRST", onPath.resolve("bin").toString());
        assertThat(find(environment)).isEqualTo(new Found(0, onPath.toString()));
    }

    @Test
    void looksIntoTheUsualFoldersAndPrefersTheWantedVersion() throws Exception {
        var wanted = jdk("wanted", "25.0.3");
        assertThat(find(Map.of(), jdk("eight", "1.8.0_402"), jdk("newer", "27-ea"), wanted, folder.resolve("missing")))
                .isEqualTo(new Found(0, wanted.toString()));
    }

    @Test
    void takesANewerOneWhenTheWantedVersionIsMissing() throws Exception {
        var newer = jdk("newer", "26");
        assertThat(find(Map.of(), jdk("old", "21.0.4"), newer)).isEqualTo(new Found(0, newer.toString()));
    }

    @Test
    void passesOverAJavaWithoutACompiler() throws Exception {
        var runtimeOnly = jdk("jre", "25");
        Files.delete(runtimeOnly.resolve("bin/javac"));
        assertThat(find(Map.of(), runtimeOnly).exitCode()).isEqualTo(1);
    }

    @Test
    void saysWhatToInstallWhenThereIsNone() throws Exception {
        var found = find(Map.of(), jdk("old", "21.0.4"));
        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.output())
                .contains("needs a JDK 25")
                .contains("adoptium.net")
                .contains("sdk install java");
    }

    @Test
    void looksIntoTheUsualFoldersOfAnAccountWithoutAHome() throws Exception {
        var builder = new ProcessBuilder("sh", "-euc", ". '" + script() + "'; jdk_folders").redirectErrorStream(true);
        builder.environment().remove("HOME");
        var process = builder.start();
        assertThat(process.inputReader().lines())
                .noneMatch(line -> line.contains("HOME"))
                .anyMatch(line -> line.startsWith("/usr/lib/jvm/"));
        assertThat(process.waitFor()).isZero();
    }
}
