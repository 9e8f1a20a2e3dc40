package io.evenreach.guidecommerce.payout.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.payout.TaxRecord;
import io.evenreach.guidecommerce.payout.Taxes;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class TaxRecordController {

    private final Taxes taxes;
    private final Guides guides;

    TaxRecordController(Taxes taxes, Guides guides) {
        this.taxes = taxes;
        this.guides = guides;
    }

    /**
     * What was kept back of one transfer.
     *
     * @param incomeMinor what was paid out, before tax and after debt was netted
     * @param correctedAt when the transfer failed or came back, so that it is no income
     * @param corrections what was taken back of this income since, the oldest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TaxRecordAnswer(
            UUID itemId,
            int taxYear,
            String method,
            String currency,
            long incomeMinor,
            long withheldMinor,
            Instant at,
            @Nullable Instant correctedAt,
            List<CorrectionAnswer> corrections) {

        static TaxRecordAnswer of(TaxRecord record) {
            return new TaxRecordAnswer(
                    record.itemId(),
                    record.taxYear(),
                    record.method(),
                    record.currency(),
                    record.incomeMinor(),
                    record.withheldMinor(),
                    record.at(),
                    record.correctedAt(),
                    record.corrections().stream().map(CorrectionAnswer::of).toList());
        }
    }

    /**
     * Income that was taken back after it had been paid.
     *
     * @param itemId the later transfer in which it was netted, and whose income is lower by as much
     * @param undoneAt when that transfer failed or came back
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CorrectionAnswer(
            UUID itemId,
            String orderId,
            String lineId,
            long incomeMinor,
            Instant at,
            @Nullable Instant undoneAt) {

        static CorrectionAnswer of(TaxRecord.Correction correction) {
            return new CorrectionAnswer(
                    correction.itemId(),
                    correction.orderId(),
                    correction.lineId(),
                    correction.incomeMinor(),
                    correction.at(),
                    correction.undoneAt());
        }
    }

    /** A guide's payouts as tax sees them, the newest first. */
    @GetMapping("/api/v1/guides/{guideId}/tax-records")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<TaxRecordAnswer> list(
            @PathVariable String guideId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        return Page.byPlace(
                        cursor,
                        limit,
                        (place, count) -> taxes.page(guide, place, count),
                        record -> new Cursor.Place(record.at(), record.itemId()))
                .map(TaxRecordAnswer::of);
    }
}
