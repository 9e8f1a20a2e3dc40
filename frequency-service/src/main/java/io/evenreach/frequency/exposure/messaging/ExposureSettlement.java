package io.evenreach.frequency.exposure.messaging;

import io.evenreach.frequency.exposure.ExposureProperties;
import io.evenreach.frequency.exposure.OutstandingExposures;
import io.evenreach.frequency.ledger.LedgerFacts;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Tells all instances up to when the exposures accepted by this one are settled. Runs before and after requests do. Whoever
 * starts instances under names of their own ({@code spring.application.instance}) starts the next of a name only when the
 * one before is dead: it takes the name over, and nobody waits for the dead one.
 */
@Component
class ExposureSettlement implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ExposureSettlement.class);

    /** Longer than any instance is waited for; those that died leave a row each until the next one starts. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final String instance;
    private final OutstandingExposures outstanding;
    private final LedgerFacts facts;
    private final ExposureProperties properties;
    private volatile @Nullable ScheduledExecutorService telling;

    ExposureSettlement(
            OutstandingExposures outstanding,
            LedgerFacts facts,
            ExposureProperties properties,
            @Value("${spring.application.instance:}") String name) {
        this.instance = name.isBlank() ? UUID.randomUUID().toString() : name;
        this.outstanding = outstanding;
        this.facts = facts;
        this.properties = properties;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void start() {
        tell();
        facts.forgetProducersNotSeenFor(FORGOTTEN_AFTER);
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("exposure-settlement").daemon().factory());
        long every = properties.watermarkEvery().toMillis();
        scheduler.scheduleWithFixedDelay(this::tryToTell, every, every, TimeUnit.MILLISECONDS);
        telling = scheduler;
    }

    private void tryToTell() {
        try {
            tell();
        } catch (DataAccessException | TransactionException away) {
            LOG.atDebug().setCause(away).log("What is settled cannot be told just now");
        }
    }

    private void tell() {
        long began = System.nanoTime();
        facts.settledThrough(instance, outstanding.settledThrough());
        outstanding.told(began);
    }

    /** Whether what is accepted now will be reckoned with until it is settled. */
    boolean isHeard() {
        return outstanding.wasToldWithin(properties.producerGoneAfter().minus(properties.sendWithin()));
    }

    @Override
    public void stop() {
        ScheduledExecutorService scheduler = telling;
        telling = null;
        if (scheduler == null) {
            return;
        }
        scheduler.shutdown();
        try {
            boolean over = scheduler.awaitTermination(5, TimeUnit.SECONDS);
            if (over && outstanding.isEmpty()) {
                facts.acceptsNoMore(instance);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException | TransactionException away) {
            LOG.atDebug().setCause(away).log("The others wait until they take this instance for gone");
        }
    }

    @Override
    public boolean isRunning() {
        return telling != null;
    }
}
