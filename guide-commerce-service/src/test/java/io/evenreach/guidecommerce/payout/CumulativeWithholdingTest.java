package io.evenreach.guidecommerce.payout;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.payout.Withholding.Year;
import org.junit.jupiter.api.Test;

/** In fen. */
class CumulativeWithholdingTest {

    private final Withholding withholding = new CumulativeWithholding();

    @Test
    void keepsNothingBackOfWhatIsFreeInAMonth() {
        assertThat(withholding.withheldMinor(625_000, new Year(0, 0), 1, "CNY")).isZero();
    }

    @Test
    void taxesTheYearSoFarLessWhatHasBeenKeptBack() {
        // 100,000 yuan in January: 80,000 after costs, 75,000 above the free amount, at 10 % less 2,520.
        assertThat(withholding.withheldMinor(10_000_000, new Year(0, 0), 1, "CNY"))
                .isEqualTo(498_000);
        // As much again in February: 150,000 taxable, at 20 % less 16,920, less the 4,980 of January.
        assertThat(withholding.withheldMinor(10_000_000, new Year(10_000_000, 498_000), 2, "CNY"))
                .isEqualTo(810_000);
    }

    @Test
    void givesNothingBackWhereTooMuchWasKept() {
        assertThat(withholding.withheldMinor(1_000, new Year(10_000_000, 498_000), 12, "CNY"))
                .isZero();
    }

    @Test
    void taxesNoOtherCurrencyAndLeavesSomethingToPay() {
        assertThat(withholding.withheldMinor(100_000_000, new Year(0, 0), 1, "EUR"))
                .isZero();
        assertThat(withholding.withheldMinor(100, new Year(1_000_000_000, 0), 1, "CNY"))
                .isEqualTo(99);
    }
}
