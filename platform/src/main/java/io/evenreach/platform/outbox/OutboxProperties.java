package io.evenreach.platform.outbox;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the relay works.
 *
 * @param source the CloudEvents source, such as {@code /identity-service}
 * @param heartbeatTopics feeds on which consumers expect a sign of life
 * @param heartbeatEvery how often; consumers fail closed when it stays away
 * @param pollEvery how long the relay sleeps when nothing wakes it
 * @param batchMax messages sent before their acknowledgements are awaited
 * @param tidyEvery how often events are looked for that their topic does not keep any more either
 */
@ConfigurationProperties("evenreach.outbox")
public record OutboxProperties(
        @DefaultValue("/evenreach") String source,
        @DefaultValue List<String> heartbeatTopics,
        @DefaultValue("1s") Duration heartbeatEvery,
        @DefaultValue("100ms") Duration pollEvery,
        @DefaultValue("500") int batchMax,
        @DefaultValue("1m") Duration tidyEvery) {}
