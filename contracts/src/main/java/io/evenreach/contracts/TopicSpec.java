package io.evenreach.contracts;

import java.util.Map;

/**
 * A topic as it must be created.
 *
 * @param configs Kafka topic settings by name
 */
public record TopicSpec(String name, int partitions, Map<String, String> configs) {}
