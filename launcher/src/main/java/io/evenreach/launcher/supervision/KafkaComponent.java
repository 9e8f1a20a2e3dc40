package io.evenreach.launcher.supervision;

import io.evenreach.contracts.TopicSpec;
import io.evenreach.contracts.Topics;
import io.evenreach.embedded.EmbeddedKafka;
import io.evenreach.embedded.EmbeddedServerException;
import io.evenreach.embedded.KafkaOptions;
import io.evenreach.launcher.platform.LauncherProblem;
import io.evenreach.launcher.platform.PlatformState.Condition;
import io.evenreach.launcher.platform.PlatformState.ServiceState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** The broker in this JVM, with every topic of the catalogue. */
final class KafkaComponent implements Component {

    private static final Duration TOPICS_PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final Bulletin bulletin;
    private final BackOff backOff = BackOff.standard();

    private @Nullable EmbeddedKafka broker;
    private boolean stopping;
    private volatile Condition condition = Condition.STARTING;

    KafkaComponent(Path folder, int port, Bulletin bulletin) {
        this.folder = folder;
        this.port = port;
        this.bulletin = bulletin;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public ServiceState state() {
        return new ServiceState(condition, ProcessHandle.current().pid(), port);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void start() throws InterruptedException {
        var started = System.nanoTime();
        try {
            startBroker();
        } catch (EmbeddedServerException e) {
            condition = Condition.DOWN;
            throw new LauncherProblem("Kafka did not start. " + e.getMessage(), e);
        }
        bulletin.ready(
                name(), started, "port " + port + ", " + Topics.catalogue().size() + " topics");
    }

    private synchronized void startBroker() throws InterruptedException {
        if (stopping) {
            return;
        }
        var fresh = EmbeddedKafka.start(folder, KafkaOptions.standard().withPort(port));
        try {
            createTopics(Topics.catalogue());
        } catch (InterruptedException | RuntimeException e) {
            fresh.close();
            throw e;
        }
        broker = fresh;
        condition = Condition.UP;
        bulletin.changed();
        fresh.onFailure()
                .thenAccept(
                        reason -> Thread.ofVirtual().name("kafka-supervisor").start(() -> startAgain(fresh, reason)));
    }

    private void createTopics(List<TopicSpec> catalogue) throws InterruptedException {
        try (var admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers(), "reconnect.backoff.ms", "100", "retry.backoff.ms", "100"))) {
            var missing = new HashSet<>(catalogue.stream().map(TopicSpec::name).toList());
            missing.removeAll(admin.listTopics().names().get(TOPICS_PATIENCE.toSeconds(), TimeUnit.SECONDS));
            var topics = catalogue.stream()
                    .filter(topic -> missing.contains(topic.name()))
                    .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.configs()))
                    .toList();
            admin.createTopics(topics).all().get(TOPICS_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new LauncherProblem("Kafka did not create its topics: " + e.getCause(), e);
            }
        } catch (TimeoutException e) {
            throw new LauncherProblem(
                    "Kafka did not create its topics within " + TOPICS_PATIENCE.toSeconds() + " s", e);
        }
    }

    private void startAgain(EmbeddedKafka failed, String reason) {
        synchronized (this) {
            if (stopping || broker != failed) {
                return;
            }
            broker = null;
            condition = Condition.RESTARTING;
        }
        bulletin.changed();
        bulletin.say("  kafka        gave up (" + reason + "); starting it again");
        failed.close();
        var started = System.nanoTime();
        while (true) {
            try {
                Thread.sleep(backOff.after(Duration.ZERO));
                startBroker();
                if (condition == Condition.UP) {
                    bulletin.ready(name(), started, "port " + port + ", again");
                }
                return;
            } catch (EmbeddedServerException | LauncherProblem e) {
                bulletin.say("  kafka        does not start again yet: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        var running = broker;
        broker = null;
        condition = Condition.DOWN;
        if (running != null) {
            var started = System.nanoTime();
            running.close();
            bulletin.stopped(name(), started);
        }
    }
}
