package io.evenreach.platform.inbox;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How feeds are followed.
 *
 * @param beating the feeds with a heartbeat that this service follows
 * @param staleAfter how old the newest heartbeat may be before the feed is told to be behind
 * @param askEvery how often something missing is asked for again
 */
@ConfigurationProperties("evenreach.feeds")
record FeedsProperties(
        @DefaultValue List<String> beating,
        @DefaultValue("10s") Duration staleAfter,
        @DefaultValue("5s") Duration askEvery) {}
