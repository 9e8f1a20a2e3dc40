package io.evenreach.campaign.maturity;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How everybody is counted.
 *
 * @param countWithin how long a count may wait for its turn, and how long the database may take then; the gateway waits for longer
 *     than both
 * @param countsAtOnce how many counts run at once; each takes a connection meanwhile
 */
@ConfigurationProperties("evenreach.maturity")
record MaturityProperties(
        @DefaultValue("25s") Duration countWithin,
        @DefaultValue("2") int countsAtOnce) {}
