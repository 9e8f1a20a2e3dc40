package io.evenreach.guidecommerce.payout;

import io.evenreach.guidecommerce.books.Payout;
import io.evenreach.guidecommerce.payout.persistence.PayoutStore;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Keeps tax back of payouts, and the record of it. All of it happens in the transaction of the payouts. */
@Component
class Taxes {

    private final Withholding withholding;
    private final PayoutStore store;
    private final PayoutProperties properties;
    private final Clock clock;

    Taxes(Withholding withholding, PayoutStore store, PayoutProperties properties, Clock clock) {
        this.withholding = withholding;
        this.store = store;
        this.properties = properties;
        this.clock = clock;
    }

    /** What is kept back of a payout that is put together now. */
    long withheldMinor(UUID guideId, long incomeMinor, String currency) {
        if (withholding instanceof NoWithholding) {
            return 0;
        }
        LocalDate today = today();
        return withholding.withheldMinor(
                incomeMinor, store.year(guideId, currency, today.getYear()), today.getMonthValue(), currency);
    }

    void keep(List<Payout> payouts) {
        store.insertWithholdings(payouts, withholding.method(), today().getYear(), clock.instant());
    }

    /** These transfers failed, or came back. */
    void correct(List<Payout> payouts) {
        store.correctWithholdings(payouts.stream().map(Payout::itemId).toList(), clock.instant());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), properties.taxZone());
    }
}
