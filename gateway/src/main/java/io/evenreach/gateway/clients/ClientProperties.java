package io.evenreach.gateway.clients;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The first client, and how long a rotation overlaps.
 *
 * @param firstClientId created at start with every scope; no first client is made without it
 * @param firstClientSecret its secret; a changed value replaces the secret once
 * @param rotationOverlap how long the old secret still works after a rotation
 */
@Validated
@ConfigurationProperties("evenreach.clients")
record ClientProperties(
        @Nullable String firstClientId,
        @Nullable String firstClientSecret,
        @DefaultValue("P7D") Duration rotationOverlap) {}
