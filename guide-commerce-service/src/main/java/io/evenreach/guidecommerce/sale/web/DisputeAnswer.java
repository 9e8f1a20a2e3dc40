package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.sale.Dispute;
import io.evenreach.guidecommerce.sale.domain.DisputeState;
import io.evenreach.platform.security.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A guide's claim that a sale is theirs.
 *
 * @param deadline when the sale stays whose it is where nobody has decided
 * @param statement why the guide says so; not for merchants
 * @param decidedBy a name for the brand only, or {@code deadline}
 * @param decision why it was decided so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DisputeAnswer(
        UUID disputeId,
        String merchantId,
        String orderId,
        String lineId,
        UUID guideId,
        DisputeState state,
        @Nullable String statement,
        Instant openedAt,
        Instant deadline,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String decision) {

    static DisputeAnswer of(Dispute dispute, Caller caller) {
        return new DisputeAnswer(
                dispute.disputeId(),
                dispute.key().merchantId(),
                dispute.key().orderId(),
                dispute.lineId(),
                dispute.guideId(),
                dispute.state(),
                caller.merchantId() == null ? dispute.statement() : null,
                dispute.openedAt(),
                dispute.deadline(),
                dispute.decidedAt(),
                caller.isBrand() ? dispute.decidedBy() : null,
                dispute.decision());
    }
}
