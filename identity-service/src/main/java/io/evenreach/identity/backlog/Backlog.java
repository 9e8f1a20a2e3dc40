package io.evenreach.identity.backlog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Figures of what is left to do, as gauges. They are looked at once in a while, and never by whoever reads the metrics; they
 * are not known before that and while the database does not answer.
 *
 * @param <F> what is known after a look
 */
public final class Backlog<F> {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private final F unknown;
    private final MeterRegistry meters;
    private volatile F figures;

    /** @param unknown figures that are not numbers */
    public Backlog(F unknown, MeterRegistry meters) {
        this.unknown = unknown;
        this.meters = meters;
        this.figures = unknown;
    }

    public void gauge(String name, ToDoubleFunction<F> figure) {
        builder(name, figure).register(meters);
    }

    public void seconds(String name, ToDoubleFunction<F> figure) {
        builder(name, figure).baseUnit("seconds").register(meters);
    }

    private Gauge.Builder<Supplier<Number>> builder(String name, ToDoubleFunction<F> figure) {
        return Gauge.builder(name, () -> figure.applyAsDouble(figures));
    }

    /** @param look reads the figures from the database */
    public void look(Supplier<F> look) {
        try {
            figures = look.get();
        } catch (DataAccessException away) {
            figures = unknown;
            LOG.atDebug().setCause(away).log("What is left to do is not known just now");
        }
    }
}
