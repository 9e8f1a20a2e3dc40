package io.evenreach.testkit;

import io.evenreach.embedded.EmbeddedPostgres;
import io.evenreach.embedded.PostgresOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** One PostgreSQL for all test classes of a JVM. */
abstract class PostgresForTests {

    private static final class Holder {
        private static final PostgresForTests SHARED = Docker.ANSWERS ? new InContainer() : new Embedded();
    }

    static PostgresForTests shared() {
        return Holder.SHARED;
    }

    abstract String jdbcUrl(String database);

    abstract String user();

    abstract String password();

    void createDatabase(String name) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"), user(), password());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException("the test's database could not be made", failed);
        }
    }

    private static final class Embedded extends PostgresForTests {

        private final EmbeddedPostgres server;

        Embedded() {
            Path folder = TemporaryFolders.create("evenreach-test-postgres");
            server = EmbeddedPostgres.start(folder, PostgresOptions.fast());
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.close();
                                TemporaryFolders.delete(folder);
                            },
                            "stop-postgres"));
        }

        @Override
        String jdbcUrl(String database) {
            return server.jdbcUrl(database);
        }

        @Override
        String user() {
            return server.user();
        }

        @Override
        String password() {
            return server.password();
        }
    }

    private static final class InContainer extends PostgresForTests {

        // Stopped by the engine's own reaper when this JVM ends.
        @SuppressWarnings("resource")
        private final PostgreSQLContainer server =
                new PostgreSQLContainer("postgres:18").withCommand("postgres", "-c", "max_connections=300");

        InContainer() {
            server.start();
        }

        @Override
        String jdbcUrl(String database) {
            return "jdbc:postgresql://" + server.getHost() + ":" + server.getMappedPort(5432) + "/" + database;
        }

        @Override
        String user() {
            return server.getUsername();
        }

        @Override
        String password() {
            return server.getPassword();
        }
    }
}
