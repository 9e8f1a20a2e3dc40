package io.evenreach.frequency.publication;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** How old the journal is on Kafka: {@code evenreach.journal.published.age} in seconds, where it is published. */
@Component
@ConditionalOnProperty("evenreach.frequency.journal.published")
class JournalAgeMetrics implements MeterBinder {

    private final JournalPieces pieces;

    JournalAgeMetrics(JournalPieces pieces) {
        this.pieces = pieces;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("evenreach.journal.published.age", this::seconds)
                .baseUnit("seconds")
                .register(registry);
    }

    /** Not a number where nobody can tell. */
    private double seconds() {
        try {
            return pieces.ageSeconds();
        } catch (DataAccessException away) {
            return Double.NaN;
        }
    }
}
