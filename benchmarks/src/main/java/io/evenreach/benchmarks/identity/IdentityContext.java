package io.evenreach.benchmarks.identity;

import io.evenreach.benchmarks.work.DatabaseContext;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.Normaliser;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.outbox.Outbox;
import io.evenreach.platform.outbox.UnrelayedOutbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/** Identity as the service puts it together, without the service around it: no HTTP, no Kafka, no background work. */
@Configuration(proxyBeanMethods = false)
@Import(DatabaseContext.class)
@ConfigurationPropertiesScan({"io.evenreach.identity.stitching", "io.evenreach.identity.evidence"})
@ComponentScan(
        basePackages = {
            "io.evenreach.identity.stitching",
            "io.evenreach.identity.evidence",
            "io.evenreach.identity.resolving",
            "io.evenreach.identity.rules",
            "io.evenreach.identity.changes",
            "io.evenreach.identity.gardens"
        },
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = {
                            ".*\\.(web|messaging)\\..*",
                            ".*\\.(RuleWork|WaitingTold|StitchingBacklog|RulePreviews|RulePreviewStore)"
                        }))
class IdentityContext {

    private static final String KEY = "0f".repeat(32);

    @Bean
    Outbox outbox(JdbcTemplate jdbc, EventCodec codec) {
        return UnrelayedOutbox.of(jdbc, codec);
    }

    @Bean
    Hashing hashing() {
        return new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex(KEY));
    }

    @Bean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
