package io.evenreach.guidecommerce.guide;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What counts as known.
 *
 * @param evidenceRequired whether each area has to be verified on evidence; else approving a guide verifies what they
 *     declared
 */
@ConfigurationProperties("evenreach.expertise")
public record ExpertiseProperties(@DefaultValue("false") boolean evidenceRequired) {}
