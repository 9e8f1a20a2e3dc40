package io.evenreach.benchmarks.guides;

import io.evenreach.benchmarks.work.DatabaseContext;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.Normaliser;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.hashing.IdentifierProperties;
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
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import tools.jackson.databind.json.JsonMapper;

/** Intake of orders, ledger and payouts as the service puts them together, without the service around them. */
@Configuration(proxyBeanMethods = false)
@Import(DatabaseContext.class)
@ConfigurationPropertiesScan("io.evenreach.guidecommerce")
@ComponentScan(
        basePackages = "io.evenreach.guidecommerce",
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        // What comes over HTTP or Kafka by itself; the bench calls what is behind.
                        pattern = ".*\\.web\\..*|.*Listener|.*Lag|.*Application"))
class GuidesContext {

    @Bean
    Outbox outbox(JdbcTemplate jdbc, EventCodec codec) {
        return UnrelayedOutbox.of(jdbc, codec);
    }

    @Bean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }

    @Bean
    IdentifierProperties identifierProperties() {
        return new IdentifierProperties("1f".repeat(32), "CN", new IdentifierProperties.Email(false, false));
    }

    @Bean
    Hashing hashing(IdentifierProperties properties) {
        return new Hashing(new Normaliser(properties.defaultRegion()), IdentifierHasher.ofHex(properties.key()));
    }

    @Bean
    JsonMapper jsonMapper() {
        return JsonMapper.builder().build();
    }

    @Bean
    LocalValidatorFactoryBean validator() {
        return new LocalValidatorFactoryBean();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
