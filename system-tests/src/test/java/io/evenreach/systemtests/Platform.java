package io.evenreach.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A platform started by the real launcher from the built jars, in a folder of its own and on a free port. */
final class Platform implements AutoCloseable {

    /** The process that watches over all others and has Kafka in it; {@link #up()} starts it again. */
    static final String LAUNCHER = "launcher";

    static final String USER_NAME = "system-test";
    static final String PASSWORD = "correct horse battery staple";
    static final String CLIENT_ID = "system-test-client";
    static final String CLIENT_SECRET = "a-secret-for-system-tests-only-8d2f";

    private static final Duration START_PATIENCE = Duration.ofMinutes(4);

    private final Path home =
            Path.of(System.getProperty("evenreach.home", "..")).toAbsolutePath().normalize();
    private final Path reports = Path.of(System.getProperty("evenreach.reports", "target"))
            .toAbsolutePath()
            .normalize();
    private final Path dataDirectory;
    private final int port;
    private final boolean kept;

    /** {@code -Devenreach.kept=FOLDER -Devenreach.port=N} uses a platform again that an earlier run left there. */
    Platform() {
        String kept = System.getProperty("evenreach.kept");
        this.kept = kept != null;
        this.dataDirectory = kept == null
                ? Path.of(System.getProperty("java.io.tmpdir"), "evenreach-system-" + UUID.randomUUID())
                : Path.of(kept);
        this.port = kept == null ? freePort() : Integer.getInteger("evenreach.port", 18_080);
    }

    /** What a command of the launcher did. */
    record Outcome(int exitCode, String out, String err, Duration took) {

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }

        @Override
        public String toString() {
            return "exit code " + exitCode + " after " + took.toMillis() + " ms\n--- out\n" + out + "\n--- err\n" + err;
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Path dataDirectory() {
        return dataDirectory;
    }

    Path home() {
        return home;
    }

    /** A folder for what a test leaves behind for people, such as screenshots. */
    Path reports(String name) {
        try {
            return Files.createDirectories(reports.resolve(name));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    Outcome up() {
        Outcome outcome = run("up", "--detach", "--instances", "frequency=2");
        if (outcome.exitCode != 0) {
            keepLogs();
            throw new AssertionError("the platform did not start: " + outcome);
        }
        return outcome;
    }

    Outcome run(String... arguments) {
        return start(arguments).await(START_PATIENCE);
    }

    /** A command that runs beside the test. */
    Command start(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Devenreach.home=" + home,
                    "-jar",
                    launcherJar().toString()));
            command.addAll(List.of(arguments));
            Path folder = Files.createDirectories(reports.resolve("commands"));
            Path out = Files.createTempFile(folder, arguments[0] + "-", ".out");
            Path err = Path.of(out.toString().replace(".out", ".err"));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment());
            return new Command(builder.start(), out, err, Instant.now());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A running command; its output goes to files, so that it never waits for us. */
    record Command(Process process, Path out, Path err, Instant started) {

        Outcome await(Duration patience) {
            try {
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("no end after " + patience + ": " + outcome(-1));
                }
                return outcome(process.exitValue());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }

        String errSoFar() {
            return text(err);
        }

        private Outcome outcome(int exitCode) {
            return new Outcome(exitCode, text(out), text(err), Duration.between(started, Instant.now()));
        }

        private static String text(Path file) {
            try {
                return Files.readString(file, UTF_8);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    private Path launcherJar() throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("launcher/target"))) {
            return jars.filter(jar -> jar.getFileName().toString().matches("launcher-[0-9][^/]*(?<!-sources)\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("build the launcher first: mvn -pl launcher package"));
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("EVENREACH_DATA_DIR", dataDirectory.toString());
        environment.put("EVENREACH_PORT", Integer.toString(port));
        environment.put("EVENREACH_ADMIN_USERNAME", USER_NAME);
        environment.put("EVENREACH_ADMIN_PASSWORD", PASSWORD);
        environment.put("EVENREACH_BOOTSTRAP_CLIENT_ID", CLIENT_ID);
        environment.put("EVENREACH_BOOTSTRAP_CLIENT_SECRET", CLIENT_SECRET);
        if (!Boolean.getBoolean("evenreach.long")) {
            // Making the cache takes longer than it saves in so few starts.
            environment.put("EVENREACH_STARTUP_CACHE", "off");
            // Processes that live for minutes spend more on verifying and compiling their code well than they win by
            // it.
            environment.put(
                    "JDK_JAVA_OPTIONS",
                    "-XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote");
        }
        return environment;
    }

    Api api() {
        return new Api(address(), CLIENT_ID, CLIENT_SECRET);
    }

    /** {@code status --json}. */
    JsonNode status() {
        return run("status", "--json").json();
    }

    int portOf(String service) {
        return status().path("services").path(service).path("port").asInt();
    }

    /** The process of a service, of {@code postgres} or of the {@link #LAUNCHER}; 0 where there is none. */
    long pidOf(String service) {
        if (service.equals(LAUNCHER)) {
            return launcherPid();
        }
        return status().path("services").path(service).path("pid").asLong();
    }

    /** Kills a process as a power cut would: no signal handler, no goodbye. */
    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    private long launcherPid() {
        try {
            return JsonMapper.shared()
                    .readTree(Files.readString(dataDirectory.resolve("state.json")))
                    .path("launcherPid")
                    .asLong();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void awaitReady(Duration patience) {
        Eventually.within(patience, "every part is up again", () -> {
            JsonNode status = status();
            boolean up = !status.path("services").isEmpty();
            for (JsonNode service : status.path("services")) {
                up &= service.path("state").asString("").equals("UP");
            }
            return up && new Api(address(), CLIENT_ID, CLIENT_SECRET).openStatus() == 200;
        });
    }

    private static int freePort() {
        // Below those that systems give to outgoing connections, one of which might take it while the gateway is down.
        for (int tries = 1; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                if (tries == 100) {
                    throw new UncheckedIOException(taken);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (kept) {
            return;
        }
        try {
            run("stop");
        } finally {
            keepLogs();
            delete(dataDirectory);
        }
    }

    private void keepLogs() {
        Path logs = dataDirectory.resolve("logs");
        if (!Files.isDirectory(logs)) {
            return;
        }
        Path kept = reports("platform-logs");
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.toList()) {
                Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
