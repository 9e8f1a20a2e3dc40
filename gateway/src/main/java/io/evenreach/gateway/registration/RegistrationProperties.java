package io.evenreach.gateway.registration;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of registration.
 *
 * @param largestBody bound of what somebody says of themselves
 * @param answerWithin how long the guide's service may take
 * @param resumeAfter when a sign-up that has not ended is taken up again
 * @param rememberedFor how long a repeated request is known as the same
 */
@Validated
@ConfigurationProperties("evenreach.registration")
public record RegistrationProperties(
        @DefaultValue("64KB") DataSize largestBody,
        @DefaultValue("PT20S") Duration answerWithin,
        @DefaultValue("PT30S") Duration resumeAfter,
        @DefaultValue("P1D") Duration rememberedFor) {}
