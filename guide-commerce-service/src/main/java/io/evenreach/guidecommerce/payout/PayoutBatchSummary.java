package io.evenreach.guidecommerce.payout;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A batch in a list, without its transfers.
 *
 * @param transfers how many there are
 * @param emittedAt when its file was first handed out
 */
public record PayoutBatchSummary(
        UUID batchId,
        String messageId,
        String currency,
        Instant through,
        String createdBy,
        Instant createdAt,
        @Nullable String approvedBy,
        @Nullable Instant emittedAt,
        int transfers,
        long totalMinor) {}
