package io.evenreach.embedded;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How to run the embedded Kafka.
 *
 * @param port the broker's loopback port, or 0 for a free one; the controller always takes a free one
 * @param settings further broker settings, which win over the ones chosen here
 * @param onFatal told what happened when the broker gives up; the JVM itself never ends because of it
 */
public record KafkaOptions(int port, Map<String, String> settings, Consumer<String> onFatal) {

    public KafkaOptions {
        settings = Map.copyOf(settings);
    }

    /** A broker on a free port with the settings of a single node. */
    public static KafkaOptions standard() {
        return new KafkaOptions(0, Map.of(), reason -> {});
    }

    public KafkaOptions withPort(int newPort) {
        return new KafkaOptions(newPort, settings, onFatal);
    }

    public KafkaOptions withSetting(String name, String value) {
        var all = new TreeMap<>(settings);
        all.put(name, value);
        return new KafkaOptions(port, all, onFatal);
    }

    public KafkaOptions withOnFatal(Consumer<String> listener) {
        return new KafkaOptions(port, settings, listener);
    }
}
