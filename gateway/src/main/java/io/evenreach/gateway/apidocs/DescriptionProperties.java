package io.evenreach.gateway.apidocs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the descriptions of the services are fetched.
 *
 * @param answerWithin a service describes itself for the first time within this, or is left out for now
 * @param keepFor how long a complete description is given to all who ask
 * @param keepPartialFor the same while a service is missing in it
 */
@Validated
@ConfigurationProperties("evenreach.api-docs")
record DescriptionProperties(
        @DefaultValue("PT10S") Duration answerWithin,
        @DefaultValue("PT60S") Duration keepFor,
        @DefaultValue("PT2S") Duration keepPartialFor) {}
