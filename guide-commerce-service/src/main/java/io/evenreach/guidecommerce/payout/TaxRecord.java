package io.evenreach.guidecommerce.payout;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was kept back of one transfer. Amounts are minor units.
 *
 * @param incomeMinor what was paid out, before tax and after debt was netted
 * @param correctedAt when the transfer failed or came back, so that it is no income; null where it did not
 * @param corrections what was taken back of this income since, the oldest first
 */
public record TaxRecord(
        UUID itemId,
        int taxYear,
        String method,
        String currency,
        long incomeMinor,
        long withheldMinor,
        Instant at,
        @Nullable Instant correctedAt,
        List<Correction> corrections) {

    public TaxRecord with(List<Correction> all) {
        return new TaxRecord(
                itemId, taxYear, method, currency, incomeMinor, withheldMinor, at, correctedAt, List.copyOf(all));
    }

    /**
     * Income that was taken back after it had been paid, and netted in a later transfer.
     *
     * @param itemId the later transfer, whose income is lower by as much
     * @param incomeMinor how much lower the income is
     * @param undoneAt when the later transfer failed or came back, so that it is owed again; null where it did not
     */
    public record Correction(
            UUID itemId,
            String orderId,
            String lineId,
            long incomeMinor,
            Instant at,
            @Nullable Instant undoneAt) {}
}
