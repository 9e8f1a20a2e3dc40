package io.evenreach.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka broker that is its own controller, in this JVM, on loopback only. The folder keeps cluster id, topics and
 * offsets; the ports may differ from start to start.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final int NODE_ID = 1;
    private static final String CONTROLLER = "CONTROLLER";
    private static final String BROKER = "BROKER";
    private static final int MESSAGE_MAX_BYTES = 1024 * 1024;

    /** Between choosing a free port and listening on it another process may take it; then others are chosen. */
    private static final int START_ATTEMPTS = 3;

    private final KafkaRaftServer server;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Formats the folder the first time, starts the broker and returns when it takes requests.
     *
     * @throws EmbeddedServerException when it cannot be started
     */
    public static EmbeddedKafka start(Path dataDir, KafkaOptions options) {
        var folder = dataDir.toAbsolutePath().normalize();
        RuntimeException last = null;
        for (int attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
            try {
                return startOnce(folder, options);
            } catch (IOException e) {
                throw new EmbeddedServerException("Kafka could not prepare its folder " + folder, e);
            } catch (RuntimeException e) {
                LOG.warn("Kafka did not start, attempt {} of {}", attempt, START_ATTEMPTS, e);
                last = e;
            }
        }
        throw new EmbeddedServerException(
                "Kafka could not be started in " + folder, java.util.Objects.requireNonNull(last));
    }

    private static EmbeddedKafka startOnce(Path folder, KafkaOptions options) throws IOException {
        var logs = folder.resolve("log");
        Files.createDirectories(logs);
        var port = options.port() == 0 ? LoopbackPorts.next() : options.port();
        var config = new KafkaConfig(settings(logs, port, LoopbackPorts.next(), options), false);
        format(folder, logs);
        var server = new KafkaRaftServer(config, Time.SYSTEM);
        var kafka = new EmbeddedKafka(server, port);
        ExitRedirect.install(reason -> {
            if (!kafka.closed.get()) {
                kafka.failure.complete(reason);
            }
        });
        try {
            server.startup();
        } catch (RuntimeException e) {
            kafka.closed.set(true);
            shutdownQuietly(server);
            throw e;
        }
        return kafka;
    }

    /** Formatting a formatted folder changes nothing, so every start asks for it. */
    private static void format(Path folder, Path logs) throws IOException {
        var formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(NODE_ID)
                .setClusterId(clusterId(folder))
                .setControllerListenerName(CONTROLLER)
                .setMetadataLogDirectory(logs.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setIgnoreFormatted(true)
                .addDirectory(logs.toString());
        try {
            formatter.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("Kafka could not format " + logs, e);
        }
    }

    private static String clusterId(Path folder) throws IOException {
        var file = folder.resolve("cluster-id");
        if (!Files.exists(file)) {
            Files.writeString(file, Uuid.randomUuid().toString());
        }
        return Files.readString(file).strip();
    }

    private static Properties settings(Path logs, int port, int controllerPort, KafkaOptions options) {
        var all = new TreeMap<String, String>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(NODE_ID));
        all.put("log.dirs", logs.toString());
        all.put("listeners", BROKER + "://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
        all.put("advertised.listeners", BROKER + "://127.0.0.1:" + port);
        all.put("listener.security.protocol.map", BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        all.put("inter.broker.listener.name", BROKER);
        all.put("controller.listener.names", CONTROLLER);
        all.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);

        // One broker: nothing can have a second replica, and nobody else will join a group later.
        all.put("default.replication.factor", "1");
        all.put("min.insync.replicas", "1");
        all.put("offsets.topic.replication.factor", "1");
        all.put("transaction.state.log.replication.factor", "1");
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.replication.factor", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("group.initial.rebalance.delay.ms", "0");

        // Fifty offset partitions would be fifty folders to open and recover at every start.
        all.put("offsets.topic.num.partitions", "4");
        all.put("transaction.state.log.num.partitions", "4");
        all.put("share.coordinator.state.topic.num.partitions", "4");
        all.put("auto.create.topics.enable", "false");
        all.put("message.max.bytes", Integer.toString(MESSAGE_MAX_BYTES));
        all.put("replica.fetch.max.bytes", Integer.toString(MESSAGE_MAX_BYTES));
        all.put("log.segment.bytes", Integer.toString(64 * 1024 * 1024));
        all.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
        // A killed broker blocks its own successor until its session times out.
        all.put("broker.session.timeout.ms", "4000");
        all.put("broker.heartbeat.interval.ms", "500");
        all.put("num.network.threads", "2");
        all.put("num.io.threads", "4");
        all.put("num.recovery.threads.per.data.dir", "2");
        all.put("background.threads", "2");
        all.put("controlled.shutdown.enable", "true");
        all.putAll(options.settings());
        var properties = new Properties();
        properties.putAll(all);
        return properties;
    }

    /** Where clients connect to. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** The broker's loopback port. */
    public int port() {
        return port;
    }

    /** Completes with the reason when the broker gave up; never when it was closed. */
    public CompletableFuture<String> onFailure() {
        return failure.copy();
    }

    /** Stops the broker cleanly and returns when its files are closed. Does nothing the second time. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            shutdownQuietly(server);
        }
    }

    private static void shutdownQuietly(KafkaRaftServer server) {
        try {
            server.shutdown();
            server.awaitShutdown();
        } catch (RuntimeException e) {
            LOG.warn("Kafka did not stop cleanly; the next start recovers its files", e);
        }
    }

    /** Kafka ends the whole JVM on a fatal fault; here it may only end itself. */
    private static final class ExitRedirect {

        private static final CompletableFuture<Void> INSTALLED = new CompletableFuture<>();
        private static volatile Consumer<String> listener = reason -> {};

        private ExitRedirect() {}

        static void install(Consumer<String> current) {
            listener = current;
            if (INSTALLED.complete(null)) {
                Exit.setExitProcedure((status, message) -> refuse("exit", status, message));
                Exit.setHaltProcedure((status, message) -> refuse("halt", status, message));
                Exit.setShutdownHookAdder((name, hook) -> {});
            }
        }

        private static void refuse(String kind, int status, @org.jspecify.annotations.Nullable String message) {
            var reason = "Kafka asked for " + kind + " " + status + (message == null ? "" : ": " + message);
            LOG.error(reason);
            listener.accept(reason);
            throw new IllegalStateException(reason);
        }
    }
}
