package io.evenreach.frequency.job;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of long work.
 *
 * @param lease how long a worker may be silent before another takes its job over; a killed process costs this much
 * @param attemptsMax how often a job may be taken up without any progress before it is given up as failed
 * @param poll how often idle workers look for queued and abandoned jobs
 */
@ConfigurationProperties("evenreach.job")
public record JobProperties(
        @DefaultValue("10s") Duration lease,
        @DefaultValue("10") int attemptsMax,
        @DefaultValue("250ms") Duration poll) {}
