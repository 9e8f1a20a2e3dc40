package io.evenreach.guidecommerce.payout.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.payout.PayoutBatchSummary;
import io.evenreach.guidecommerce.payout.PayoutBatches;
import io.evenreach.guidecommerce.wire.Refusals;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PayoutListController {

    private final PayoutBatches batches;

    PayoutListController(PayoutBatches batches) {
        this.batches = batches;
    }

    /** A batch without its transfers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BatchSummary(
            UUID batchId,
            String messageId,
            String currency,
            Instant through,
            String createdBy,
            Instant createdAt,
            @Nullable String approvedBy,
            @Nullable Instant emittedAt,
            int transfers,
            long totalMinor) {

        static BatchSummary of(PayoutBatchSummary batch) {
            return new BatchSummary(
                    batch.batchId(),
                    batch.messageId(),
                    batch.currency(),
                    batch.through(),
                    batch.createdBy(),
                    batch.createdAt(),
                    batch.approvedBy(),
                    batch.emittedAt(),
                    batch.transfers(),
                    batch.totalMinor());
        }
    }

    /** All batches, the newest first, each without its transfers. */
    @GetMapping("/api/v1/payout-batches")
    @RequiresScope({Scopes.PAYOUT_WRITE, Scopes.PAYOUT_APPROVE})
    Page<BatchSummary> list(
            @RequestParam @Nullable String cursor, @RequestParam @Nullable Integer limit, Caller caller) {
        if (!caller.isBrand()) {
            throw Refusals.forbidden("Payouts are the brand's.");
        }
        return Page.byPlace(cursor, limit, batches::page, batch -> new Cursor.Place(batch.createdAt(), batch.batchId()))
                .map(BatchSummary::of);
    }
}
