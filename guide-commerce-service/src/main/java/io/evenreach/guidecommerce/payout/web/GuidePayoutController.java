package io.evenreach.guidecommerce.payout.web;

import io.evenreach.guidecommerce.guide.Guides;
import io.evenreach.guidecommerce.payout.GuidePayouts;
import io.evenreach.guidecommerce.payout.GuidePayouts.Part;
import io.evenreach.guidecommerce.payout.GuidePayouts.Parts;
import io.evenreach.guidecommerce.payout.GuidePayouts.Transfer;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
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
class GuidePayoutController {

    private final GuidePayouts payouts;
    private final Guides guides;

    GuidePayoutController(GuidePayouts payouts, Guides guides) {
        this.payouts = payouts;
        this.guides = guides;
    }

    /**
     * A transfer to a guide. {@code paid} is {@code amountMinor} and {@code withheldMinor} and what was netted.
     *
     * @param endToEndId what the bank tells the guide with the money
     * @param withheldMinor tax that was kept back
     * @param paid the sales it pays for, also where it failed and a later one pays for them
     * @param netted debt of earlier sales that was taken out of it
     * @param changedAt since when it has its status
     */
    record TransferAnswer(
            UUID itemId,
            String endToEndId,
            ItemStatus status,
            String currency,
            long amountMinor,
            long withheldMinor,
            PartsAnswer paid,
            PartsAnswer netted,
            Instant createdAt,
            Instant changedAt) {

        static TransferAnswer of(Transfer transfer) {
            return new TransferAnswer(
                    transfer.itemId(),
                    transfer.endToEndId(),
                    transfer.status(),
                    transfer.currency(),
                    transfer.amountMinor(),
                    transfer.withheldMinor(),
                    PartsAnswer.of(transfer.paid()),
                    PartsAnswer.of(transfer.netted()),
                    transfer.createdAt(),
                    transfer.changedAt());
        }
    }

    /**
     * Lines of orders in a transfer.
     *
     * @param items the first 100 of them
     * @param count how many there are
     * @param totalMinor of all of them
     */
    record PartsAnswer(List<PartAnswer> items, int count, long totalMinor) {

        static PartsAnswer of(Parts parts) {
            return new PartsAnswer(
                    parts.first().stream().map(PartAnswer::of).toList(), parts.count(), parts.totalMinor());
        }
    }

    record PartAnswer(String merchantId, String orderId, String lineId, long amountMinor) {

        static PartAnswer of(Part part) {
            return new PartAnswer(part.order().merchantId(), part.order().orderId(), part.lineId(), part.amountMinor());
        }
    }

    /** A guide's transfers, the newest first, whatever became of each. */
    @GetMapping("/api/v1/guides/{guideId}/payouts")
    @RequiresScope(Scopes.GUIDE_READ)
    Page<TransferAnswer> list(
            @PathVariable String guideId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        UUID guide = Refusals.knownGuide(guideId, caller, guides::find);
        return Page.byPlace(
                        cursor,
                        limit,
                        (place, count) -> payouts.page(guide, place, count),
                        transfer -> new Cursor.Place(transfer.createdAt(), transfer.itemId()))
                .map(TransferAnswer::of);
    }
}
