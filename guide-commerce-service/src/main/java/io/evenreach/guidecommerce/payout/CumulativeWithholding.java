package io.evenreach.guidecommerce.payout;

import java.util.List;

/**
 * The cumulative method for income paid through a platform in China: the tax on the year's income so far, less 20 % of it as
 * costs and 5,000 yuan for each month since the first payout of the year, at the rates of wages (3 to 45 %), less what has
 * been kept back already. Announcement 16 of 2025 of the State Taxation Administration.
 *
 * <p><b>Take advice before you switch it on.</b> Whether it applies to a guide, whether a month without a payout in between
 * counts (here it does), and what else may be deducted is a question for a tax adviser; the brackets are those of wages as known to the authors. Only renminbi is taxed.
 */
final class CumulativeWithholding implements Withholding {

    private static final String CURRENCY = "CNY";
    private static final int COSTS_PERCENT = 20;
    private static final long FREE_A_MONTH_MINOR = 500_000;

    /**
     * A rate of the table.
     *
     * @param overMinor above this it holds
     * @param quickMinor what the lower brackets save
     */
    private record Bracket(long overMinor, int percent, long quickMinor) {}

    private static final List<Bracket> BRACKETS = List.of(
            new Bracket(0, 3, 0),
            new Bracket(3_600_000, 10, 252_000),
            new Bracket(14_400_000, 20, 1_692_000),
            new Bracket(30_000_000, 25, 3_192_000),
            new Bracket(42_000_000, 30, 5_292_000),
            new Bracket(66_000_000, 35, 8_592_000),
            new Bracket(96_000_000, 45, 18_192_000));

    @Override
    public String method() {
        return "CN_CUMULATIVE";
    }

    @Override
    public long withheldMinor(long incomeMinor, Year before, int months, String currency) {
        if (!currency.equals(CURRENCY)) {
            return 0;
        }
        long income = Math.addExact(before.incomeMinor(), incomeMinor);
        long taxable = income - Math.multiplyExact(income, (long) COSTS_PERCENT) / 100 - FREE_A_MONTH_MINOR * months;
        return Math.clamp(tax(taxable) - before.withheldMinor(), 0, incomeMinor - 1);
    }

    /** Rounded down to the fen. */
    private static long tax(long taxableMinor) {
        return BRACKETS.reversed().stream()
                .filter(bracket -> taxableMinor > bracket.overMinor())
                .findFirst()
                .map(bracket -> Math.multiplyExact(taxableMinor, (long) bracket.percent()) / 100 - bracket.quickMinor())
                .orElse(0L);
    }
}
