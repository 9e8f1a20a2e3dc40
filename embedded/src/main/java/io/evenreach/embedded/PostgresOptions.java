package io.evenreach.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to run the embedded PostgreSQL.
 *
 * @param port the loopback port, or 0 for a free one
 * @param user the superuser that is created on the first start
 * @param password its password, or null to generate one and keep it beside the data
 * @param maxConnections the server's connection limit
 * @param binaries where the server's programs are unpacked, or null for a folder shared by this user's processes
 * @param log where the server writes its log, or null for {@code postgres.log} beside the data
 * @param startTimeout how long a start may take, crash recovery included
 * @param settings further server settings, which win over the ones chosen here
 */
public record PostgresOptions(
        int port,
        String user,
        @Nullable String password,
        int maxConnections,
        @Nullable Path binaries,
        @Nullable Path log,
        Duration startTimeout,
        Map<String, String> settings) {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    public PostgresOptions {
        settings = Map.copyOf(settings);
    }

    /** Settings that keep every acknowledged commit across a crash of the machine. */
    public static PostgresOptions durable() {
        return new PostgresOptions(
                0,
                "evenreach",
                null,
                200,
                null,
                null,
                START_TIMEOUT,
                Map.of(
                        "fsync", "on",
                        "synchronous_commit", "on",
                        "full_page_writes", "on",
                        "shared_buffers", "128MB",
                        "max_wal_size", "2GB"));
    }

    /** Settings for tests: a crash of the server loses nothing it matters to keep, a crash of the machine may. */
    public static PostgresOptions fast() {
        return new PostgresOptions(
                0,
                "evenreach",
                null,
                200,
                null,
                null,
                START_TIMEOUT,
                Map.of(
                        "fsync", "off",
                        "synchronous_commit", "off",
                        "full_page_writes", "off",
                        "wal_level", "minimal",
                        "max_wal_senders", "0",
                        "shared_buffers", "128MB"));
    }

    public PostgresOptions withPort(int newPort) {
        return new PostgresOptions(newPort, user, password, maxConnections, binaries, log, startTimeout, settings);
    }

    public PostgresOptions withPassword(String newPassword) {
        return new PostgresOptions(port, user, newPassword, maxConnections, binaries, log, startTimeout, settings);
    }

    public PostgresOptions withBinaries(Path folder) {
        return new PostgresOptions(port, user, password, maxConnections, folder, log, startTimeout, settings);
    }

    public PostgresOptions withLog(Path file) {
        return new PostgresOptions(port, user, password, maxConnections, binaries, file, startTimeout, settings);
    }
}
