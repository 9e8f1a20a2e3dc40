package io.evenreach.benchmarks.contest;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.embedded.EmbeddedPostgres;
import io.evenreach.embedded.LoopbackPorts;
import io.evenreach.embedded.PostgresOptions;
import java.nio.file.Path;
import org.springframework.jdbc.core.JdbcTemplate;

/** The embedded PostgreSQL with the settings the platform runs it with: every commit is on the disk before it is answered. */
public final class Database implements AutoCloseable {

    /** As many connections as a service keeps. */
    static final int CONNECTIONS = 12;

    private static final String NAME = "bench";

    private final Path folder;
    private final PostgresOptions options;
    private volatile EmbeddedPostgres server;

    private Database(Path folder, PostgresOptions options) {
        this.folder = folder;
        this.options = options;
        this.server = start();
    }

    /** @param folder a folder of its own, which the caller removes */
    public static Database in(Path folder) {
        return new Database(folder, PostgresOptions.durable().withPort(LoopbackPorts.next()));
    }

    private EmbeddedPostgres start() {
        EmbeddedPostgres started = EmbeddedPostgres.start(folder, options);
        started.createDatabase(NAME);
        return started;
    }

    /** A pool of connections that find their tables in this schema. */
    public HikariDataSource pool(String schema) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl(NAME));
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setSchema(schema);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(60_000);
        config.setConnectionInitSql("set lock_timeout = '5s'");
        config.setPoolName(schema);
        return new HikariDataSource(config);
    }

    /** The server's version and what it says of how it keeps commits. */
    public String versionAndDurability() {
        try (HikariDataSource pool = pool("public")) {
            String said = new JdbcTemplate(pool)
                    .queryForObject(
                            "select current_setting('server_version')"
                                    + " || string_agg(', ' || name || '=' || setting, '' order by name)"
                                    + " from pg_settings where name in ('fsync', 'synchronous_commit',"
                                    + " 'full_page_writes', 'shared_buffers', 'max_wal_size')",
                            String.class);
            return said == null ? "unknown" : said;
        }
    }

    /** Kills the server as a power cut would, and starts it again on what is left. */
    void killAndRestart() {
        EmbeddedPostgres killed = server;
        ProcessHandle.of(killed.pid()).ifPresent(ProcessHandle::destroyForcibly);
        killed.onExit().join();
        killed.close();
        server = start();
    }

    @Override
    public void close() {
        server.close();
    }
}
