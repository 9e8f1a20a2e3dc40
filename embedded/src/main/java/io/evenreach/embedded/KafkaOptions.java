package io.evenreach.embedded;

import java.util.Map;
import java.util.TreeMap;

/**
 * How to run the embedded Kafka.
 *
 * @param port the broker's loopback port, or 0 for a free one; the controller always takes a free one
 * @param settings further broker settings, which win over the ones chosen here
 */
public record KafkaOptions(int port, Map<String, String> settings) {

    public KafkaOptions {
        settings = Map.copyOf(settings);
    }

    /** A broker on a free port with the settings of a single node. */
    public static KafkaOptions standard() {
        return new KafkaOptions(0, Map.of());
    }

    public KafkaOptions withPort(int newPort) {
        return new KafkaOptions(newPort, settings);
    }

    public KafkaOptions withSetting(String name, String value) {
        var all = new TreeMap<>(settings);
        all.put(name, value);
        return new KafkaOptions(port, all);
    }
}
