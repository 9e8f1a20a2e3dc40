package io.evenreach.frequency.ledger;

import io.evenreach.frequency.ledger.domain.ArchiveMover;
import io.evenreach.frequency.ledger.domain.LedgerMetrics;
import io.evenreach.frequency.ledger.domain.LedgerStore;
import io.evenreach.frequency.ledger.domain.LockingLedger;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the pure ledger on its store. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

    @Bean
    LedgerMetrics ledgerMetrics(MeterRegistry registry) {
        return new MicrometerLedgerMetrics(registry);
    }

    @Bean
    TouchLedger touchLedger(LedgerStore store, LedgerProperties properties, LedgerMetrics metrics) {
        // The clock only guesses whose histories to lock; the time of a decision is the database's.
        return new LockingLedger(store, Clock.systemUTC(), properties.attemptsMax(), metrics);
    }

    @Bean
    ArchiveMoves archiveMoves(LedgerStore store, LedgerProperties properties, LedgerMetrics metrics) {
        return new ArchiveMover(store, properties.archivedMovedMax(), metrics);
    }

    @Bean
    AskQueue askQueue(TouchLedger ledger, LedgerProperties properties) {
        return new CoalescingAskQueue(ledger, properties);
    }
}
