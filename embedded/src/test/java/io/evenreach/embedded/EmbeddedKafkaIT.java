package io.evenreach.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    @TempDir
    Path folder;

    @Test
    void keepsTopicsAndRecordsAcrossARestartOnOtherPorts() throws Exception {
        String clusterId;
        try (var kafka = EmbeddedKafka.start(folder, KafkaOptions.standard())) {
            clusterId = Files.readString(folder.resolve("cluster-id"));
            KafkaTrips.createTopic(kafka.bootstrapServers(), "kept");
            KafkaTrips.send(kafka.bootstrapServers(), "kept", "first");
        }
        try (var kafka = EmbeddedKafka.start(folder, KafkaOptions.standard())) {
            KafkaTrips.send(kafka.bootstrapServers(), "kept", "second");
            assertThat(KafkaTrips.read(kafka.bootstrapServers(), "kept", 2)).containsExactly("first", "second");
            assertThat(Files.readString(folder.resolve("cluster-id"))).isEqualTo(clusterId);
        }
    }

    @Test
    void keepsAcknowledgedRecordsWhenItsJvmIsKilled() throws Exception {
        var host = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerHost.class.getName(),
                        folder.toString(),
                        "with-kafka")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var reader = new BufferedReader(new InputStreamReader(host.getInputStream(), StandardCharsets.UTF_8));
        for (var line = reader.readLine(); line == null || !line.startsWith("READY"); line = reader.readLine()) {
            assertThat(line).as("The host ended before it was ready").isNotNull();
        }
        host.destroyForcibly().waitFor();
        try (var kafka = EmbeddedKafka.start(folder.resolve("kafka"), KafkaOptions.standard())) {
            assertThat(KafkaTrips.read(kafka.bootstrapServers(), "kept", 1)).containsExactly("before the crash");
            KafkaTrips.send(kafka.bootstrapServers(), "kept", "after the crash");
        }
    }

    @Test
    void makesNoTopicThatNobodyAskedFor() {
        try (var kafka = EmbeddedKafka.start(folder, KafkaOptions.standard().withSetting("log.retention.ms", "-1"))) {
            assertThatThrownBy(() -> KafkaTrips.createTopicBySending(kafka.bootstrapServers(), "nobody-asked"))
                    .hasMessageContaining("not present in metadata");
        }
    }
}
