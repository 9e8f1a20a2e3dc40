package io.evenreach.frequency.exposure;

import io.evenreach.frequency.exposure.domain.Delays;
import io.evenreach.frequency.exposure.persistence.ConfirmDelayStore;
import io.evenreach.frequency.exposure.persistence.ConfirmDelayStore.Bucket;
import io.evenreach.frequency.ledger.GrantRef;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.LedgerVerdict;
import io.evenreach.frequency.ledger.LedgerVerdict.Counted;
import io.evenreach.frequency.ledger.Touch;
import io.evenreach.frequency.ledger.TouchCause;
import io.evenreach.frequency.ledger.TouchState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * How long exposures take to reach us after their grant was given, by channel: those that came in time, and those whose grant
 * had expired. It is counted in memory by whoever applies exposures, after they were applied, and written down in the
 * background; what is not written yet is lost where the process dies.
 */
@Component
public class ConfirmDelays {

    private static final Logger LOG = LoggerFactory.getLogger(ConfirmDelays.class);

    /** The days a delay is read from, today included. */
    private static final int DAYS = 7;

    private final ConfirmDelayStore store;
    private final MultiGauge gauge;
    private final Map<Bucket, Long> fresh = new ConcurrentHashMap<>();

    ConfirmDelays(ConfirmDelayStore store, MeterRegistry registry) {
        this.store = store;
        this.gauge = MultiGauge.builder("evenreach.confirm.delay.p99")
                .description("What 99 in a hundred exposures do not take longer to come than, after their grant")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Takes note of an exposure that was applied; does not wait for anything. */
    public void noteApplied(Expose exposure, LedgerVerdict verdict) {
        GrantRef grant = exposure.grant();
        if (grant != null
                && !grant.isUnchecked()
                && verdict instanceof Counted(var ignored, Touch touch)
                && isOf(touch)) {
            Duration delay = Duration.between(Instant.ofEpochMilli(grant.grantedAtMillis()), exposure.acceptedAt());
            LocalDate day = exposure.acceptedAt().atZone(ZoneOffset.UTC).toLocalDate();
            fresh.merge(new Bucket(day, exposure.channel(), Delays.bucketOf(delay)), 1L, Long::sum);
        }
    }

    /** Not of a second exposure on one grant, and not of one that was given back before. */
    private static boolean isOf(Touch touch) {
        return touch.state() == TouchState.CONFIRMED || touch.causes().contains(TouchCause.GRANT_EXPIRED);
    }

    /** By channel, over the last days. */
    public Map<String, Delays> byChannel() {
        return store.since(firstDay());
    }

    private static LocalDate firstDay() {
        return LocalDate.now(ZoneOffset.UTC).minusDays(DAYS - 1L);
    }

    @Scheduled(
            fixedDelayString = "${evenreach.frequency.exposures.delays-every:10s}",
            initialDelayString = "${evenreach.frequency.exposures.delays-every:10s}")
    void write() {
        Map<Bucket, Long> taken = new HashMap<>();
        for (Bucket bucket : List.copyOf(fresh.keySet())) {
            Long count = fresh.remove(bucket);
            if (count != null) {
                taken.put(bucket, count);
            }
        }
        try {
            store.add(taken, firstDay());
        } catch (DataAccessException | TransactionException away) {
            taken.forEach((bucket, count) -> fresh.merge(bucket, count, Long::sum));
            LOG.atWarn().setCause(away).log("How long exposures take is written down later");
            return;
        }
        try {
            gauge.register(
                    byChannel().entrySet().stream()
                            .map(entry -> MultiGauge.Row.of(
                                    Tags.of("channel", entry.getKey()),
                                    entry.getValue().p99().toMillis() / 1000.0))
                            .toList(),
                    true);
        } catch (DataAccessException away) {
            LOG.atWarn().setCause(away).log("How long exposures take is told later");
        }
    }
}
