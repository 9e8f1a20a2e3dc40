package io.evenreach.guidecommerce.payout;

import io.evenreach.guidecommerce.books.Payout;
import io.evenreach.guidecommerce.payout.Withholding.Year;
import io.evenreach.guidecommerce.payout.persistence.WithholdingStore;
import io.evenreach.platform.page.Cursor;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Keeps tax back of payouts, and the record of it. All of it but reading happens in the transaction of the payouts. */
@Component
public class Taxes {

    private final Withholding withholding;
    private final WithholdingStore store;
    private final PayoutProperties properties;
    private final Clock clock;

    Taxes(Withholding withholding, WithholdingStore store, PayoutProperties properties, Clock clock) {
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
        Year before = store.year(guideId, currency, today.getYear());
        return withholding.withheldMinor(incomeMinor, before, monthsSince(before.since(), today), currency);
    }

    /** Both months counted: whoever is paid for the first time in June has one in June, and two in July. */
    private int monthsSince(@Nullable Instant first, LocalDate today) {
        return first == null ? 1 : today.getMonthValue() - date(first).getMonthValue() + 1;
    }

    /** Before the commissions that are netted are changed. */
    void keep(List<Payout> payouts) {
        store.insert(payouts, withholding.method(), today().getYear(), clock.instant());
        store.insertCorrections(payouts, clock.instant());
    }

    /** These transfers failed, or came back. */
    void correct(List<Payout> payouts) {
        store.correct(payouts.stream().map(Payout::itemId).toList(), clock.instant());
    }

    /** The newest first. */
    @Transactional(readOnly = true)
    public List<TaxRecord> page(UUID guideId, Cursor.@Nullable Place before, int limit) {
        return store.page(guideId, before, limit);
    }

    private LocalDate today() {
        return date(clock.instant());
    }

    private LocalDate date(Instant time) {
        return LocalDate.ofInstant(time, properties.taxZone());
    }
}
