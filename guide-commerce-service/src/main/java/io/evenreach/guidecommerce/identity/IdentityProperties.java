package io.evenreach.guidecommerce.identity;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How identity is asked by what two identifiers are one person's.
 *
 * @param address of the gateway
 * @param clientId of a client with {@code identity:read}
 * @param clientSecret where it is empty nobody is asked, and whoever is one person by whatever link counts as one
 * @param timeout of one question
 */
@ConfigurationProperties("evenreach.identity")
record IdentityProperties(
        @DefaultValue("http://localhost:8080") URI address,
        @DefaultValue("guide-commerce") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("3s") Duration timeout) {}
