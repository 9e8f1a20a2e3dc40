package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.domain.HoldState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the commission on a line from being paid.
 *
 * @param guideId whose sale it is, or the referrer whose part it is
 * @param depth 0 where the whole line is held, 1 and 2 where the part of who brought its guide is
 * @param note what somebody of the brand said of it who held it by hand, which the guide reads
 * @param deadline when it is decided where nobody has done so
 * @param appeal why the guide says it is wrong
 * @param decidedBy somebody's name, {@code identity} or {@code deadline}
 * @param decision why it was decided so
 */
public record Hold(
        UUID holdId,
        Order.Key key,
        String lineId,
        UUID guideId,
        int depth,
        HoldReason reason,
        @Nullable String note,
        HoldState state,
        Instant openedAt,
        Instant deadline,
        @Nullable String appeal,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String decision) {

    /** Whether it is of the part of a payee of this depth. */
    boolean isOf(int payeeDepth) {
        return isOf(depth, payeeDepth);
    }

    static boolean isOf(int depth, int payeeDepth) {
        return depth == 0 || depth == payeeDepth;
    }

    boolean isOfWholeLine() {
        return depth == 0;
    }
}
