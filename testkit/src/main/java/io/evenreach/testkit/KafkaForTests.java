package io.evenreach.testkit;

import io.evenreach.embedded.EmbeddedKafka;
import io.evenreach.embedded.KafkaOptions;
import java.nio.file.Path;
import org.testcontainers.kafka.KafkaContainer;

/** One Kafka for one test class, so that every feed begins at its beginning. */
sealed interface KafkaForTests extends AutoCloseable {

    static KafkaForTests start() {
        return Docker.ANSWERS ? new InContainer() : new Embedded();
    }

    String bootstrapServers();

    @Override
    void close();

    /** In this JVM. */
    final class Embedded implements KafkaForTests {

        private final Path folder;
        private final EmbeddedKafka broker;

        Embedded() {
            folder = TemporaryFolders.create("evenreach-test-kafka");
            broker = EmbeddedKafka.start(
                    folder,
                    // A JVM that a busy machine stops for seconds is not one that died.
                    KafkaOptions.standard().withSetting("broker.session.timeout.ms", "60000"));
        }

        @Override
        public String bootstrapServers() {
            return broker.bootstrapServers();
        }

        @Override
        public void close() {
            broker.close();
            TemporaryFolders.delete(folder);
        }
    }

    /** In a container. */
    final class InContainer implements KafkaForTests {

        private final KafkaContainer broker = new KafkaContainer("apache/kafka:4.2.0");

        InContainer() {
            broker.start();
        }

        @Override
        public String bootstrapServers() {
            return broker.getBootstrapServers();
        }

        @Override
        public void close() {
            broker.stop();
        }
    }
}
