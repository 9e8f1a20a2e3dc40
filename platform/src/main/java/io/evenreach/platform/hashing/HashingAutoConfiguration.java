package io.evenreach.platform.hashing;

import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.Normaliser;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** Hashing with the deployment's key, where {@code evenreach.identifiers.key} is set. */
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration")
@EnableConfigurationProperties(IdentifierProperties.class)
@ConditionalOnProperty("evenreach.identifiers.key")
class HashingAutoConfiguration {

    @Bean
    Hashing hashing(IdentifierProperties properties) {
        return new Hashing(
                new Normaliser(properties.defaultRegion(), properties.email().form()),
                IdentifierHasher.ofHex(properties.key()));
    }

    @Bean
    @ConditionalOnBean(JdbcTemplate.class)
    KeptEmailForm keptEmailForm(JdbcTemplate jdbc, IdentifierProperties properties) {
        return new KeptEmailForm(jdbc, properties.email().form());
    }

    @Bean
    PairwiseIds pairwiseIds(IdentifierProperties properties) {
        return new PairwiseIds(properties.key());
    }
}
