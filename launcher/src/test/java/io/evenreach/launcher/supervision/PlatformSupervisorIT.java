package io.evenreach.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenreach.embedded.LoopbackPorts;
import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.platform.PlatformState.ServiceState;
import io.evenreach.launcher.platform.PlatformStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole launcher with real PostgreSQL and Kafka; only the services are stand-ins. */
class PlatformSupervisorIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final int port = LoopbackPorts.next();
    private @Nullable PlatformSupervisor running;

    @BeforeEach
    void buildStandIns() throws IOException {
        Files.createDirectories(folder.resolve("home/launcher/target"));
        for (var module : List.of(
                "identity-service", "campaign-service", "frequency-service", "guide-commerce-service", "gateway")) {
            StandIn.buildInto(folder.resolve("home"), module);
        }
    }

    @AfterEach
    void stopWhatStillRuns() throws InterruptedException {
        if (running != null) {
            running.stop();
        }
    }

    private LauncherEnvironment environment() {
        var variables = new HashMap<>(System.getenv());
        variables.put("EVENREACH_DATA_DIR", data().toString());
        variables.put("EVENREACH_ADMIN_PASSWORD", "for the gateway only");
        variables.put("SPRING_PROFILES_ACTIVE", "somebody-elses");
        return new LauncherEnvironment(folder.resolve("home"), data(), port, variables);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private PlatformSupervisor start(PlatformPlan plan) throws InterruptedException {
        var supervisor =
                PlatformSupervisor.take(environment(), plan, lines::add).orElseThrow();
        running = supervisor;
        supervisor.start();
        return supervisor;
    }

    @Test
    void runsEverythingKeepsItRunningAndStopsItInOrder() throws Exception {
        var supervisor = start(PlatformPlan.of(Map.of("frequency", 2), List.of()));
        var first = PlatformStatus.of(data());
        assertThat(first.status()).isEqualTo("READY");
        assertThat(first.services())
                .containsOnlyKeys(
                        "postgres", "kafka", "identity", "campaign", "frequency", "frequency-2", "guides", "gateway");
        assertThat(PlatformSupervisor.take(environment(), PlatformPlan.everything(), lines::add))
                .as("a second launcher on the same folder")
                .isEmpty();
        tellsEachServiceOnlyWhatItMayKnow(first);

        var killed = service(first, "frequency-2");
        kill(killed.pid());
        eventually("frequency-2 is started again on its port", () -> {
            var now = service(PlatformStatus.of(data()), "frequency-2");
            return now.pid() != killed.pid() && now.port() == killed.port() && isReady();
        });

        var database = service(first, "postgres");
        kill(database.pid());
        eventually("PostgreSQL is started again on its port", () -> {
            var now = service(PlatformStatus.of(data()), "postgres");
            return now.pid() != database.pid() && now.port() == database.port() && isReady();
        });

        lines.clear();
        supervisor.stop();
        running = null;
        assertThat(PlatformStatus.of(data()).status()).isEqualTo("STOPPED");
        assertThat(lines.getFirst()).contains("gateway");
        assertThat(lines.stream().filter(line -> line.contains("stopped in")).toList())
                .hasSize(8)
                .satisfies(order -> assertThat(order.get(6)).contains("kafka"))
                .satisfies(order -> assertThat(order.get(7)).contains("postgres"));
        assertThat(ProcessHandle.of(service(first, "gateway").pid())).isEmpty();

        startsFromTheCacheThatTheStopMade();
    }

    private void tellsEachServiceOnlyWhatItMayKnow(PlatformStatus status) throws Exception {
        var gateway = told(port);
        assertThat(gateway)
                .contains("EVENREACH_ADMIN_PASSWORD=for the gateway only", "EVENREACH_SECRET_KEY=")
                .contains("EVENREACH_ISSUER=http://localhost:" + port)
                .contains("EVENREACH_FREQUENCY_URL=http://127.0.0.1:"
                        + service(status, "frequency").port() + ",http://127.0.0.1:"
                        + service(status, "frequency-2").port())
                .doesNotContain("EVENREACH_IDENTIFIER_KEY");
        assertThat(told(service(status, "identity").port()))
                .contains(
                        "EVENREACH_IDENTIFIER_KEY=", "EVENREACH_KAFKA=127.0.0.1:", "EVENREACH_DB_URL=jdbc:postgresql:")
                .doesNotContain("EVENREACH_ADMIN_PASSWORD")
                .doesNotContain("EVENREACH_BOOTSTRAP_CLIENT_SECRET")
                .doesNotContain("EVENREACH_SECRET_KEY");
    }

    private void startsFromTheCacheThatTheStopMade() throws Exception {
        assertThat(caches()).hasSize(5);
        start(PlatformPlan.everything());
        assertThat(PlatformStatus.of(data()).status()).isEqualTo("READY");
        var gateway =
                ProcessHandle.of(service(PlatformStatus.of(data()), "gateway").pid());
        assertThat(gateway.orElseThrow().info().commandLine().orElseThrow()).contains("-XX:AOTCache=");
        stopWhatStillRuns();
        running = null;

        for (var cache : caches()) {
            Files.writeString(cache, "not a cache");
        }
        start(PlatformPlan.everything());
        assertThat(PlatformStatus.of(data()).status()).isEqualTo("READY");
    }

    private List<Path> caches() throws IOException {
        try (var files = Files.walk(folder.resolve("home/launcher/target/runtime"))) {
            return files.filter(file -> file.getFileName().toString().equals("startup.aot"))
                    .toList();
        }
    }

    @Test
    void isNeverReadyWhenItIsStoppedWhileStarting() throws Exception {
        var supervisor = PlatformSupervisor.take(environment(), PlatformPlan.everything(), lines::add)
                .orElseThrow();
        running = supervisor;
        var start = CompletableFuture.supplyAsync(() -> {
            try {
                return supervisor.start();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        eventually("PostgreSQL is up", () -> lines.stream().anyMatch(line -> line.contains("postgres")));

        supervisor.stop();

        assertThat(start.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isFalse();
        assertThat(PlatformStatus.of(data()).status()).isEqualTo("STOPPED");
    }

    @Test
    void givesUpOnAServiceThatNeverComesUpAndSaysWhereItsLogIs() throws Exception {
        Files.createDirectories(data());
        Files.createFile(data().resolve("broken"));
        assertThatThrownBy(() -> start(PlatformPlan.of(Map.of(), List.of("identity"))))
                .isInstanceOf(LauncherProblem.class)
                .hasMessageContaining("identity ended 3 times while starting")
                .hasMessageContaining("The stand-in is told to be broken")
                .hasMessageContaining("identity.log");
    }

    @Test
    void namesThePortThatAnotherProgramHas() throws Exception {
        try (var taken = new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> start(PlatformPlan.everything()))
                    .isInstanceOf(LauncherProblem.class)
                    .hasMessageContaining("Port " + port + " is in use")
                    .hasMessageContaining("EVENREACH_PORT");
        }
    }

    private boolean isReady() {
        return PlatformStatus.of(data()).status().equals("READY");
    }

    private static ServiceState service(PlatformStatus status, String name) {
        return java.util.Objects.requireNonNull(status.services().get(name), name);
    }

    private static String told(int port) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static void kill(long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor())
                .isZero();
    }

    private static void eventually(String what, BooleanSupplier condition) throws InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(100);
        }
    }
}
