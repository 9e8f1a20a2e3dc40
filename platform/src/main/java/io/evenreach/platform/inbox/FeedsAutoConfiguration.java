package io.evenreach.platform.inbox;

import io.evenreach.platform.events.EventCodec;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;

/** Gaps in feeds and how old they are, for services that follow any. */
@AutoConfiguration(
        after = InboxAutoConfiguration.class,
        afterName = {
            "io.evenreach.platform.events.KafkaAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnProperty("spring.kafka.bootstrap-servers")
@ConditionalOnBean(Inbox.class)
@EnableConfigurationProperties(FeedsProperties.class)
class FeedsAutoConfiguration {

    @Bean
    FeedGaps feedGaps(
            Inbox inbox,
            @Qualifier("eventTemplate") KafkaTemplate<String, byte[]> kafka,
            EventCodec codec,
            MeterRegistry meters,
            FeedsProperties properties) {
        return new FeedGaps(inbox, kafka, codec, meters, properties.askEvery());
    }

    @Bean
    FeedInbox feedInbox(Inbox inbox, FeedGaps gaps, EventCodec codec) {
        return new FeedInbox(inbox, gaps, codec);
    }

    @Bean
    FeedAges feedAges(Inbox inbox, FeedsProperties properties) {
        return new FeedAges(inbox, properties);
    }

    @Bean
    FeedsHealth feedsHealthIndicator(FeedGaps gaps, FeedAges ages) {
        return new FeedsHealth(gaps, ages);
    }
}
