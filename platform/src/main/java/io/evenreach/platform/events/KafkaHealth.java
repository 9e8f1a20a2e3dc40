package io.evenreach.platform.events;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Down while no broker answers within a second. Probes do not ask: a restart would not bring Kafka back. */
final class KafkaHealth extends AbstractHealthIndicator implements AutoCloseable {

    private static final int ANSWER_WITHIN_MILLIS = 1_000;

    private final Map<String, Object> config;
    private @Nullable Admin admin;

    KafkaHealth(Map<String, Object> config) {
        super("Kafka does not answer");
        this.config = Map.copyOf(config);
    }

    @Override
    protected void doHealthCheck(Health.Builder health) throws Exception {
        int brokers = client().describeCluster(new DescribeClusterOptions().timeoutMs(ANSWER_WITHIN_MILLIS))
                .nodes()
                .get(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
                .size();
        health.up().withDetail("brokers", brokers);
    }

    /** Made when it is first needed, because it cannot be made while the broker's name is not known to the network. */
    private synchronized Admin client() {
        Admin made = admin == null ? Admin.create(config) : admin;
        admin = made;
        return made;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(java.time.Duration.ZERO);
        }
    }
}
