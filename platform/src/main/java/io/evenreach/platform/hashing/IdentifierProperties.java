package io.evenreach.platform.hashing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How identifiers are read and hashed.
 *
 * @param key the deployment key in hex, at least 32 bytes; the same in every service, and never changed
 * @param defaultRegion the country of phone numbers written without one (ISO 3166)
 */
@ConfigurationProperties("evenreach.identifiers")
public record IdentifierProperties(
        String key, @DefaultValue("CN") String defaultRegion) {}
