package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.sale.domain.DisputeState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A guide's claim that the sale of a line is theirs.
 *
 * @param guideId who says so
 * @param deadline when the sale stays whose it is where nobody has decided
 * @param decidedBy somebody's name, or {@code deadline}
 */
public record Dispute(
        UUID disputeId,
        Order.Key key,
        String lineId,
        UUID guideId,
        DisputeState state,
        String statement,
        Instant openedAt,
        Instant deadline,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String decision) {}
