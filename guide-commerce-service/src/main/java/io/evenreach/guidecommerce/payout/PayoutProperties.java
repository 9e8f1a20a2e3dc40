package io.evenreach.guidecommerce.payout;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Policies of payouts.
 *
 * @param minimumMinor nothing below this is transferred, in minor units of whichever currency; it waits for more
 */
@Validated
@ConfigurationProperties("evenreach.payout")
record PayoutProperties(@DefaultValue("1") @Min(1) long minimumMinor) {}
