package io.evenreach.testkit;

import io.evenreach.embedded.EmbeddedKafka;
import io.evenreach.embedded.KafkaOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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

        private final EmbeddedKafka broker;

        Embedded() {
            try {
                broker =
                        EmbeddedKafka.start(Files.createTempDirectory("evenreach-test-kafka"), KafkaOptions.standard());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public String bootstrapServers() {
            return broker.bootstrapServers();
        }

        @Override
        public void close() {
            broker.close();
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
