package io.evenreach.platform.outbox;

import io.evenreach.platform.events.EventCodec;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.KafkaTemplate;

/** The outbox and its relay, where {@code evenreach.outbox.source} is set. */
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration")
@ConditionalOnProperty("evenreach.outbox.source")
@EnableConfigurationProperties(OutboxProperties.class)
class OutboxAutoConfiguration {

    @Bean
    OutboxSignal outboxSignal() {
        return new OutboxSignal();
    }

    @Bean
    Outbox outbox(JdbcTemplate jdbc, EventCodec codec, OutboxSignal signal) {
        return new Outbox(jdbc, codec, signal);
    }

    @Bean
    OutboxFeed outboxFeed(JdbcTemplate jdbc) {
        return new OutboxFeed(jdbc);
    }

    @Bean
    ResendListener resendListener(OutboxFeed feed, EventCodec codec) {
        return new ResendListener(feed, codec);
    }

    @Bean
    OutboxRelay outboxRelay(
            DataSource database,
            @Qualifier("eventTemplate") KafkaTemplate<String, byte[]> kafka,
            EventCodec codec,
            OutboxSignal signal,
            OutboxProperties properties) {
        return new OutboxRelay(database, kafka, codec, signal, properties);
    }
}
