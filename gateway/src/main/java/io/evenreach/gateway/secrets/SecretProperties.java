package io.evenreach.gateway.secrets;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How secrets are kept.
 *
 * @param key what the database's secrets are sealed with; any text of at least 32 characters
 * @param bcryptStrength logarithm of the rounds of bcrypt; 10 takes about 50 ms of one core
 */
@Validated
@ConfigurationProperties("evenreach.secrets")
record SecretProperties(
        @Size(min = 32, message = "EVENREACH_SECRET_KEY needs at least 32 characters")
        String key,

        @DefaultValue("10") @Min(4) @Max(16) int bcryptStrength) {}
