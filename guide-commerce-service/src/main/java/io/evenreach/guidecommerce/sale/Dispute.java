package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.sale.domain.DisputeState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A guide's claim that the sale of a line is theirs.
 *
 * @param guideId who says so
 * @param ownerId whose sale it was when it was claimed; null where it was nobody's
 * @param answer what whose sale it was says of it; null where they have said nothing
 * @param deadline when the sale stays whose it is where nobody has decided
 * @param decidedBy somebody's name, or {@code deadline}
 */
public record Dispute(
        UUID disputeId,
        Order.Key key,
        String lineId,
        UUID guideId,
        @Nullable UUID ownerId,
        DisputeState state,
        String statement,
        @Nullable String answer,
        Instant openedAt,
        Instant deadline,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String decision) {}
