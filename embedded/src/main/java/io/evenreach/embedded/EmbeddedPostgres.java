package io.evenreach.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server as a child process that listens on loopback only, asks for a password, and ends with this JVM.
 *
 * <p>Its data folder survives everything: a clean stop, {@code kill -9} of the server, of this JVM, or of both.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration CLEAN_STOP = Duration.ofSeconds(30);
    private static final Duration STALE_STOP = Duration.ofSeconds(15);

    /** After kill -9 the old backends need a moment to notice; until then a new server is refused. */
    private static final Duration EARLY_EXIT_PATIENCE = Duration.ofSeconds(20);

    /**
     * A new segment of the log is filled with zeros before the commit that needs it returns, while others wait for what that
     * has locked. Until the first ones are used again every one is new: so they are small.
     */
    private static final int WAL_SEGMENT_MEGABYTES = 4;

    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /**
     * Keeps the server as a child and stops it when the pipe from this JVM breaks, which it also does on kill -9.
     * SIGINT is PostgreSQL's fast shutdown: it ends sessions and checkpoints.
     */
    private static final String KEEPER = """
            exec 3<&0 </dev/null
            trap : INT
            "$@" 3<&- &
            server=$!
            trap 'kill -INT $server 2>/dev/null' TERM
            ( trap - INT TERM; read -r ignored <&3; kill -INT $server 2>/dev/null ) &
            watcher=$!
            exec 3<&-
            while kill -0 $server 2>/dev/null; do wait $server; status=$?; done
            kill $watcher 2>/dev/null
            exit $status
            """;

    private final PostgresOptions options;
    private final Path cluster;
    private final PostgresAccount account;
    private final Path programs;
    private final Path log;
    private final int port;
    private final String password;
    private final FileChannel lockChannel;
    private final Process keeper;

    private EmbeddedPostgres(
            PostgresOptions options,
            Path cluster,
            PostgresAccount account,
            Path programs,
            Path log,
            int port,
            String password,
            FileChannel lockChannel)
            throws IOException, InterruptedException {
        this.options = options;
        this.cluster = cluster;
        this.account = account;
        this.programs = programs;
        this.log = log;
        this.port = port;
        this.password = password;
        this.lockChannel = lockChannel;
        if (!Files.exists(data().resolve("PG_VERSION"))) {
            initialise();
        }
        this.keeper = startUntilReady();
    }

    /**
     * Starts the server on this folder and returns when it answers. A server that an earlier JVM left behind on the
     * same folder is stopped first.
     *
     * @throws EmbeddedServerException when it cannot be started, or another JVM already runs it
     */
    public static EmbeddedPostgres start(Path dataDir, PostgresOptions options) {
        return start(dataDir, options, PostgresAccount.current());
    }

    static EmbeddedPostgres start(Path dataDir, PostgresOptions options, PostgresAccount account) {
        var folder = dataDir.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            var channel = lock(folder.resolve("evenreach.lock"));
            try {
                var programs = PostgresBinaries.unpacked(reachable(account, options.binaries()));
                var cluster = account.home(folder).resolve("cluster");
                Files.createDirectories(cluster);
                account.lend(cluster);
                var log = options.log() == null ? folder.resolve("postgres.log") : options.log();
                return new EmbeddedPostgres(
                        options,
                        cluster,
                        account,
                        programs,
                        log,
                        options.port() == 0 ? LoopbackPorts.next() : options.port(),
                        password(folder, options),
                        channel);
            } catch (IOException | InterruptedException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EmbeddedServerException("PostgreSQL could not be started in " + folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while PostgreSQL started in " + folder, e);
        }
    }

    private static @Nullable Path reachable(PostgresAccount account, @Nullable Path binaries) throws IOException {
        if (binaries == null) {
            return null;
        }
        Files.createDirectories(binaries);
        return account.home(binaries);
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new EmbeddedServerException("Another process already runs PostgreSQL on " + file.getParent());
        }
        return channel;
    }

    private static String password(Path folder, PostgresOptions options) throws IOException {
        if (options.password() != null) {
            return options.password();
        }
        var file = folder.resolve("password");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        var generated = HexFormat.of().formatHex(bytes);
        writeSecret(file, generated);
        return generated;
    }

    private static void writeSecret(Path file, String secret) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret);
    }

    private Path data() {
        return cluster.resolve("data");
    }

    /** A half-made cluster would never start again, so it is made aside and moved into place when complete. */
    private void initialise() throws IOException, InterruptedException {
        var building = cluster.resolve("data.building");
        var passwordFile = cluster.resolve("initial-password");
        Folders.deleteIfExists(building);
        writeSecret(passwordFile, password);
        account.lend(cluster);
        try {
            var process = process(account.command(List.of(
                            programs.resolve("bin/initdb").toString(),
                            "--pgdata=" + building,
                            "--username=" + options.user(),
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--data-checksums",
                            "--wal-segsize=" + WAL_SEGMENT_MEGABYTES,
                            "--no-sync")))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            if (process.waitFor() != 0) {
                throw new EmbeddedServerException("PostgreSQL could not make its data folder:\n" + tailOfLog());
            }
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(building, data());
    }

    private ProcessBuilder process(List<String> command) {
        var builder = new ProcessBuilder(command)
                .directory(cluster.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        return builder;
    }

    private Process startUntilReady() throws IOException, InterruptedException {
        var deadline = System.nanoTime() + options.startTimeout().toNanos();
        var patience = System.nanoTime() + EARLY_EXIT_PATIENCE.toNanos();
        while (true) {
            clearStaleServer();
            var process = spawn();
            while (process.isAlive() && System.nanoTime() < deadline) {
                if (answers()) {
                    return process;
                }
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
            if (System.nanoTime() >= deadline) {
                stop(process, STALE_STOP);
                throw new EmbeddedServerException("PostgreSQL did not answer on port " + port + " within "
                        + options.startTimeout().toSeconds() + " s:\n" + tailOfLog());
            }
            if (System.nanoTime() >= patience) {
                throw new EmbeddedServerException("PostgreSQL ended while starting:\n" + tailOfLog());
            }
            Thread.sleep(500);
        }
    }

    private Process spawn() throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", KEEPER, "evenreach-postgres"));
        command.addAll(List.of(programs.resolve("bin/postgres").toString(), "-D", data().toString()));
        setting(command, "listen_addresses", "127.0.0.1");
        setting(command, "port", Integer.toString(port));
        setting(command, "unix_socket_directories", "");
        setting(command, "max_connections", Integer.toString(options.maxConnections()));
        setting(command, "password_encryption", "scram-sha-256");
        setting(command, "timezone", "UTC");
        setting(command, "log_timezone", "UTC");
        setting(command, "log_line_prefix", "%m [%p] ");
        setting(command, "jit", "off");
        // Left to itself it is no more than a segment of the log.
        setting(command, "wal_buffers", "16MB");
        options.settings().forEach((name, value) -> setting(command, name, value));
        return process(Sessions.ofItsOwn(account.command(command))).start();
    }

    private static void setting(List<String> command, String name, String value) {
        command.add("-c");
        command.add(name + "=" + value);
    }

    private boolean answers() {
        try (var connection = connect("postgres")) {
            return connection.isValid(2);
        } catch (SQLException e) {
            if ("28P01".equals(e.getSQLState())) {
                throw new EmbeddedServerException(
                        "PostgreSQL in " + cluster + " was made with another password than the one given", e);
            }
            return false;
        }
    }

    /** PostgreSQL refuses to start while any process has the number in its pid file, even a stranger's. */
    private void clearStaleServer() throws IOException, InterruptedException {
        var pidFile = data().resolve("postmaster.pid");
        var stale = pidIn(pidFile).flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive);
        if (stale.isPresent() && isServerOfThisFolder(stale.get())) {
            LOG.info(
                    "Stopping the PostgreSQL that an earlier process left behind, pid {}",
                    stale.get().pid());
            stop(stale.get(), STALE_STOP);
        }
        Files.deleteIfExists(pidFile);
    }

    private static java.util.Optional<Long> pidIn(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return java.util.Optional.empty();
        }
        var lines = Files.readAllLines(pidFile);
        try {
            return lines.isEmpty()
                    ? java.util.Optional.empty()
                    : java.util.Optional.of(Long.parseLong(lines.getFirst().strip()));
        } catch (NumberFormatException e) {
            return java.util.Optional.empty();
        }
    }

    private boolean isServerOfThisFolder(ProcessHandle process) {
        var commandLine = process.info().commandLine().orElse("");
        return commandLine.contains("postgres") && commandLine.contains(data().toString());
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Fast shutdown, then immediate shutdown (which the next start recovers from), then the end. */
    private static void stop(ProcessHandle server, Duration patience) throws IOException, InterruptedException {
        for (var name : List.of("INT", "QUIT", "KILL")) {
            signal(name, server.pid());
            try {
                server.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (java.util.concurrent.TimeoutException e) {
                LOG.warn("PostgreSQL (pid {}) is still there {} s after {}", server.pid(), patience.toSeconds(), name);
            } catch (java.util.concurrent.ExecutionException e) {
                return;
            }
        }
    }

    private void stop(Process process, Duration patience) throws IOException, InterruptedException {
        var server = pidIn(data().resolve("postmaster.pid")).flatMap(ProcessHandle::of);
        if (server.isPresent() && isServerOfThisFolder(server.get())) {
            stop(server.get(), patience);
        }
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
            process.destroy();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private String tailOfLog() {
        try {
            var lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())) + "\n(log: " + log
                    + ")";
        } catch (IOException e) {
            return "(log: " + log + ")";
        }
    }

    private Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", options.user());
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    /** Makes the database unless it is there. */
    public void createDatabase(String name) {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A database name is lower case letters, digits and _: " + name);
        }
        try (var connection = connect("postgres");
                var exists = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            exists.setString(1, name);
            try (var rows = exists.executeQuery()) {
                if (rows.next()) {
                    return;
                }
            }
            try (var create = connection.createStatement()) {
                create.execute("CREATE DATABASE " + name);
            }
        } catch (SQLException e) {
            throw new EmbeddedServerException("The database " + name + " could not be made", e);
        }
    }

    /** The JDBC address of a database on this server, without credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/" + database;
    }

    /** The loopback port. */
    public int port() {
        return port;
    }

    /** The superuser's name. */
    public String user() {
        return options.user();
    }

    /** The superuser's password. */
    public String password() {
        return password;
    }

    /** The server's own process id, or that of its keeper in the moment after the server died. */
    public long pid() {
        try {
            return pidIn(data().resolve("postmaster.pid")).orElse(keeper.pid());
        } catch (IOException e) {
            return keeper.pid();
        }
    }

    /** Whether the server process is there. */
    public boolean isAlive() {
        return keeper.isAlive();
    }

    /** Completes with the exit code when the server ends, whoever ended it. */
    public CompletableFuture<Integer> onExit() {
        return keeper.onExit().thenApply(Process::exitValue);
    }

    /** Stops the server cleanly: sessions end, a checkpoint is written. Does nothing the second time. */
    @Override
    public void close() {
        try {
            if (keeper.isAlive()) {
                stop(keeper, CLEAN_STOP);
            }
            lockChannel.close();
        } catch (IOException e) {
            throw new EmbeddedServerException("PostgreSQL could not be stopped", e);
        } catch (InterruptedException e) {
            keeper.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
