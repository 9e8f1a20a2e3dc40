package io.evenreach.guidecommerce.wire;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * An amount of money.
 *
 * @param amountMinor in the currency's minor units: cents, fils, or whole yen
 * @param currency ISO 4217
 */
public record MoneyBody(
        @NotNull @Min(0) @Max(AMOUNT_MAX) Long amountMinor,

        @NotNull @Pattern(regexp = "[A-Z]{3}", message = "must be a currency of ISO 4217")
        String currency) {

    /** Far beyond any sale, and so small that shares and sums of it stay exact. */
    public static final long AMOUNT_MAX = 1_000_000_000_000L;
}
