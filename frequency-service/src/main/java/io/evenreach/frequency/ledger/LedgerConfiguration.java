package io.evenreach.frequency.ledger;

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
    TouchLedger touchLedger(LedgerStore store, LedgerProperties properties, MeterRegistry registry) {
        // The clock only guesses whose histories to lock; the time of a decision is the database's.
        return new LockingLedger(
                store, Clock.systemUTC(), properties.attemptsMax(), new MicrometerLedgerMetrics(registry));
    }

    @Bean
    AskQueue askQueue(TouchLedger ledger, LedgerProperties properties) {
        return new CoalescingAskQueue(ledger, properties);
    }
}
