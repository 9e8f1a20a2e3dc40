package io.evenreach.platform.idempotency;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessException;
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

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyAutoConfiguration.class);

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
        expiry.scheduleWithFixedDelay(() -> forget(answers, properties.keepFor()), 1, 60, TimeUnit.MINUTES);
        return expiry;
    }

    /** What fails would be the last time: an executor does not run a task again that has thrown. */
    static void forget(KeptAnswers answers, Duration age) {
        try {
            answers.forgetOlderThan(age);
        } catch (DataAccessException away) {
            LOG.atWarn().setCause(away).log("Old answers of idempotency keys are forgotten later");
        }
    }
}
