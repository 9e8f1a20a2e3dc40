package io.evenreach.launcher.supervision;

import io.evenreach.embedded.EmbeddedPostgres;
import io.evenreach.embedded.EmbeddedServerException;
import io.evenreach.embedded.PostgresOptions;
import io.evenreach.launcher.platform.LauncherEnvironment;
import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.platform.PlatformState.Condition;
import io.evenreach.launcher.platform.PlatformState.ServiceState;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The database server: a child process on the same port for as long as this launcher lives. */
final class PostgresComponent implements Component {

    private static final String DATABASE = "evenreach";

    /** Enough for what a million touches and their indexes take; memory is taken as they fill. */
    private static final int BUFFERS_MEGABYTES = 512;

    private final Path folder;
    private final PostgresOptions options;
    private final Bulletin bulletin;
    private final BackOff backOff = BackOff.standard();

    private @Nullable EmbeddedPostgres server;
    private boolean stopping;
    private volatile Condition condition = Condition.STARTING;
    private volatile long pid;

    PostgresComponent(Path folder, PostgresOptions options, Bulletin bulletin) {
        this.folder = folder;
        this.options = options;
        this.bulletin = bulletin;
    }

    /** How the server is run in this environment. */
    static PostgresOptions options(LauncherEnvironment environment) {
        return PostgresOptions.durable()
                .withSetting(
                        "shared_buffers",
                        environment.bufferMegabytes("EVENREACH_POSTGRES_BUFFERS_MB", BUFFERS_MEGABYTES) + "MB");
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public ServiceState state() {
        return new ServiceState(condition, pid, options.port());
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + options.port() + "/" + DATABASE;
    }

    String user() {
        return options.user();
    }

    @Override
    public void start() {
        var started = System.nanoTime();
        try {
            startServer();
        } catch (EmbeddedServerException e) {
            condition = Condition.DOWN;
            throw new LauncherProblem("PostgreSQL did not start. " + e.getMessage(), e);
        }
        bulletin.ready(name(), started, "port " + options.port());
    }

    private synchronized void startServer() {
        if (stopping) {
            return;
        }
        var fresh = EmbeddedPostgres.start(folder, options);
        try {
            fresh.createDatabase(DATABASE);
        } catch (EmbeddedServerException e) {
            fresh.close();
            throw e;
        }
        server = fresh;
        pid = fresh.pid();
        condition = Condition.UP;
        bulletin.changed();
        var since = System.nanoTime();
        fresh.onExit()
                .thenAccept(code -> Thread.ofVirtual()
                        .name("postgres-supervisor")
                        .start(() -> startAgain(fresh, Duration.ofNanos(System.nanoTime() - since))));
    }

    private void startAgain(EmbeddedPostgres ended, Duration run) {
        synchronized (this) {
            if (stopping || server != ended) {
                return;
            }
            ended.close();
            condition = Condition.RESTARTING;
        }
        bulletin.changed();
        bulletin.say("  postgres     ended unexpectedly; starting it again");
        var started = System.nanoTime();
        for (var pause = backOff.after(run); ; pause = backOff.after(Duration.ZERO)) {
            try {
                Thread.sleep(pause);
                startServer();
                if (condition == Condition.UP) {
                    bulletin.ready(name(), started, "port " + options.port() + ", again");
                }
                return;
            } catch (EmbeddedServerException e) {
                bulletin.say("  postgres     does not start again yet: "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        var running = server;
        server = null;
        if (running != null) {
            var started = System.nanoTime();
            running.close();
            condition = Condition.DOWN;
            bulletin.stopped(name(), started);
        }
        condition = Condition.DOWN;
    }
}
