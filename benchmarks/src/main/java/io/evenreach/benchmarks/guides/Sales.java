package io.evenreach.benchmarks.guides;

import io.evenreach.guidecommerce.books.Posting;
import io.evenreach.guidecommerce.books.Rates;
import io.evenreach.guidecommerce.books.SaleLine;
import java.util.List;
import java.util.Set;

/** Sales of one line each, which split into six entries: what was captured, and five parties' parts. */
final class Sales {

    static final int GUIDES = 1_000;

    private static final int MERCHANTS = 50;
    private static final int CURRENCIES = 500;
    private static final Rates RATES = new Rates(1_000, 7_000, 1_000);

    private final String run;
    private final boolean isHot;

    /** @param isHot whether all meet at the platform's accounts of one currency, else there are those of hundreds */
    Sales(String run, boolean isHot) {
        this.run = run;
        this.isHot = isHot;
    }

    Posting posting(int sale) {
        return new SaleLine(
                        "order:" + run + "/" + sale,
                        "l1",
                        "merchant-" + sale % MERCHANTS,
                        currency(sale),
                        RATES,
                        List.of("guide-" + sale % GUIDES, "guide-" + (sale + 1) % GUIDES),
                        Set.of(),
                        10_000 + sale % 977,
                        10_000 + sale % 977)
                .accrual();
    }

    private String currency(int sale) {
        int code = isHot ? 0 : sale % CURRENCIES;
        return "" + (char) ('A' + code / 676) + (char) ('A' + code / 26 % 26) + (char) ('A' + code % 26);
    }
}
