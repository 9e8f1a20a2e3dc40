package io.evenreach.launcher.services;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.launcher.platform.PlatformStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The script at the root, in a checkout whose build and whose Java only pretend. */
class EvenreachScriptTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String PRETENDED_BUILD = """
            #!/bin/sh
            echo built >>"$(dirname "$0")/builds"
            sleep 1
            modules="launcher admin-ui identity-service campaign-service frequency-service guide-commerce-service gateway"
            case "$*" in *benchmarks*) modules="$modules benchmarks" ;; esac
            for module in $modules; do
              mkdir -p "$(dirname "$0")/$module/target"
              touch "$(dirname "$0")/$module/target/$module-7.jar" "$(dirname "$0")/$module/target/$module-7-app.jar"
            done
            """;

    @TempDir
    Path folder;

    private record Said(int exitCode, String out, String err) {}

    @BeforeEach
    void pretendACheckout() throws IOException {
        Files.createDirectories(checkout().resolve(".mvn"));
        Files.createDirectories(checkout().resolve("admin-ui"));
        Files.copy(ROOT.resolve("evenreach"), checkout().resolve("evenreach"));
        Files.copy(ROOT.resolve(".mvn/find-jdk.sh"), checkout().resolve(".mvn/find-jdk.sh"));
        Files.writeString(checkout().resolve("pom.xml"), "<artifactId>evenreach</artifactId>\n<version>7</version>\n");
        program(checkout().resolve("mvnw"), PRETENDED_BUILD);
        program(folder.resolve("jdk/bin/javac"), "#!/bin/sh\n");
        program(folder.resolve("jdk/bin/java"), "#!/bin/sh\necho \"java ran with LC_ALL=${LC_ALL-}\"\n");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
        program(folder.resolve("path/node"), "#!/bin/sh\necho v22.0.0\n");
        program(folder.resolve("path/npm"), "#!/bin/sh\n");
    }

    @Test
    void saysWithoutABuildThatAnUnbuiltCheckoutDoesNotRun() throws Exception {
        var data = folder.resolve("data");
        assertThat(run(Map.of("EVENREACH_DATA_DIR", data.toString()), "status"))
                .isEqualTo(new Said(0, "Evenreach is not running on " + data + ". Start it with ./evenreach up\n", ""));
        assertThat(run(Map.of("EVENREACH_DATA_DIR", data.toString()), "stop"))
                .isEqualTo(new Said(0, "Evenreach is not running on " + data + ".\n", ""));
        assertThat(run(Map.of(), "--verbose", "stop").out())
                .isEqualTo(
                        "Evenreach is not running on " + checkout().toRealPath().resolve(".evenreach") + ".\n");
        assertThat(builds()).isZero();
    }

    @Test
    void tellsProgramsThatItIsStoppedAsTheLauncherDoes() throws Exception {
        var said = run(Map.of(), "status", "--json");
        assertThat(said.exitCode()).isZero();
        var json = JsonMapper.shared();
        assertThat(json.readTree(said.out()))
                .isEqualTo(
                        json.readTree(PlatformStatus.of(folder.resolve("data")).toJson()));
        assertThat(builds()).isZero();
    }

    @Test
    void doesNotCallAPlatformStoppedWhoseCheckoutWasCleaned() throws Exception {
        var data = Files.createDirectories(folder.resolve("data"));
        var platform = new ProcessBuilder("sh", "-c", "read -r line", "-Devenreach.home=" + checkout()).start();
        try {
            Files.writeString(data.resolve("state.json"), "{\n  \"launcherPid\" : " + platform.pid() + "\n}");
            var said = run(Map.of("EVENREACH_DATA_DIR", data.toString()), "stop");
            assertThat(said.exitCode()).isEqualTo(1);
            assertThat(said.out()).isEmpty();
            assertThat(said.err()).contains("Process " + platform.pid()).contains("./evenreach up builds it again");
        } finally {
            platform.destroy();
        }
    }

    @Test
    void buildsOnceForTwoCommandsAtOnce() throws Exception {
        var first = start(Map.of(), "up");
        var second = start(Map.of(), "up");
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void buildsTheBenchmarksOnlyForWhoeverRunsThem() throws Exception {
        run(Map.of(), "up");
        assertThat(checkout().resolve("benchmarks")).doesNotExist();
        run(Map.of(), "bench");
        assertThat(checkout().resolve("benchmarks/target/benchmarks-7.jar")).exists();
        run(Map.of(), "bench");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void buildsTheBenchmarksAgainWhenOnlyTheLedgerWasBuiltMeanwhile() throws Exception {
        run(Map.of(), "bench");
        var source = Files.createDirectories(checkout().resolve("frequency-service/src/main"));
        Files.writeString(source.resolve("Ledger.java"), "");
        assertThat(run(Map.of(), "up").err()).contains("because frequency-service changed");
        assertThat(run(Map.of(), "bench").err()).contains("because frequency-service changed");
        assertThat(run(Map.of(), "bench").err()).isEmpty();
    }

    @Test
    void buildsAfterAnEarlierBuildWasKilled() throws Exception {
        var killed = start(Map.of(), "up");
        while (builds() == 0) {
            Thread.sleep(10);
        }
        killed.descendants().forEach(ProcessHandle::destroyForcibly);
        killed.destroyForcibly().waitFor();
        assertThat(run(Map.of(), "up").exitCode()).isZero();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void givesJavaAnEncodingThatHasEveryName() throws Exception {
        run(Map.of(), "up");
        assertThat(run(Map.of(), "status").out()).isEqualTo("java ran with LC_ALL=C.UTF-8\n");
        assertThat(run(Map.of("LC_ALL", "C", "LANG", "C.UTF-8"), "status").out())
                .isEqualTo("java ran with LC_ALL=C.UTF-8\n");
        assertThat(run(Map.of("LANG", "C.UTF-8"), "status").out())
                .as("a locale that can do it is left alone")
                .isEqualTo("java ran with LC_ALL=\n");
    }

    private Said run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        var process = start(environment, arguments);
        var code = process.waitFor();
        return new Said(
                code,
                new String(process.getInputStream().readAllBytes(), UTF_8),
                new String(process.getErrorStream().readAllBytes(), UTF_8));
    }

    /** What these commands say fits into the pipes, so nobody needs to read meanwhile. */
    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        var command = new java.util.ArrayList<>(
                List.of("bash", checkout().resolve("evenreach").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("EVENREACH_") || name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("PATH", folder.resolve("path") + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Path checkout() {
        return folder.resolve("checkout");
    }

    private long builds() throws IOException {
        var builds = checkout().resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
