package io.evenreach.platform.events;

import io.evenreach.contracts.Topics;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureBefore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.CommonContainerStoppingErrorHandler;
import org.springframework.kafka.listener.CommonDelegatingErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Kafka as every service uses it: string keys, bytes, acks=all, and batches.
 *
 * <p>{@code feedListenerFactory} never skips: what is unreadable stops the consumer, which then fails closed; everything
 * else is retried for ever. Whoever may leave something out moves it to {@code <topic>-dlt} itself.
 */
@AutoConfiguration
@AutoConfigureBefore(org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration.class)
@ConditionalOnProperty("spring.kafka.bootstrap-servers")
@EnableConfigurationProperties(KafkaProperties.class)
@EnableKafka
class KafkaAutoConfiguration {

    private static final long RETRY_MILLIS_FIRST = 200;
    private static final long RETRY_MILLIS_MAX = 5_000;

    /** Where no launcher makes the topics, one service does: {@code evenreach.topics.create=true}. */
    @Bean
    @ConditionalOnProperty("evenreach.topics.create")
    KafkaAdmin.NewTopics catalogue(@Value("${evenreach.topics.replicas:1}") short replicas) {
        return new KafkaAdmin.NewTopics(Topics.catalogue().stream()
                .map(topic -> new NewTopic(topic.name(), topic.partitions(), replicas).configs(topic.configs()))
                .toArray(NewTopic[]::new));
    }

    @Bean
    EventCodec eventCodec() {
        return new EventCodec();
    }

    @Bean
    KafkaHealth kafkaHealthIndicator(KafkaProperties properties) {
        return new KafkaHealth(properties.buildAdminProperties());
    }

    @Bean
    ProducerFactory<String, byte[]> eventProducers(KafkaProperties properties) {
        Map<String, Object> config = properties.buildProducerProperties();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        config.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000L);
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new DefaultKafkaProducerFactory<>(config);
    }

    @Bean
    KafkaTemplate<String, byte[]> eventTemplate(ProducerFactory<String, byte[]> eventProducers) {
        return new KafkaTemplate<>(eventProducers);
    }

    @Bean
    ConsumerFactory<String, byte[]> eventConsumers(KafkaProperties properties) {
        Map<String, Object> config = properties.buildConsumerProperties();
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.putIfAbsent(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        return new DefaultKafkaConsumerFactory<>(config);
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> feedListenerFactory(
            @Qualifier("eventConsumers") ConsumerFactory<String, byte[]> consumers) {
        CommonDelegatingErrorHandler errors = new CommonDelegatingErrorHandler(retryForEver());
        errors.setCauseChainTraversing(true);
        errors.addDelegate(PoisonEventException.class, new CommonContainerStoppingErrorHandler());
        return batches(consumers, errors);
    }

    private static DefaultErrorHandler retryForEver() {
        return new DefaultErrorHandler((record, exception) -> {}, backOff());
    }

    private static ExponentialBackOff backOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(RETRY_MILLIS_FIRST, 2);
        backOff.setMaxInterval(RETRY_MILLIS_MAX);
        return backOff;
    }

    private static ConcurrentKafkaListenerContainerFactory<String, byte[]> batches(
            ConsumerFactory<String, byte[]> consumers, org.springframework.kafka.listener.CommonErrorHandler errors) {
        ConcurrentKafkaListenerContainerFactory<String, byte[]> factory =
                new ConcurrentKafkaListenerContainerFactory<>();
        factory.setConsumerFactory(consumers);
        factory.setBatchListener(true);
        factory.setCommonErrorHandler(errors);
        factory.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        factory.getContainerProperties().setPollTimeout(1_000);
        // The launcher creates the topics; a consumer that starts before them waits instead of failing.
        factory.setMissingTopicsFatal(false);
        return factory;
    }
}
