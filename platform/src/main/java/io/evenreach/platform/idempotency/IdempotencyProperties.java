package io.evenreach.platform.idempotency;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where an Idempotency-Key is honoured.
 *
 * @param paths patterns of POST routes whose effect is one transaction in this service
 * @param keepFor how long an answer can be repeated
 * @param bodyBytesMax the largest body that takes part
 */
@ConfigurationProperties("evenreach.idempotency")
public record IdempotencyProperties(
        @DefaultValue List<String> paths,
        @DefaultValue("24h") Duration keepFor,
        @DefaultValue("8388608") int bodyBytesMax) {}
