package io.evenreach.guidecommerce.payout;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.guidecommerce.payout.Withholding.Year;
import org.junit.jupiter.api.Test;

/** In fen. */
class CumulativeWithholdingTest {

    private final Withholding withholding = new CumulativeWithholding();

    private static Year year(long incomeMinor, long withheldMinor) {
        return new Year(incomeMinor, withheldMinor, null);
    }

    @Test
    void keepsNothingBackOfWhatIsFreeInAMonth() {
        assertThat(withholding.withheldMinor(625_000, year(0, 0), 1, "CNY")).isZero();
    }

    @Test
    void taxesTheYearSoFarLessWhatHasBeenKeptBack() {
        // 100,000 yuan in the first month: 80,000 after costs, 75,000 above the free amount, at 10 % less 2,520.
        assertThat(withholding.withheldMinor(10_000_000, year(0, 0), 1, "CNY")).isEqualTo(498_000);
        // As much again in the second: 150,000 taxable, at 20 % less 16,920, less the 4,980 of the first.
        assertThat(withholding.withheldMinor(10_000_000, year(10_000_000, 498_000), 2, "CNY"))
                .isEqualTo(810_000);
    }

    @Test
    void freesFiveThousandYuanForEachMonthCounted() {
        // 10,000 yuan a month: 8,000 after costs, 3,000 taxed at 3 %, whichever month it is.
        long income = 0;
        long withheld = 0;
        for (int months = 1; months <= 12; months++) {
            long tax = withholding.withheldMinor(1_000_000, year(income, withheld), months, "CNY");
            assertThat(tax).isEqualTo(9_000);
            income += 1_000_000;
            withheld += tax;
        }
    }

    @Test
    void givesNothingBackWhereTooMuchWasKept() {
        assertThat(withholding.withheldMinor(1_000, year(10_000_000, 498_000), 12, "CNY"))
                .isZero();
    }

    @Test
    void taxesNoOtherCurrencyAndLeavesSomethingToPay() {
        assertThat(withholding.withheldMinor(100_000_000, year(0, 0), 1, "EUR")).isZero();
        assertThat(withholding.withheldMinor(100, year(1_000_000_000, 0), 1, "CNY"))
                .isEqualTo(99);
    }
}
