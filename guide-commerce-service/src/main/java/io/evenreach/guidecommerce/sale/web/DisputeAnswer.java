package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.sale.Dispute;
import io.evenreach.guidecommerce.sale.domain.DisputeState;
import io.evenreach.platform.security.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A guide's claim that a sale is theirs. Each of the two guides learns what they said themselves and how it was decided, and
 * neither who the other is nor what they said: that is for the brand.
 *
 * @param side which of the two the caller is; absent for others
 * @param guideId who claims it; not for other guides
 * @param deadline when the sale stays whose it is where nobody has decided
 * @param statement why the guide says so; for that guide and the brand
 * @param answer what whose sale it was says of it; for that guide and the brand
 * @param decidedBy a name for the brand only, or {@code deadline}
 * @param decision why it was decided so; not for guides who are neither of the two
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DisputeAnswer(
        UUID disputeId,
        String merchantId,
        String orderId,
        String lineId,
        @Nullable Side side,
        @Nullable UUID guideId,
        DisputeState state,
        @Nullable String statement,
        @Nullable String answer,
        Instant openedAt,
        Instant deadline,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String decision) {

    /** A guide in a dispute. */
    enum Side {
        /** Says that the sale is theirs. */
        CLAIMANT,
        /** Had the sale when it was claimed. */
        OWNER
    }

    static DisputeAnswer of(Dispute dispute, Caller caller) {
        Side side = sideOf(dispute, caller);
        boolean isGuide = caller.guideId() != null;
        return new DisputeAnswer(
                dispute.disputeId(),
                dispute.key().merchantId(),
                dispute.key().orderId(),
                dispute.lineId(),
                side,
                isGuide && side != Side.CLAIMANT ? null : dispute.guideId(),
                dispute.state(),
                caller.isBrand() || side == Side.CLAIMANT ? dispute.statement() : null,
                caller.isBrand() || side == Side.OWNER ? dispute.answer() : null,
                dispute.openedAt(),
                dispute.deadline(),
                dispute.decidedAt(),
                caller.isBrand() ? dispute.decidedBy() : null,
                isGuide && side == null ? null : dispute.decision());
    }

    private static @Nullable Side sideOf(Dispute dispute, Caller caller) {
        if (caller.guideId() == null) {
            return null;
        }
        if (dispute.guideId().toString().equals(caller.guideId())) {
            return Side.CLAIMANT;
        }
        UUID owner = dispute.ownerId();
        return owner != null && owner.toString().equals(caller.guideId()) ? Side.OWNER : null;
    }
}
