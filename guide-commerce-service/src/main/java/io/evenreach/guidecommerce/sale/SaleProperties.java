package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Legs;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Policies of sales.
 *
 * @param referralDepth how many referrers are paid, the guide's own first; never more than {@link Legs#REFERRAL_DEPTH_MAX}
 * @param outsideExpertiseBps what a guide gets of their share for goods they did not declare to know
 * @param holdFor until when a hold or dispute is decided, and once more after an appeal
 * @param claimWithin how long after an order a guide can say that it was theirs
 * @param payWithin how long an order waits for its payment before it is cancelled
 * @param samePersonAgain after how long identity is asked again who somebody is whom it is settling, where it does not tell
 *     that it has
 * @param velocityFlagAbove orders of one guide in an hour that are worth a look
 * @param velocityHoldAbove orders of one guide in an hour after which new ones are held; never less than 1,000
 * @param sameBuyerFlagAbove orders of one buyer with one guide in 30 days that are worth a look
 */
@Validated
@ConfigurationProperties("evenreach.sale")
record SaleProperties(
        @DefaultValue("1") @Min(0) @Max(Legs.REFERRAL_DEPTH_MAX)
        int referralDepth,

        @DefaultValue("5000") @Min(0) @Max(10_000) int outsideExpertiseBps,

        @DefaultValue("P14D") Duration holdFor,
        @DefaultValue("P7D") Duration claimWithin,
        @DefaultValue("P30D") Duration payWithin,
        @DefaultValue("PT1M") Duration samePersonAgain,
        @DefaultValue("200") @Min(1) int velocityFlagAbove,

        @DefaultValue("1000") @Min(1_000) int velocityHoldAbove,

        @DefaultValue("10") @Min(1) int sameBuyerFlagAbove) {}
