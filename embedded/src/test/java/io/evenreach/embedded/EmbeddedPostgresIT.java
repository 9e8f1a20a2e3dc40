package io.evenreach.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    @TempDir
    Path folder;

    @Test
    void keepsItsDataAndItsPasswordAcrossACleanRestart() throws SQLException {
        String password;
        try (var postgres = EmbeddedPostgres.start(folder, PostgresOptions.durable())) {
            password = postgres.password();
            postgres.createDatabase("evenreach");
            postgres.createDatabase("evenreach");
            run(postgres, "CREATE TABLE kept AS SELECT 7 AS n");
        }
        try (var postgres = EmbeddedPostgres.start(folder, PostgresOptions.durable())) {
            assertThat(postgres.password()).isEqualTo(password);
            assertThat(number(postgres, "SELECT n FROM kept")).isEqualTo(7);
            assertThat(text(postgres, "SHOW server_version")).startsWith("18.");
            assertThat(text(postgres, "SHOW fsync")).isEqualTo("on");
            assertThat(text(postgres, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(text(postgres, "SHOW wal_segment_size")).isEqualTo("4MB");
            assertThat(text(postgres, "SHOW wal_buffers")).isEqualTo("16MB");
        }
    }

    @Test
    void keepsItsPasswordFromOtherUsersAndListensOnLoopbackOnly() throws IOException, SQLException {
        try (var postgres = EmbeddedPostgres.start(folder, PostgresOptions.fast())) {
            assertThat(Files.getPosixFilePermissions(folder.resolve("password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(text(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThatThrownBy(() -> DriverManager.getConnection(
                            postgres.jdbcUrl("postgres"), postgres.user(), "not the password"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void recoversWhenTheServerIsKilled() throws Exception {
        int port;
        try (var postgres = EmbeddedPostgres.start(folder, PostgresOptions.durable())) {
            port = postgres.port();
            run(postgres, "CREATE TABLE kept AS SELECT 7 AS n");
            kill(postgres.pid());
            assertThat(postgres.onExit().get(10, TimeUnit.SECONDS)).isNotZero();
            assertThat(postgres.isAlive()).isFalse();
        }
        try (var postgres =
                EmbeddedPostgres.start(folder, PostgresOptions.durable().withPort(port))) {
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(number(postgres, "SELECT n FROM kept")).isEqualTo(7);
        }
    }

    @Test
    void startsAlthoughAStrangerNowHasThePidOfTheKilledServer() throws Exception {
        try (var postgres = EmbeddedPostgres.start(folder, PostgresOptions.fast())) {
            kill(postgres.pid());
            postgres.onExit().get(10, TimeUnit.SECONDS);
        }
        var pidFile = folder.resolve("cluster/data/postmaster.pid");
        var lines = new ArrayList<>(Files.readAllLines(pidFile));
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(pidFile, lines);
        try (var postgres = EmbeddedPostgres.start(folder, PostgresOptions.fast())) {
            assertThat(number(postgres, "SELECT 1")).isEqualTo(1);
        }
    }

    @Test
    void endsWithItsJvmAndKeepsWhatWasCommittedWhenTheJvmIsKilled() throws Exception {
        var host = host(List.of(), folder, System.getProperty("java.class.path"));
        var serverPid = Long.parseLong(firstLine(host).split(" ", -1)[1]);
        host.destroyForcibly().waitFor();
        var server = ProcessHandle.of(serverPid);
        if (server.isPresent()) {
            server.get().onExit().get(20, TimeUnit.SECONDS);
        }
        try (var postgres = EmbeddedPostgres.start(folder.resolve("postgres"), PostgresOptions.durable())) {
            assertThat(number(postgres, "SELECT count(*) FROM kept")).isEqualTo(1);
        }
    }

    @Test
    void refusesAFolderThatIsInUse() {
        try (var postgres = EmbeddedPostgres.start(folder, PostgresOptions.fast())) {
            assertThat(postgres.isAlive()).isTrue();
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder, PostgresOptions.fast()))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("already runs PostgreSQL");
        }
    }

    @Test
    void startsAgainAfterAKillInTheMiddleOfTheFirstStart() throws Exception {
        Files.createDirectories(folder.resolve("cluster/data.building"));
        Files.writeString(folder.resolve("cluster/data.building/PG_VERSION"), "18");
        try (var postgres = EmbeddedPostgres.start(folder, PostgresOptions.fast())) {
            assertThat(number(postgres, "SELECT 1")).isEqualTo(1);
        }
    }

    @Test
    void lendsItsDataToAnAccountWithoutRightsWhereRootHasNoUserNamespaces() throws Exception {
        assumeTrue(isRoot(), "Only root must give up its rights");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (int start = 1; start <= 2; start++) {
            try (var postgres = EmbeddedPostgres.start(folder, PostgresOptions.fast(), PostgresAccount.droppedFrom())) {
                run(postgres, "CREATE TABLE IF NOT EXISTS kept (n int)");
                run(postgres, "INSERT INTO kept VALUES (1)");
                assertThat(number(postgres, "SELECT count(*) FROM kept")).isEqualTo(start);
                assertThat(Files.getOwner(folder.resolve("cluster/data/PG_VERSION"))
                                .getName())
                        .isEqualTo("nobody");
            }
        }
    }

    @Test
    void movesItsDataOutOfAHomeThatRootCannotEnterInAUserNamespace() throws Exception {
        assumeTrue(
                PostgresAccount.current() instanceof PostgresAccount.Namespace,
                "Only root hides in a user namespace, where there are some");
        var account = new PostgresAccount.Namespace(folder.resolve("fallback"));
        var closed = Files.createDirectory(folder.resolve("closed"));
        var data = Files.createDirectory(closed.resolve("data"));
        assertThat(account.home(data)).as("root's own folder").isEqualTo(data);

        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(closed, "unix:uid", 1000);
        for (int start = 1; start <= 2; start++) {
            try (var postgres = EmbeddedPostgres.start(data, PostgresOptions.fast(), account)) {
                run(postgres, "CREATE TABLE IF NOT EXISTS kept (n int)");
                run(postgres, "INSERT INTO kept VALUES (1)");
                assertThat(number(postgres, "SELECT count(*) FROM kept")).isEqualTo(start);
            }
        }
        assertThat(account.home(data)).startsWith(folder.resolve("fallback"));
    }

    @Test
    void runsForANormalUser() throws Exception {
        assumeTrue(isRoot(), "Another user can be tried only by root; the other tests ran as a normal user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        var libraries = readableClassPath(Files.createDirectory(folder.resolve("lib")));
        for (int start = 1; start <= 2; start++) {
            var host = host(List.of("runuser", "-u", "nobody", "--"), folder.resolve("data"), libraries);
            assertThat(firstLine(host)).startsWith("READY ").endsWith(" nobody");
            host.getOutputStream().close();
            assertThat(host.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(host.exitValue()).isZero();
        }
        Folders.deleteIfExists(folder.resolve("data"));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void kill(long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor())
                .isZero();
    }

    private static Process host(List<String> prefix, Path folder, String classPath) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                ServerHost.class.getName(),
                folder.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process host) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(host.getInputStream(), StandardCharsets.UTF_8));
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("READY")) {
                return line;
            }
        }
        throw new AssertionError("The host ended before it was ready");
    }

    /** The other user may not be able to read this user's repository of libraries. */
    private static String readableClassPath(Path target) throws IOException {
        var copies = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var source = Path.of(entry);
            var copy = target.resolve(copies.size() + "-" + source.getFileName());
            if (Files.isDirectory(source)) {
                copyTree(source, copy);
            } else if (Files.exists(source)) {
                Files.copy(source, copy);
            }
            copies.add(copy.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copyTree(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(target.resolve(source.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, target.resolve(source.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void run(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int number(EmbeddedPostgres postgres, String sql) throws SQLException {
        return Integer.parseInt(text(postgres, sql));
    }

    private static String text(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
