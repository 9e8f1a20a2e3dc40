package io.evenreach.identity.evidence;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is taken in.
 *
 * @param futureMax how far ahead of ours a sender's clock may be
 * @param earliest what claims to be older is a mistake; it would found every profile it touches
 */
@ConfigurationProperties("evenreach.identity.intake")
record IntakeProperties(
        @DefaultValue("5m") Duration futureMax,
        @DefaultValue("1990-01-01T00:00:00Z") Instant earliest) {}
