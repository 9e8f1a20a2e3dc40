package io.evenreach.guidecommerce.sale.intake;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How reports are taken in.
 *
 * @param page applied in one transaction at most: larger ones cost less each, and keep others waiting longer
 * @param threads that take pages at the same time, each from partitions of its own
 */
@Validated
@ConfigurationProperties("evenreach.sale.intake")
public record IntakeProperties(
        @DefaultValue("25") @Min(1) @Max(500) int page,
        @DefaultValue("2") @Min(1) @Max(64) int threads) {}
