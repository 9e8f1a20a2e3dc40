package io.evenreach.gateway.clients;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The clients that the environment names, and how long a rotation overlaps.
 *
 * @param firstClientId created at start with every scope; no first client is made without it
 * @param firstClientSecret its secret; a changed value replaces the secret once
 * @param guidesSecret of the client {@code guide-commerce}, by which that service reads identity; none is made without it
 * @param rotationOverlap how long the old secret still works after a rotation
 */
@Validated
@ConfigurationProperties("evenreach.clients")
record ClientProperties(
        @Nullable String firstClientId,
        @Nullable String firstClientSecret,
        @Nullable String guidesSecret,
        @DefaultValue("P7D") Duration rotationOverlap) {}
