package io.evenreach.guidecommerce.sale.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.evenreach.guidecommerce.sale.Orders.Attributed;
import io.evenreach.guidecommerce.sale.domain.Attribution;
import io.evenreach.guidecommerce.sale.domain.Attribution.Lost;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose sale an order is, and why.
 *
 * @param winner absent where the sale is nobody's
 * @param ruleVersion of the rules that decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AttributionAnswer(
        String merchantId,
        String orderId,
        int ruleVersion,
        @Nullable String winner,
        List<TouchAnswer> touches) {

    /**
     * A touch and what became of it.
     *
     * @param clickId absent for a code that came with the order
     * @param lost why it did not win; absent for the winner
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TouchAnswer(
            String guideId,
            String code,
            @Nullable UUID clickId,
            Instant at,
            @Nullable Lost lost) {}

    static AttributionAnswer of(Attributed attributed) {
        Attribution.Touch winner = attributed.decision().winner();
        return new AttributionAnswer(
                attributed.key().merchantId(),
                attributed.key().orderId(),
                Attribution.RULE_VERSION,
                winner == null ? null : winner.guideId(),
                attributed.decision().verdicts().stream()
                        .map(verdict -> new TouchAnswer(
                                verdict.touch().guideId(),
                                verdict.touch().code(),
                                verdict.touch().clickId(),
                                verdict.touch().at(),
                                verdict.lost()))
                        .toList());
    }
}
