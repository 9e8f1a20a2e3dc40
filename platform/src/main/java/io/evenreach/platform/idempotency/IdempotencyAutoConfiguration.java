package io.evenreach.platform.idempotency;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Idempotency keys for the routes named in {@code evenreach.idempotency.paths}. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration"
        })
@ConditionalOnBean({JdbcTemplate.class, PlatformTransactionManager.class})
@EnableConfigurationProperties(IdempotencyProperties.class)
class IdempotencyAutoConfiguration {

    @Bean
    KeptAnswers keptAnswers(JdbcTemplate jdbc, AnswerSeal seal) {
        return new KeptAnswers(jdbc, seal);
    }

    @Bean
    IdempotencyFilter idempotencyFilter(
            IdempotencyProperties properties,
            KeptAnswers answers,
            PlatformTransactionManager transactions,
            JsonMapper json) {
        return new IdempotencyFilter(properties, answers, new TransactionTemplate(transactions), json);
    }

    @Bean
    @ConditionalOnMissingBean
    AnswerSeal unsealedAnswers() {
        return new AnswerSeal() {
            @Override
            public byte[] seal(byte[] clear) {
                return clear;
            }

            @Override
            public byte[] open(byte[] sealed) {
                return sealed;
            }
        };
    }

    /** After Spring Security, whose principal says whose key it is. */
    @Bean
    FilterRegistrationBean<IdempotencyFilter> idempotencyFilterRegistration(IdempotencyFilter filter) {
        FilterRegistrationBean<IdempotencyFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.LOWEST_PRECEDENCE - 100);
        return registration;
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService idempotencyKeyExpiry(KeptAnswers answers, IdempotencyProperties properties) {
        ScheduledExecutorService expiry = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("idempotency-key-expiry").daemon().factory());
        expiry.scheduleWithFixedDelay(() -> answers.forgetOlderThan(properties.keepFor()), 1, 60, TimeUnit.MINUTES);
        return expiry;
    }
}
