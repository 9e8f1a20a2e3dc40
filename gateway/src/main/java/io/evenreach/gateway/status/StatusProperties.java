package io.evenreach.gateway.status;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the services are asked whether they are ready.
 *
 * @param answerWithin a service that is silent for longer counts as down
 * @param keepFor how long an answer is given to all who ask
 */
@Validated
@ConfigurationProperties("evenreach.status")
record StatusProperties(
        @DefaultValue("PT0.8S") Duration answerWithin,
        @DefaultValue("PT1S") Duration keepFor) {}
