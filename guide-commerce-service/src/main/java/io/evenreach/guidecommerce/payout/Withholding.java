package io.evenreach.guidecommerce.payout;

/** How much tax is kept back of a payout. What the law asks for differs by country and by what guides are to it. */
public interface Withholding {

    /** What a guide's payouts of one tax year came to so far, in minor units of one currency. */
    record Year(long incomeMinor, long withheldMinor) {}

    /** What payouts are recorded with, such as {@code CN_CUMULATIVE}. */
    String method();

    /**
     * Tax to keep back, at least 0 and less than what is paid out.
     *
     * @param incomeMinor what is paid out now, before tax
     * @param before in the same tax year
     * @param month of the tax year, from 1
     */
    long withheldMinor(long incomeMinor, Year before, int month, String currency);
}
