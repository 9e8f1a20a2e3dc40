package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.sale.Hold;
import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.domain.HoldState;
import io.evenreach.platform.security.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hold.
 *
 * @param guideId whose sale it is, or the referrer whose part it is
 * @param depth 0 where the whole line is held, 1 and 2 where the part of who brought its guide is
 * @param note what the brand says of it; for that guide and the brand
 * @param deadline when it is decided where nobody has done so
 * @param byDeadline what the deadline would decide; absent where it is decided
 * @param appeal why the guide says it is wrong; for that guide and the brand
 * @param decidedBy a name for the brand only, {@code identity} or {@code deadline}
 * @param decision why it was decided so; not for other guides, who earn of the same sale
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HoldAnswer(
        UUID holdId,
        String merchantId,
        String orderId,
        String lineId,
        UUID guideId,
        int depth,
        HoldReason reason,
        @Nullable String note,
        HoldState state,
        Instant openedAt,
        Instant deadline,
        HoldState.@Nullable Event byDeadline,
        @Nullable String appeal,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String decision) {

    static HoldAnswer of(Hold hold, Caller caller) {
        boolean isOthers = isOthers(hold, caller);
        return new HoldAnswer(
                hold.holdId(),
                hold.key().merchantId(),
                hold.key().orderId(),
                hold.lineId(),
                hold.guideId(),
                hold.depth(),
                reason(hold, caller),
                caller.merchantId() == null && !isOthers ? hold.note() : null,
                hold.state(),
                hold.openedAt(),
                hold.deadline(),
                hold.decidedAt() == null ? hold.reason().byDeadline(hold.state()) : null,
                caller.merchantId() == null && !isOthers ? hold.appeal() : null,
                hold.decidedAt(),
                caller.isBrand() ? hold.decidedBy() : null,
                isOthers ? null : hold.decision());
    }

    /** That guides buy from each other tells who bought, which only the guide whose hold it is can know already. */
    static HoldReason reason(Hold hold, Caller caller) {
        return isOthers(hold, caller) && hold.reason() == HoldReason.COLLUSION ? HoldReason.FRAUD : hold.reason();
    }

    private static boolean isOthers(Hold hold, Caller caller) {
        return caller.guideId() != null && !hold.guideId().toString().equals(caller.guideId());
    }
}
