package io.evenreach.benchmarks.identity;

import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.Normaliser;
import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.outbox.Outbox;
import io.evenreach.platform.outbox.UnrelayedOutbox;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** Identity as the service puts it together, without the service around it: no HTTP, no Kafka, no background work. */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement(proxyTargetClass = true)
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
                        pattern = {".*\\.(web|messaging)\\..*", ".*\\.(RuleWork|RulePreviews|RulePreviewStore)"}))
class IdentityContext {

    private static final String KEY = "0f".repeat(32);

    @Bean
    JdbcTemplate jdbcTemplate(DataSource database) {
        return new JdbcTemplate(database);
    }

    @Bean
    JdbcClient jdbcClient(JdbcTemplate jdbc) {
        return JdbcClient.create(jdbc);
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource database) {
        return new JdbcTransactionManager(database);
    }

    @Bean
    EventCodec eventCodec() {
        return new EventCodec();
    }

    @Bean
    Outbox outbox(JdbcTemplate jdbc, EventCodec codec) {
        return UnrelayedOutbox.of(jdbc, codec);
    }

    @Bean
    Hashing hashing() {
        return new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex(KEY));
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
