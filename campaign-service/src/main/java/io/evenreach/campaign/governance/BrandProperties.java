package io.evenreach.campaign.governance;

import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is known about the brand itself.
 *
 * @param zone the time zone of customers whose own is not known, where quiet hours do not say
 */
@ConfigurationProperties("evenreach.brand")
record BrandProperties(@DefaultValue("Asia/Shanghai") ZoneId zone) {}
