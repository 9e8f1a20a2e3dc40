package io.evenreach.platform.inbox;

import io.evenreach.platform.events.EventCodec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;

/** Gaps in feeds, for services that follow any: how often to ask again is {@code evenreach.feeds.ask-every}. */
@AutoConfiguration(
        after = InboxAutoConfiguration.class,
        afterName = {
            "io.evenreach.platform.events.KafkaAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnProperty("spring.kafka.bootstrap-servers")
@ConditionalOnBean(Inbox.class)
class FeedGapsAutoConfiguration {

    @Bean
    FeedGaps feedGaps(
            Inbox inbox,
            @Qualifier("eventTemplate") KafkaTemplate<String, byte[]> kafka,
            EventCodec codec,
            MeterRegistry meters,
            @Value("${evenreach.feeds.ask-every:5s}") Duration askEvery) {
        return new FeedGaps(inbox, kafka, codec, meters, askEvery);
    }

    /** Out of service while events are missing. Probes do not ask: a restart would not bring them. */
    @Bean
    HealthIndicator feedsHealthIndicator(FeedGaps gaps) {
        return () -> gaps.missing().isEmpty()
                ? Health.up().build()
                : Health.outOfService().withDetails(gaps.missing()).build();
    }
}
