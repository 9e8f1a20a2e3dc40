package io.evenreach.benchmarks.guides;

import io.evenreach.platform.events.EventCodec;
import io.evenreach.platform.outbox.Outbox;
import io.evenreach.platform.outbox.UnrelayedOutbox;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import org.springframework.transaction.support.TransactionTemplate;

/** Ledger and payouts as the service puts them together, without the service around them. */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement(proxyTargetClass = true)
@ConfigurationPropertiesScan({
    "io.evenreach.guidecommerce.payout",
    "io.evenreach.guidecommerce.guide",
    "io.evenreach.guidecommerce.sale"
})
@ComponentScan(
        basePackages = {
            "io.evenreach.guidecommerce.ledger",
            "io.evenreach.guidecommerce.payout",
            "io.evenreach.guidecommerce.guide"
        },
        excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.(web|messaging)\\..*"))
@ComponentScan(
        basePackages = "io.evenreach.guidecommerce.sale",
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        // What payouts change of sales; nothing that decides whose a sale is.
                        pattern = ".*\\.(Commissions|Holds|SaleBooks|Maturity|SaleFeed|[A-Z][a-z]+Store)"))
class GuidesContext {

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
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
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
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
