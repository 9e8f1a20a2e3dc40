package io.evenreach.guidecommerce.payout;

import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Transfers that leave together.
 *
 * @param messageId what the bank knows the file by, once for ever
 * @param emitted when its file was first handed out and from whose account; null before
 */
public record PayoutBatch(
        UUID batchId,
        String messageId,
        String currency,
        Instant through,
        String createdBy,
        @Nullable String approvedBy,
        @Nullable Emission emitted,
        List<Item> items) {

    /** What a file says beside its items. It stays as it was first, whatever is set later. */
    public record Emission(Instant at, Party debtor) {}

    /** Who pays or is paid, and the account at a bank. */
    public record Party(
            String name, String account, @Nullable String bic) {}

    /**
     * A transfer.
     *
     * @param endToEndId what bank and guide know it by, once for ever
     * @param withheldMinor tax that was kept back of what was earned
     */
    public record Item(
            UUID itemId,
            UUID guideId,
            String endToEndId,
            ItemStatus status,
            long amountMinor,
            long withheldMinor,
            Party payee) {}

    /** What its file holds: everything that was not cancelled before. */
    public List<Item> transfers() {
        return items.stream()
                .filter(item -> item.status() != ItemStatus.CANCELLED)
                .toList();
    }

    /** Of what was not cancelled. */
    public long totalMinor() {
        return transfers().stream().mapToLong(Item::amountMinor).reduce(0, Math::addExact);
    }
}
