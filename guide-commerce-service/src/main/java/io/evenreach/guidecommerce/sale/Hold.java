package io.evenreach.guidecommerce.sale;

import io.evenreach.guidecommerce.sale.domain.HoldReason;
import io.evenreach.guidecommerce.sale.domain.HoldState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the commission on a line from being paid.
 *
 * @param guideId whose sale it is
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
        HoldReason reason,
        @Nullable String note,
        HoldState state,
        Instant openedAt,
        Instant deadline,
        @Nullable String appeal,
        @Nullable Instant decidedAt,
        @Nullable String decidedBy,
        @Nullable String decision) {}
