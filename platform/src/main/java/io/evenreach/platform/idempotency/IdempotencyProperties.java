package io.evenreach.platform.idempotency;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where an Idempotency-Key is honoured.
 *
 * @param paths patterns of POST routes whose effect is one transaction in this service
 * @param repeatablePaths patterns of POST routes whose effect is not one transaction here, and harmless to have twice
 *     because what is sent carries ids of its own; uploads among them are compared by their parts and have no bound here
 * @param dryRunPaths patterns of POST routes that have no effect with {@code ?dryRun=true}, and then use no key
 * @param runningAtMost after how long the first request to such a route counts as dead, and may be run again
 * @param keepFor how long an answer can be repeated
 * @param bodyBytesMax the largest body that takes part
 */
@ConfigurationProperties("evenreach.idempotency")
public record IdempotencyProperties(
        @DefaultValue List<String> paths,
        @DefaultValue List<String> repeatablePaths,
        @DefaultValue List<String> dryRunPaths,
        @DefaultValue("1m") Duration runningAtMost,
        @DefaultValue("24h") Duration keepFor,
        @DefaultValue("8388608") int bodyBytesMax) {}
