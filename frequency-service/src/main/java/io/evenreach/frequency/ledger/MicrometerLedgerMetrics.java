package io.evenreach.frequency.ledger;

import io.evenreach.frequency.ledger.domain.LedgerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The ledger's figures under {@code evenreach.ledger.*}. */
final class MicrometerLedgerMetrics implements LedgerMetrics {

    private final Counter grants;
    private final Counter exposures;
    private final Counter duplicates;
    private final Counter conflicts;
    private final Counter erased;
    private final Counter restarts;
    private final Map<DenialReason, Counter> denials = new EnumMap<>(DenialReason.class);
    private final DistributionSummary batchSize;
    private final Timer batchTime;
    private final Timer lockTime;
    private final Counter asks;

    MicrometerLedgerMetrics(MeterRegistry registry) {
        grants = registry.counter("evenreach.ledger.grants");
        exposures = registry.counter("evenreach.ledger.exposures");
        duplicates = registry.counter("evenreach.ledger.duplicates");
        conflicts = registry.counter("evenreach.ledger.conflicts");
        erased = registry.counter("evenreach.ledger.erased");
        restarts = registry.counter("evenreach.ledger.restarts");
        for (DenialReason reason : DenialReason.values()) {
            denials.put(reason, registry.counter("evenreach.ledger.denials", "reason", reason.name()));
        }
        batchSize = registry.summary("evenreach.ledger.batch.size");
        batchTime = registry.timer("evenreach.ledger.batch.time");
        lockTime = registry.timer("evenreach.ledger.lock.time");
        asks = registry.counter("evenreach.ledger.asks");
    }

    @Override
    public void applied(int commands, long nanos, List<LedgerVerdict> verdicts) {
        batchSize.record(commands);
        batchTime.record(nanos, TimeUnit.NANOSECONDS);
        for (LedgerVerdict verdict : verdicts) {
            switch (verdict) {
                case LedgerVerdict.Allowed allowed -> {
                    asks.increment();
                    if (!allowed.repeated()) {
                        grants.increment();
                    }
                }
                case LedgerVerdict.Denied denied -> {
                    asks.increment();
                    Counter counter = denials.get(denied.reason());
                    if (counter != null) {
                        counter.increment();
                    }
                }
                case LedgerVerdict.Counted ignored -> exposures.increment();
                case LedgerVerdict.Duplicate(boolean conflicting) -> (conflicting ? conflicts : duplicates).increment();
                case LedgerVerdict.Erased ignored -> erased.increment();
                case LedgerVerdict.Conflicting ignored -> asks.increment();
                case LedgerVerdict.Released ignored -> {}
                case LedgerVerdict.Moved ignored -> {}
                case LedgerVerdict.Unavailable ignored -> {}
            }
        }
    }

    @Override
    public void locked(long nanos) {
        lockTime.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void startedAgain() {
        restarts.increment();
    }
}
