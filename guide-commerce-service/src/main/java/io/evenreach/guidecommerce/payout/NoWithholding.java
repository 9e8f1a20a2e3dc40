package io.evenreach.guidecommerce.payout;

/** Nothing is kept back: guides see to their tax themselves. */
final class NoWithholding implements Withholding {

    @Override
    public String method() {
        return "NONE";
    }

    @Override
    public long withheldMinor(long incomeMinor, Year before, int months, String currency) {
        return 0;
    }
}
