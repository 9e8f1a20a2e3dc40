package io.evenreach.identity.evidence;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is taken in.
 *
 * @param futureMax how far ahead of ours a sender's clock may be
 */
@ConfigurationProperties("evenreach.identity.intake")
record IntakeProperties(@DefaultValue("5m") Duration futureMax) {}
