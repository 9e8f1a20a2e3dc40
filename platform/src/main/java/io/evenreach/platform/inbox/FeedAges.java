package io.evenreach.platform.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.dao.DataAccessException;

/**
 * How long ago each feed with a heartbeat was known to be complete: {@code evenreach.feed.age} in seconds, by feed. An alarm
 * belongs on it.
 */
final class FeedAges implements MeterBinder {

    private final Inbox inbox;
    private final FeedsProperties properties;

    FeedAges(Inbox inbox, FeedsProperties properties) {
        this.inbox = inbox;
        this.properties = properties;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String topic : properties.beating()) {
            Gauge.builder("evenreach.feed.age", () -> seconds(topic))
                    .tag("feed", topic)
                    .baseUnit("seconds")
                    .register(registry);
        }
    }

    /** Not a number where nothing was heard yet or nobody can tell. */
    private double seconds(String topic) {
        try {
            Duration age = inbox.ages().get(topic);
            return age == null ? Double.NaN : age.toMillis() / 1000.0;
        } catch (DataAccessException away) {
            return Double.NaN;
        }
    }

    /** The feeds that are behind, each with its age or with the word that nothing was heard of it yet. */
    Map<String, String> stale() {
        Map<String, Duration> ages = inbox.ages();
        Map<String, String> stale = new TreeMap<>();
        for (String topic : properties.beating()) {
            Duration age = ages.get(topic);
            if (age == null) {
                stale.put(topic, "never heard of");
            } else if (age.compareTo(properties.staleAfter()) >= 0) {
                stale.put(topic, age.toString());
            }
        }
        return stale;
    }
}
