package io.evenreach.guidecommerce.payout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How much tax is kept back of a payout. What the law asks for differs by country and by what guides are to it. */
public interface Withholding {

    /**
     * What a guide's payouts of one tax year came to so far, in minor units of one currency.
     *
     * @param since when the first of them was put together; null where there is none
     */
    record Year(
            long incomeMinor, long withheldMinor, @Nullable Instant since) {}

    /** What payouts are recorded with, such as {@code CN_CUMULATIVE}. */
    String method();

    /**
     * Tax to keep back, at least 0 and less than what is paid out.
     *
     * @param incomeMinor what is paid out now, before tax
     * @param before in the same tax year
     * @param months of the tax year from the one of its first payout to this one, both counted
     */
    long withheldMinor(long incomeMinor, Year before, int months, String currency);
}
