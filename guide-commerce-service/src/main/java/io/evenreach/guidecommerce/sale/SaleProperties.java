package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.books.Legs;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Policies of sales.
 *
 * @param referralDepth how many referrers are paid, the guide's own first; never more than {@link Legs#REFERRAL_DEPTH_MAX}
 * @param outsideExpertiseBps what a guide gets of their share for goods they did not declare to know
 */
@Validated
@ConfigurationProperties("evenreach.sale")
record SaleProperties(
        @DefaultValue("1") @Min(0) @Max(Legs.REFERRAL_DEPTH_MAX)
        int referralDepth,

        @DefaultValue("5000") @Min(0) @Max(10_000) int outsideExpertiseBps) {}
