package io.evenreach.benchmarks.contest;

import io.evenreach.benchmarks.work.DatabaseContext;
import io.evenreach.frequency.ledger.GrantTokens;
import io.evenreach.frequency.ledger.LedgerProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/** The ledger as the service puts it together, without the service around it: no HTTP, no feeds, no reports. */
@Configuration(proxyBeanMethods = false)
@Import(DatabaseContext.class)
@EnableConfigurationProperties(LedgerProperties.class)
@ComponentScan(
        basePackages = {"io.evenreach.frequency.ledger", "io.evenreach.frequency.policy.persistence"},
        excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = GrantTokens.class))
class LedgerContext {

    @Bean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }
}
