package io.evenreach.guidecommerce.payout;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Policies of payouts.
 *
 * @param minimumMinor nothing below this is transferred, in minor units of whichever currency; it waits for more,
 *     unless the guide is leaving
 * @param transfersMax of one batch; who is left waits for the next one
 * @param withholding how tax is kept back; take advice before you change it
 * @param taxZone where a tax year begins
 * @param silentAfter how long the bank may say nothing of a transfer that was sent before nobody knows its fate
 * @param writeOffAfter for how long debt is owed before it may be written off, unless the guide is gone
 */
@Validated
@ConfigurationProperties("evenreach.payout")
public record PayoutProperties(
        @DefaultValue("1") @Min(1) long minimumMinor,
        @DefaultValue("100000") @Min(1) @Max(100_000) int transfersMax,
        @DefaultValue("NONE") Method withholding,
        @DefaultValue("Asia/Shanghai") ZoneId taxZone,
        @DefaultValue("5d") Duration silentAfter,
        @DefaultValue("365d") Duration writeOffAfter) {

    public enum Method {
        NONE,
        CN_CUMULATIVE
    }
}
